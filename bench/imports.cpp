// A file of 500,000 order lines through `bylaw import`, into an empty database of either engine.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "figures.h"
#include "house.h"
#include "import_file.h"
#include "import_limit.h"
#include "postgres_database.h"
#include "process.h"

namespace bench {

namespace {

// An empty house with somebody who may import.
void furnish(const std::string& data, const std::string& database) {
    std::filesystem::remove_all(data);
    OfflineHouse house(data, database);
    house.write([&](kernel::Transaction& transaction) {
        static_cast<void>(
            house.accounts().add_account(transaction, {.login = "root", .name = "管理員", .role = kernel::RoleName::administrator}));
    });
}

std::string last_line(const std::string& path) {
    std::ifstream file(path);
    std::string last;
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) last = line;
    return last;
}

// Lines a second; 0 when the import failed.
double import(const Setting& setting, const std::string& database) {
    const std::string data = setting.data + "/import";
    furnish(data, database);
    std::vector<std::string> words{setting.bylaw, "import", "--data", data, "--as", "root", "--mode", "all"};
    if (!database.empty()) words.insert(words.end(), {"--database", database});
    words.push_back(setting.data + "/import.csv");
    const auto begin = std::chrono::steady_clock::now();
    const int exit_code = run_to_end(words, setting.data + "/import.log");
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    std::filesystem::remove_all(data);
    return exit_code == 0 ? import_lines / passed.count() : 0;
}

double limit_of_import(const Setting& setting) {
    const std::string data = setting.data + "/raw_import";
    furnish(data, {});
    const double seconds = run_import_limit(data, setting.data + "/import.csv");
    std::filesystem::remove_all(data);
    return import_lines / seconds;
}

}  // namespace

void measure_imports(const Setting& setting, Report& report) {
    report.heading("Import of 500,000 lines: 200,000 orders, 2,000 customers, 1,500 products");
    make_import_file(setting.data + "/import.csv");
    const int rounds = setting.quick ? 1 : 2;
    Samples embedded, limit, postgres;
    for (int round = 0; round < rounds; ++round) {
        limit.add(limit_of_import(setting));
        embedded.add(import(setting, {}));
    }
    if (embedded.median() == 0) return report.missed("imports", last_line(setting.data + "/import.log"));
    report.compare("lines, embedded", "a second", embedded, limit);
    report.at_least("import, embedded", embedded.median(), 50'000, "lines a second");
    const std::string database = fresh_postgres_database(setting.data + "/import.log");
    if (database.empty()) return report.missed("import, PostgreSQL", "start this through bin/postgres, as bin/bench does");
    postgres.add(import(setting, database));
    if (postgres.median() == 0) return report.missed("import, PostgreSQL", last_line(setting.data + "/import.log"));
    report.compare("lines, PostgreSQL", "a second", postgres, limit);
    report.at_least("import, PostgreSQL", postgres.median(), 20'000, "lines a second");
}

}  // namespace bench
