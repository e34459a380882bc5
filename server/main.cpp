// The command line of Bylaw. Exit codes: 0 done; 1 refused or found wrong; 2 not understood.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>

#include "kernel/base/log.h"
#include "program/commands.h"
#include "program/version.h"

namespace {

void add_place(CLI::App& command, program::Options& options) {
    command.add_option("--data", options.data, "Data directory")->capture_default_str();
    command.add_option("--key", options.key, "Key file (default: bylaw.key in the data directory)");
    command.add_option("--database", options.database, "PostgreSQL connection string; without it the embedded database is used");
    command.add_option("--node", options.node, "Number of this server among several on one PostgreSQL")
        ->check(CLI::Range(1, 255))
        ->capture_default_str();
}

void read_listen(const char* option, const std::string& listen, std::string& host, int& port) {
    const auto colon = listen.rfind(':');
    if (colon != std::string::npos) {
        host = listen.substr(0, colon);
        port = std::atoi(listen.c_str() + colon + 1);
        if (port >= 0 && port <= 65535 && listen.find_first_not_of("0123456789", colon + 1) == std::string::npos) return;
    }
    throw CLI::ValidationError(option, "must be HOST:PORT, as 127.0.0.1:8080");
}

CLI::App& add_export(CLI::App& app, program::Options& options, program::ExportOptions& exported) {
    auto& command = *app.add_subcommand("export", "Export a list to a CSV or xlsx file");
    add_place(command, options);
    command.add_option("file", exported.file, "The file; its ending says which kind")->required();
    command.add_option("--record", exported.record, "What its rows are")->capture_default_str();
    command.add_option("--as", exported.as, "Login of the account that exports (default: the operator)");
    command.add_option("--filter", exported.filter, "As in the address of a list: state = confirmed");
    command.add_option("--sort", exported.sort, "A field, - before it for descending");
    command.add_option("--search", exported.search, "Text to look for");
    command.add_option("--columns", exported.columns, "Fields, with commas between")->delimiter(',');
    command.add_option("--language", exported.language, "Of headers and choices")
        ->check(CLI::IsMember({"zh-Hant", "zh-Hans", "en"}))
        ->capture_default_str();
    command.add_flag("--archived", exported.archived, "The archived ones");
    command.add_flag("--book", exported.book, "One row for each line, in columns that `bylaw import` reads back");
    return command;
}

int run(int count, char** words) {
    program::Options options;
    int result = 0;
    CLI::App app{"Bylaw: a department's written regulation, running"};
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string(program::version()));

    std::string listen = "127.0.0.1:8080";
    auto* serve = app.add_subcommand("serve", "Start the server");
    add_place(*serve, options);
    serve->add_option("--listen", listen, "HOST:PORT; port 0 takes any free one")->capture_default_str();
    serve->add_option("--threads", options.threads, "Threads that serve requests")->check(CLI::Range(1, 64))->capture_default_str();
    std::string metrics, level = "info";
    serve->add_option("--metrics", metrics, "HOST:PORT where Prometheus may read figures; without it they are not served");
    serve->add_option("--drain", options.drain_seconds, "Seconds for which /readyz says no before the server stops taking connections")
        ->check(CLI::Range(0, 300))
        ->capture_default_str();
    const std::map<std::string, kernel::LogLevel> levels{{"debug", kernel::LogLevel::debug},
                                                         {"info", kernel::LogLevel::info},
                                                         {"warning", kernel::LogLevel::warning},
                                                         {"error", kernel::LogLevel::error}};
    serve->add_option("--log-level", level, "debug (every request), info, warning, error")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
        ->capture_default_str();
    bool demo_first = false;
    serve->add_flag("--demo", demo_first, "Fill an empty database with a made-up branch first; its accounts stand on the sign-in page");
    serve->callback([&] {
        read_listen("--listen", listen, options.host, options.port);
        if (!metrics.empty()) read_listen("--metrics", metrics, options.metrics_host, options.metrics_port);
        kernel::set_log_level(levels.at(level));
        if (demo_first) result = program::make_demo(options, program::OnAccounts::keep);
        if (result == 0) result = program::serve(options);
    });

    auto* demo = app.add_subcommand("demo", "Fill an empty database with a made-up branch: its people, customers and two years of orders");
    add_place(*demo, options);
    demo->callback([&] { result = program::make_demo(options, program::OnAccounts::refuse); });

    program::ImportOptions import;
    auto* import_command = app.add_subcommand("import", "Import a CSV or xlsx file");
    add_place(*import_command, options);
    import_command->add_option("file", import.file, "The file")->required()->check(CLI::ExistingFile);
    import_command->add_option("--record", import.record, "What its rows are")->capture_default_str();
    import_command->add_option("--as", import.as, "Login of the account that imports (default: the only administrator)");
    import_command->add_option("--mode", import.mode, "all: everything or nothing; valid: the valid rows; check: nothing is written")
        ->check(CLI::IsMember({"all", "valid", "check"}))
        ->capture_default_str();
    import_command->add_option("--conflicts", import.conflicts, "One number with two customers: reject, or split into two records")
        ->check(CLI::IsMember({"reject", "split"}))
        ->capture_default_str();
    import_command->add_option("--map", import.mapping,
                               "TARGET=HEADER, as lines.amount=销售额; may be repeated; the rest is suggested by the headers");
    import_command->callback([&] { result = program::import_file(options, import); });

    program::ExportOptions exported;
    add_export(app, options, exported).callback([&] { result = program::export_file(options, exported); });

    std::string login, name, role = "observer", id, expires_on;
    auto* user = app.add_subcommand("user", "Accounts")->require_subcommand(1);
    auto* user_list = user->add_subcommand("list", "List the accounts");
    add_place(*user_list, options);
    user_list->callback([&] { result = program::list_users(options); });
    auto* user_add = user->add_subcommand("add", "Add an account; its password is read from the terminal or standard input");
    add_place(*user_add, options);
    user_add->add_option("login", login)->required();
    user_add->add_option("name", name, "Name as others see it")->required();
    user_add->add_option("--role", role)
        ->check(CLI::IsMember({"administrator", "manager", "salesperson", "observer"}))
        ->capture_default_str();
    user_add->callback([&] { result = program::add_user(options, login, name, role); });
    auto* user_password = user->add_subcommand("password", "Set a password, read from the terminal or standard input");
    add_place(*user_password, options);
    user_password->add_option("login", login)->required();
    user_password->callback([&] { result = program::set_password(options, login); });

    auto* token = app.add_subcommand("token", "API tokens")->require_subcommand(1);
    auto add_token_command = [&](const char* verb, const char* help) {
        auto* command = token->add_subcommand(verb, help);
        add_place(*command, options);
        command->add_option("--as", login, "Login of the account it belongs to")->required();
        return command;
    };
    auto* token_add = add_token_command("add", "Make a token; it is shown once");
    token_add->add_option("name", name, "What it is for")->required();
    token_add->add_option("--expires-on", expires_on, "Last day on which it holds, as 2027-12-31");
    token_add->callback([&] { result = program::add_token(options, login, name, expires_on); });
    add_token_command("list", "List an account's tokens")->callback([&] { result = program::list_tokens(options, login); });
    auto* token_remove = add_token_command("remove", "Remove a token");
    token_remove->add_option("id", id)->required();
    token_remove->callback([&] { result = program::remove_token(options, login, id); });

    auto* migrate = app.add_subcommand("migrate", "Bring the database up to date with this program");
    add_place(*migrate, options);
    migrate->callback([&] { result = program::migrate(options); });
    auto* verify = app.add_subcommand("verify", "Prove the audit log and the sums of the database");
    add_place(*verify, options);
    verify->callback([&] { result = program::verify(options); });

    std::string file;
    bool only_check = false;
    auto* backup = app.add_subcommand("backup", "Copy the whole database into one encrypted file, while the server works");
    add_place(*backup, options);
    backup->add_option("file", file, "The file; it must not be there yet")->required();
    backup->callback([&] { result = program::backup(options, file); });
    auto* restore = app.add_subcommand("restore", "Put a backup into an empty data directory or database, and prove it");
    add_place(*restore, options);
    restore->add_option("file", file, "The backup")->required()->check(CLI::ExistingFile);
    restore->add_flag("--check", only_check, "Only say whether it is whole; nothing is written");
    restore->callback([&] { result = program::restore(options, file, only_check); });

    auto* openapi = app.add_subcommand("openapi", "Print the API's description (OpenAPI 3.1)");
    add_place(*openapi, options);
    openapi->callback([&] { result = program::print_openapi(options); });

    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& error) { return app.exit(error) == 0 ? 0 : 2; }
    return result;
}

}  // namespace

int main(int count, char** words) {
    try {
        return run(count, words);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bylaw: %s\n", error.what());
        return 1;
    }
}
