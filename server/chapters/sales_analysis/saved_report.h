// 4.4: an analysis that somebody asks again: its name and the question as the page's address has it.
#pragma once
#include "kernel/access/account.h"
#include "kernel/record/describe.h"
#include "kernel/store/migrate.h"

namespace sales {

struct SavedReport {
    static constexpr std::string_view table = "analysis_reports";
    kernel::Id<SavedReport> id;
    std::string name;
    std::string question;  // "rows=month&measures=revenue"
    kernel::Link<kernel::Account> owner;
};
const kernel::Declaration& declaration(const SavedReport*);

extern const kernel::Migration saved_report_migration;

}  // namespace sales
