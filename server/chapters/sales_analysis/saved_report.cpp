#include "chapters/sales_analysis/saved_report.h"

namespace sales {

using namespace kernel;
using namespace kernel::words;

const Migration saved_report_migration{102, "analysis_reports", R"sql(
CREATE TABLE "analysis_reports" (
  "id" ID,
  "name" TEXT NOT NULL CHECK (length("name") <= 80),
  "question" TEXT NOT NULL CHECK (length("question") <= 2000),
  "owner" BIGINT REFERENCES "accounts" ("id"),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "analysis_reports_name_id" ON "analysis_reports" ("name", "id");
CREATE INDEX "analysis_reports_owner_name_id" ON "analysis_reports" ("owner", "name", "id");
)sql"};

static constexpr auto saved_report = describe<SavedReport>(
    {.clause = "4.4", .title = "name", .columns = {"name", "owner", "updated_at"}, .sort = "name", .indexes = {"name+id", "owner+name+id"}},
    {
        field<&SavedReport::id>(),
        field<&SavedReport::name>({required, filterable, sortable, searchable, max_length(80)}),
        field<&SavedReport::question>({required, max_length(2000)}),
        field<&SavedReport::owner>({owner, filterable}),
    });

const Declaration& declaration(const SavedReport*) {
    static constexpr Declaration made = declare<SavedReport>(saved_report);
    return made;
}

}  // namespace sales
