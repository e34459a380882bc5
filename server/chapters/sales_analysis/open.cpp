#include "chapters/sales_analysis/analysis.h"
#include "chapters/sales_analysis/sales_facts.h"
#include "chapters/sales_analysis/saved_report.h"

namespace sales {

void open_analysis(kernel::House& house) {
    house.add<SavedReport>("sales");
    for (const kernel::Migration* migration :
         {&kernel::facts_migration, &sales_facts_migration, &saved_report_migration, &sales_facts_returns_migration})
        house.add(*migration);
}

}  // namespace sales
