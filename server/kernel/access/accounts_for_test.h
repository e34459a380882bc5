// What the tests of this room share: the accounts of a branch in a database of their own, on either engine, and a clock moved by hand.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "kernel/access/accounts.h"
#include "kernel/access/migrations.h"

namespace kernel::test {

inline constexpr std::string_view roles = R"({"roles": {
    "administrator": {"clearance": "secret", "records": {"accounts": {"read": "all", "create": "all", "update": "all", "archive": "all"}}},
    "manager": {"clearance": "secret", "records": {"accounts": {"read": "all"}}},
    "salesperson": {"clearance": "confidential", "records": {}},
    "observer": {"clearance": "internal", "records": {}}}})";
inline constexpr std::string_view password = "correct horse battery";
inline constexpr std::string_view remote = "192.0.2.7";

inline const char* postgres_connection() { return std::getenv("BYLAW_TEST_POSTGRES"); }

// A database of this test's own. The schema of PostgreSQL goes by the search path that the connection is opened with.
class OwnDatabase {
public:
    explicit OwnDatabase(Engine engine) {
        options_.engine = engine;
        options_.key = std::string(32, 'k');
        if (engine == Engine::sqlite) {
            options_.data_directory = (std::filesystem::temp_directory_path() / "bylaw-access-XXXXXX").string();
            if (mkdtemp(options_.data_directory.data()) == nullptr) throw std::runtime_error("no temporary directory");
        } else {
            options_.connection_string = postgres_connection();
            schema_ = "bylaw_access_" + std::to_string(::getpid());
            run("DROP SCHEMA IF EXISTS " + schema_ + " CASCADE; CREATE SCHEMA " + schema_);
            setenv("PGOPTIONS", ("-c client_min_messages=warning -c search_path=" + schema_).c_str(), 1);
        }
    }
    ~OwnDatabase() {
        if (options_.engine == Engine::sqlite)
            std::filesystem::remove_all(options_.data_directory);
        else
            run("DROP SCHEMA IF EXISTS " + schema_ + " CASCADE");
    }
    OwnDatabase(const OwnDatabase&) = delete;
    OwnDatabase& operator=(const OwnDatabase&) = delete;
    const StoreOptions& options() const { return options_; }

private:
    void run(const std::string& sql) {
        setenv("PGOPTIONS", "-c client_min_messages=error", 1);
        open_store(options_)->write_and_wait([&](Transaction& transaction) {
            transaction.script(sql);
            return true;
        });
    }
    StoreOptions options_;
    std::string schema_;
};

class AccountsTest : public testing::TestWithParam<Engine> {
protected:
    static constexpr std::int64_t second = 1'000'000;
    static constexpr std::int64_t minute = 60 * second;
    static constexpr std::int64_t hour = 60 * minute;
    static constexpr std::int64_t day = 24 * hour;

    void SetUp() override {
        if (GetParam() == Engine::postgres && postgres_connection() == nullptr) {
            std::cout << "BYLAW_TEST_POSTGRES is not set: not tested on PostgreSQL" << std::endl;
            GTEST_SKIP();
        }
        ready_cryptography();
        house_.add<Account>("kernel");
        policy_ = std::make_unique<Policy>(house_, roles);
        database_ = std::make_unique<OwnDatabase>(GetParam());
        store_ = open_store(database_->options());
        migrate(*store_, std::span(&access_migration, 1));
        accounts_ = std::make_unique<Accounts>(*policy_, clock_, ids_, Key{1, 2, 3});
        accounts_->on_event([this](Transaction&, std::string_view action, std::int64_t account, std::string_view detail) {
            events_.push_back(std::string(action) + ' ' + std::to_string(account) + ' ' + std::string(detail));
        });
    }
    void TearDown() override {
        accounts_.reset();
        store_.reset();
        database_.reset();
    }

    // `work` gives what it made; whatever it wrote stays.
    template <class Work>
    auto write(Work work) {
        std::optional<decltype(work(std::declval<Transaction&>()))> made;
        store_->write_and_wait([&](Transaction& transaction) {
            made.emplace(work(transaction));
            return true;
        });
        return std::move(*made);
    }
    template <class Work>
    auto read(Work work) {
        std::optional<decltype(work(std::declval<Connection&>()))> found;
        store_->read_and_wait([&](Connection& connection) { found.emplace(work(connection)); });
        return std::move(*found);
    }
    std::int64_t run(std::string_view sql, std::initializer_list<Argument> arguments = {}) {
        return write([&](Transaction& transaction) { return transaction.execute(sql, arguments); });
    }
    void pass(std::int64_t microseconds) { clock_.set(Instant{clock_.now().microseconds + microseconds}); }

    std::int64_t add(const std::string& login, RoleName role = RoleName::salesperson) {
        if (hash_.empty()) hash_ = *accounts_->hash_new_password(password, "");
        return write([&](Transaction& transaction) {
            const auto account = accounts_->add_account(transaction, {.login = login, .name = "林美玲", .role = role});
            EXPECT_TRUE(account.ok());
            EXPECT_TRUE(accounts_->set_password(transaction, *account, hash_, "test").ok());
            return *account;
        });
    }
    Result<PasswordCheck> check(std::string_view login, std::string_view given = password) {
        return read([&](Connection& connection) { return accounts_->check_password(connection, login, given, remote); });
    }
    Result<SignedIn> settle(const PasswordCheck& check, std::string_view former = {}) {
        return write([&](Transaction& transaction) { return accounts_->sign_in(transaction, check, former); });
    }
    Result<SignedIn> sign_in(std::string_view login, std::string_view given = password) {
        const auto checked = check(login, given);
        if (!checked) return checked.problem();
        return settle(*checked);
    }
    std::string session_of(std::string_view login) {
        const auto signed_in = sign_in(login);
        EXPECT_TRUE(signed_in.ok());
        return signed_in ? signed_in->token : std::string();
    }
    std::optional<Viewer> by_session(std::string_view token) {
        return read([&](Connection& connection) { return accounts_->by_session(connection, token, stale_); });
    }
    std::optional<Viewer> by_token(std::string_view token) {
        return read([&](Connection& connection) { return accounts_->by_token(connection, token, stale_); });
    }
    void see(std::string_view token) {
        write([&](Transaction& transaction) { return accounts_->note_seen(transaction, token), 0; });
    }
    Result<MadeToken> make_token(std::int64_t account, std::string_view name = "ERP", std::optional<Day> expires_on = std::nullopt) {
        return write([&](Transaction& transaction) { return accounts_->make_token(transaction, account, name, expires_on); });
    }
    std::string key_of(const auto& result) { return result.ok() ? std::string("fine") : result.problem().key; }

    FixedClock clock_{*parse_instant("2026-03-02T01:00:00Z")};
    IdMaker ids_{clock_, 1};
    House house_;
    std::unique_ptr<Policy> policy_;
    std::unique_ptr<OwnDatabase> database_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Accounts> accounts_;
    std::vector<std::string> events_;
    bool stale_ = false;
    static inline std::string hash_;  // of `password`: made once, as it takes its time
};

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::sqlite ? "SQLite" : "PostgreSQL";
}

}  // namespace kernel::test
