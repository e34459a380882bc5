#include "chapters/customers/customer.h"
#include "chapters/customers/customers.h"

namespace customers {

extern const kernel::Migration migration, region_manager_migration;

void open(kernel::House& house) {
    house.add<Region>("customers");
    house.add<Customer>("customers");
    house.add<Contact>("customers");
    house.add(migration);
    house.add(region_manager_migration);
}

}  // namespace customers
