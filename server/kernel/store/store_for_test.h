// What the tests of the store share: each store anew, on either engine.
#pragma once
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kernel/store/dialect.h"
#include "kernel/store/store.h"

namespace kernel::test {

inline const char* postgres_connection() { return std::getenv("BYLAW_TEST_POSTGRES"); }

inline void postgres_run(const std::string& sql) {
    PGconn* connection = PQconnectdb(postgres_connection());
    PGresult* result = PQexec(connection, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    const std::string message = PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(message);
}

// A directory that goes with the test, or a schema of this process alone, empty at first.
class Place {
public:
    explicit Place(Engine engine) : engine_(engine) {
        if (engine == Engine::sqlite) {
            std::string name = (std::filesystem::temp_directory_path() / "bylaw-store-XXXXXX").string();
            if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
            directory_ = name;
        } else {
            schema_ = "bylaw_test_" + std::to_string(::getpid());
            postgres_run("SET client_min_messages = error; DROP SCHEMA IF EXISTS " + schema_ + " CASCADE; CREATE SCHEMA " + schema_);
            setenv("PGAPPNAME", schema_.c_str(), 1);
            setenv("PGOPTIONS", ("-c client_min_messages=warning -c search_path=" + schema_).c_str(), 1);
        }
    }
    ~Place() {
        if (engine_ == Engine::sqlite)
            std::filesystem::remove_all(directory_);
        else
            postgres_run("SET client_min_messages = error; DROP SCHEMA IF EXISTS " + schema_ + " CASCADE");
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    StoreOptions options() const {
        StoreOptions options;
        options.engine = engine_;
        options.data_directory = directory_;
        options.key = std::string(32, 'k');
        if (engine_ == Engine::postgres) options.connection_string = postgres_connection();
        return options;
    }
    std::unique_ptr<Store> open() const { return open_store(options()); }
    const std::string& directory() const { return directory_; }
    const std::string& schema() const { return schema_; }  // and the name of this process's sessions

private:
    Engine engine_;
    std::string directory_;
    std::string schema_;
};

// A harness that forgot PostgreSQL must be seen, once.
inline bool lacks_postgres() {
    static const bool lacks = postgres_connection() == nullptr;
    static const bool told = lacks && puts("BYLAW_TEST_POSTGRES is not set: nothing is tested on PostgreSQL") >= 0;
    return lacks || told;
}

class BothEngines : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() == Engine::postgres && lacks_postgres()) GTEST_SKIP();
        place_ = std::make_unique<Place>(GetParam());
        store_ = place_->open();
    }
    void TearDown() override {
        store_.reset();
        place_.reset();
    }
    Store& store() { return *store_; }
    void make(std::string_view ddl) {
        store_->write_and_wait([&](Transaction& transaction) {
            transaction.script(for_engine(ddl, GetParam()));
            return true;
        });
    }
    std::int64_t number(std::string_view sql) {
        std::int64_t found = 0;
        store_->read_and_wait([&](Connection& connection) {
            Rows rows = connection.query(sql);
            if (rows.next()) found = rows.integer(0);
        });
        return found;
    }

    std::unique_ptr<Place> place_;
    std::unique_ptr<Store> store_;
};

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::sqlite ? "SQLite" : "PostgreSQL";
}

}  // namespace kernel::test
