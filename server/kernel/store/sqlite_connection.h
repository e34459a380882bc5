// One connection to the encrypted SQLite file, with its prepared statements.
#pragma once
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "kernel/store/statement_cache.h"
#include "kernel/store/store.h"

namespace kernel {

// For one thread at a time. Every Rows must be gone before its connection.
class SqliteConnection {
public:
    // The restorer writes pages into a file that nobody else knows yet.
    enum class Role : std::uint8_t { writer, reader, restorer };

    // Throws DatabaseError when the file cannot be opened with this key. Only the writer creates it.
    SqliteConnection(const std::string& path, std::string_view key, Role role);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Rows query(std::string_view sql, std::span<const Argument> arguments);
    std::int64_t execute(std::string_view sql, std::span<const Argument> arguments);
    void script(std::string_view sql);  // takes the time it takes

    std::int64_t log_bytes();
    int checkpoint(int mode, int wait_milliseconds) noexcept;  // SQLite's mode and result

    bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
    // What the disk or the file did wrong so far, as a sentence; empty while all is well.
    const std::string& storage_failure() const { return storage_failure_; }
    sqlite3* handle() { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
    using Cache = StatementCache<Statement>;
    class Lease;
    class Source;

    void open(const std::string& path, Role role);
    void unlock(std::string_view key);
    void configure(Role role);
    void pragma(const char* sql);
    Statement prepare(std::string_view sql);
    Lease lease(std::string_view sql);
    bool step(sqlite3_stmt* statement);
    void note(int code, const std::string& message);
    [[noreturn]] void fail(int code);
    static int tick(void* self);

    std::unique_ptr<sqlite3, Close> handle_;
    Cache statements_;
    std::string storage_failure_;
    bool unhurried_ = false;
    int ticks_ = 0;  // of the step under way
    std::chrono::steady_clock::time_point first_tick_;
};

}  // namespace kernel
