#include "program/house.h"

#include <stdexcept>

#include "chapters/customers/customers.h"
#include "chapters/sales/sales.h"
#include "chapters/sales_analysis/analysis.h"
#include "embedded/embedded.h"
#include "kernel/access/account.h"
#include "kernel/access/migrations.h"
#include "kernel/api/app.h"
#include "kernel/audit/audit.h"
#include "kernel/comments/comments.h"
#include "kernel/exchange/import_store.h"
#include "kernel/files/files.h"
#include "kernel/jobs/job_store.h"
#include "kernel/merges/merges.h"
#include "kernel/records/change.h"
#include "kernel/search/index.h"
#include "kernel/views/views.h"

namespace program {

using namespace kernel;

void open_house(House& house) {
    house.add<Account>("organization");
    for (const Migration* migration : {&access_migration, &audit_migration, &records_migration, &imports_migration, &api_migration,
                                       &demo_migration, &views_migration, &search_migration, &comments_migration, &jobs_migration,
                                       &import_undo_migration, &files_migration, &merges_migration, &search_cost_migration})
        house.add(*migration);
    house.add(comments_hanging);
    house.add(files_hanging);
    customers::open(house);
    sales::open(house);
    sales::open_analysis(house);
}

std::string_view embedded_text(std::string_view path) {
    const EmbeddedFile* file = embedded_file(path);
    if (!file) throw std::runtime_error("this executable was built without " + std::string(path));
    return file->content;
}

void add_messages(Messages& messages) {
    for (auto locale : {"zh-Hant", "zh-Hans", "en"}) messages.add(locale, embedded_text("locales/" + std::string(locale) + ".json"));
}

}  // namespace program
