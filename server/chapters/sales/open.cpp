#include "chapters/sales/delivery.h"
#include "chapters/sales/order_amendment.h"
#include "chapters/sales/order_problem.h"
#include "chapters/sales/order_return.h"
#include "chapters/sales/receipt.h"
#include "chapters/sales/sales.h"

namespace sales {

extern const kernel::Migration migration, ledger_migration, shares_migration, order_days_migration;

void open(kernel::House& house) {
    house.add<Category>("sales");
    house.add<Product>("sales");
    house.add<Order>("sales");
    house.add<OrderLine>("sales");
    house.add<OrderAmendment>("sales");
    house.add<Delivery>("sales");
    house.add<DeliveryLine>("sales");
    house.add<OrderReturn>("sales");
    house.add<OrderProblem>("sales");
    house.add<Receipt>("sales");
    house.add<ReceiptLine>("sales");
    house.add(migration);
    house.add(ledger_migration);
    house.add(shares_migration);
    house.add(order_days_migration);
}

}  // namespace sales
