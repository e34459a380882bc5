#include "chapters/sales/order.h"
#include "chapters/sales/sales.h"

namespace sales {

extern const kernel::Migration migration;

void open(kernel::House& house) {
    house.add<Category>("sales");
    house.add<Product>("sales");
    house.add<Order>("sales");
    house.add<OrderLine>("sales");
    house.add(migration);
}

}  // namespace sales
