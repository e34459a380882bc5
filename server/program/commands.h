// The commands that work on a database: through the server that has it open, or through one started for as long as the command takes.
#pragma once
#include <string>
#include <vector>

#include "program/instance.h"

namespace program {

int serve(const Options& options);
// Fills an empty database with a made-up branch (server/demo). `keep`: one that has accounts already stays as it is.
enum class OnAccounts : std::uint8_t { refuse, keep };
int make_demo(const Options& options, OnAccounts on_accounts);
int migrate(const Options& options);
int verify(const Options& options);
// A backup of the whole database in one file, while the server works; it must not be there yet.
int backup(const Options& options, const std::string& file);
// Puts a backup into an empty place and proves it; with `only_check` says whether it is whole.
int restore(const Options& options, const std::string& file, bool only_check);
int print_openapi(const Options& options);

int list_users(const Options& options);
int add_user(const Options& options, const std::string& login, const std::string& name, const std::string& role);
int set_password(const Options& options, const std::string& login);

int list_tokens(const Options& options, const std::string& as);
int add_token(const Options& options, const std::string& as, const std::string& name, const std::string& expires_on);
int remove_token(const Options& options, const std::string& as, const std::string& id);

struct ImportOptions {
    std::string file, record = "orders", as, mode = "all", conflicts = "reject";
    std::vector<std::string> mapping;  // "lines.amount=销售额"
};
struct ExportOptions {
    std::string file, record = "orders", as, filter, sort, search, language = "zh-Hant";
    std::vector<std::string> columns;
    bool book = false, archived = false;
};
int export_file(const Options& options, const ExportOptions& wanted);

int import_file(const Options& options, const ImportOptions& import);

}  // namespace program
