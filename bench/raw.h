// SQLite without the house around it: what the limits are measured with. The settings are those of kernel/store, so that both work on
// the same file under the same promises.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bench {

class RawStatement {
public:
    RawStatement(sqlite3* handle, std::string_view sql);
    RawStatement& bind(std::int64_t number);
    RawStatement& bind(std::string_view text);
    RawStatement& bind_bytes(std::string_view bytes);
    RawStatement& bind_null();
    bool step();  // true while there is a row; false when it is done, and then ready for the next round
    void run() {
        while (step()) {}
    }
    void reset();
    bool is_null(int column) const { return sqlite3_column_type(held_.get(), column) == SQLITE_NULL; }
    std::int64_t integer(int column) const { return sqlite3_column_int64(held_.get(), column); }
    std::string_view text(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    void check(int code) const;
    std::unique_ptr<sqlite3_stmt, Finalize> held_;
    int bound_ = 0;
};

class RawDatabase {
public:
    enum class Use : std::uint8_t { read, write };
    RawDatabase(const std::string& data_directory, Use use);
    RawStatement prepare(std::string_view sql) { return {handle_.get(), sql}; }
    void execute(const std::string& sql);
    // As the store does it: after a batch, when the log has grown by so much.
    void checkpoint_when_long();

private:
    bool open(const std::string& data_directory, const std::string& cipher);
    void configure(Use use);
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
    int log_pages_ = 0;
};

}  // namespace bench
