// What the tests of imports share: a branch with its chapters, people and files, in a database of its own.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "chapters/customers/customers.h"
#include "chapters/sales/sales.h"
#include "kernel/access/accounts_for_test.h"
#include "kernel/access/migrations.h"
#include "kernel/base/number.h"
#include "kernel/exchange/imports.h"
#include "kernel/records/change.h"

namespace sales::test {

using namespace kernel;

inline constexpr std::string_view roles = R"({"roles": {
  "administrator": {"clearance": "secret", "records": {
    "accounts": {"read": "all", "create": "all", "update": "all", "import": "all"},
    "regions": {"read": "all", "create": "all", "update": "all", "import": "all"},
    "categories": {"read": "all", "create": "all", "import": "all"},
    "customers": {"read": "all", "create": "all", "update": "all", "import": "all"},
    "products": {"read": "all", "create": "all", "import": "all"},
    "orders": {"read": "all", "create": "all", "update": "all", "move": "all", "import": "all"}}},
  "salesperson": {"clearance": "confidential", "records": {
    "regions": {"read": "all"}, "categories": {"read": "all"}, "products": {"read": "all"},
    "customers": {"read": "own", "create": "own", "update": "own", "import": "own"},
    "orders": {"read": "own", "create": "own", "update": "own", "import": "own"}}},
  "observer": {"clearance": "internal", "records": {"orders": {"read": "all"}, "customers": {"read": "all"}}}}})";

inline std::string file_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class ImportTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() == Engine::postgres && kernel::test::postgres_connection() == nullptr)
            GTEST_SKIP() << "BYLAW_TEST_POSTGRES is not set";
        ready_cryptography();
        database_ = std::make_unique<kernel::test::OwnDatabase>(GetParam());
        directory_ = (std::filesystem::temp_directory_path() / "bylaw-import-XXXXXX").string();
        ASSERT_NE(mkdtemp(directory_.data()), nullptr);
        house_.add<Account>("kernel");
        house_.add(access_migration);
        house_.add(audit_migration);
        house_.add(records_migration);
        house_.add(imports_migration);
        house_.add(import_undo_migration);
        customers::open(house_);
        sales::open(house_);
        policy_ = std::make_unique<Policy>(house_, roles);
        const std::string words = file_text("locales/server/headers.json");
        words_ = std::make_unique<HeaderWords>(words);
        for (const std::string_view locale : locale_names) messages_.add(locale, "{}");
        open();
        manager_ = add_account("manager", "administrator");
        lin_ = add_account("lin", "salesperson");
        wang_ = add_account("wang", "salesperson");
    }
    void TearDown() override {
        close();
        database_.reset();
        if (!directory_.empty()) std::filesystem::remove_all(directory_);
    }
    void open() {
        store_ = open_store(database_->options());
        migrate(*store_, house_.migrations());
        audit_ = std::make_unique<AuditLog>(clock_, Key{1, 2, 3}, std::uint8_t{1});
        records_ = std::make_unique<Records>(house_, clock_, ids_, *audit_);
        imports_ = std::make_unique<Imports>(Imports::Parts{house_, *policy_, messages_, *words_, clock_, ids_, *store_, *records_, 1});
    }
    void close() {
        imports_.reset();
        records_.reset();
        store_.reset();
    }

    Viewer add_account(std::string_view login, std::string_view role) {
        const std::int64_t id = ids_.next();
        write(R"(INSERT INTO "accounts" ("id", "login", "name", "role", "locale", "active", "version", "created_at", "updated_at") )"
              R"(VALUES ($1, $2, $3, $4, 'zh-Hant', 1, 1, 0, 0))",
              {id, login, login, role});
        return {.account = id, .name = std::string(login), .role = policy_->role(role)};
    }
    void write(std::string_view sql, std::initializer_list<Argument> arguments = {}) {
        store_->write_and_wait([&](Transaction& transaction) { return transaction.execute(sql, arguments), true; });
    }
    std::int64_t number(std::string_view sql) {
        std::int64_t found = 0;
        store_->read_and_wait([&](Connection& connection) {
            Rows rows = connection.query(sql);
            if (rows.next()) found = rows.integer(0);
        });
        return found;
    }
    std::string text(std::string_view sql) {
        std::string found;
        store_->read_and_wait([&](Connection& connection) {
            Rows rows = connection.query(sql);
            while (rows.next()) found += (found.empty() ? "" : "|") + std::string(rows.text(0));
        });
        return found;
    }
    std::string revenue() { return format_decimal(number(R"(SELECT COALESCE(SUM("revenue"), 0) FROM "orders")"), 2, Zeros::keep); }

    std::string path_of(const std::string& name, std::string_view content) {
        std::string path = directory_ + '/' + name;
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }
    struct Outcome {
        std::string state, result, problem;
        std::vector<ProblemRow> problems;
        std::string keys() const {  // "2 problem.field.required|…"
            std::string keys;
            for (const ProblemRow& one : problems)
                keys += (keys.empty() ? "" : "|") + std::to_string(one.problem.row) + ' ' + one.problem.key.substr(8);
            return keys;
        }
    };
    Outcome outcome(std::int64_t id) {
        Outcome found;
        store_->read_and_wait([&](Connection& connection) {
            const auto row = read_import(connection, id);
            ASSERT_TRUE(row);
            found = {row->state, row->result, row->problem, read_problems(connection, id, 0, limits::import_problems)};
        });
        return found;
    }
    Outcome import(const Viewer& viewer, const Imports::FileImport& file) {
        const auto id = imports_->import_file(viewer, file);
        if (!id) return {"refused", {}, id.problem().fields.empty() ? id.problem().key : id.problem().fields[0].key, {}};
        return outcome(*id);
    }
    Outcome import_text(const Viewer& viewer, std::string_view content, ImportMode mode = ImportMode::all, std::string record = "orders") {
        return import(viewer, {.record = std::move(record),
                               .path = path_of("file.csv", content),
                               .mapping = {},
                               .mode = mode,
                               .conflicts = Conflicts::reject,
                               .progress = {}});
    }

    std::unique_ptr<kernel::test::OwnDatabase> database_;
    std::string directory_;  // of the files to be imported
    House house_;
    Messages messages_;
    SystemClock clock_;
    IdMaker ids_{clock_, 1};
    std::unique_ptr<Policy> policy_;
    std::unique_ptr<HeaderWords> words_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<AuditLog> audit_;
    std::unique_ptr<Records> records_;
    std::unique_ptr<Imports> imports_;
    Viewer manager_, lin_, wang_;
};

}  // namespace sales::test
