#include "kernel/store/sqlite_connection.h"

#include <cstring>
#include <stdexcept>
#include <utility>

#include "kernel/store/limits.h"
#include "kernel/store/sqlite_error.h"

namespace kernel {

namespace {

// AEGIS-256, authenticated: with the processor's AES a page costs a tenth of what it costs by ChaCha20-Poly1305, which was half of the
// time of a write. docs/performance.md
constexpr const char* page_cipher = "PRAGMA cipher='aegis'";
constexpr int busy_milliseconds = 5000;
constexpr int operations_per_tick = 1'000'000;  // of SQLite's virtual machine: some ten milliseconds

// The library's way to hand over a key as it is, without deriving it from a passphrase.
struct RawKey {
    char text[4 + 64];

    explicit RawKey(std::string_view key) {
        constexpr char digits[] = "0123456789abcdef";
        std::memcpy(text, "raw:", 4);
        for (std::size_t n = 0; n < 32; ++n) {
            const auto byte = static_cast<unsigned char>(key[n]);
            text[4 + 2 * n] = digits[byte >> 4U];
            text[5 + 2 * n] = digits[byte & 15U];
        }
    }
    ~RawKey() { explicit_bzero(text, sizeof text); }
    RawKey(const RawKey&) = delete;
    RawKey& operator=(const RawKey&) = delete;
};

// SQLite takes a null pointer for NULL, whatever the length.
const char* data_of(std::string_view view) { return view.empty() ? "" : view.data(); }

int bind(sqlite3_stmt* statement, int place, const Argument& argument, sqlite3_destructor_type lifetime) {
    struct Bind {
        sqlite3_stmt* statement;
        int place;
        sqlite3_destructor_type lifetime;
        int operator()(std::monostate) const { return sqlite3_bind_null(statement, place); }
        int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, place, number); }
        int operator()(std::string_view text) const {
            return sqlite3_bind_text64(statement, place, data_of(text), text.size(), lifetime, SQLITE_UTF8);
        }
        int operator()(Bytes bytes) const {
            return sqlite3_bind_blob64(statement, place, data_of(bytes.view), bytes.view.size(), lifetime);
        }
    };
    return std::visit(Bind{statement, place, lifetime}, argument);
}

// $1 is a name to SQLite, numbered by first appearance: the contract makes both the same number, so binding needs no look-up.
void check_parameters(sqlite3_stmt* statement, std::string_view sql) {
    const int count = sqlite3_bind_parameter_count(statement);
    for (int place = 1; place <= count; ++place) {
        const char* name = sqlite3_bind_parameter_name(statement, place);
        if (name == nullptr || name != "$" + std::to_string(place))
            throw std::logic_error("parameters must be $1, $2 … in the order of first appearance: " + std::string(sql));
    }
}

}  // namespace

// A statement in use. Goes back to the cache, or away when it is a second one with the same text.
class SqliteConnection::Lease {
public:
    explicit Lease(Cache::Entry& entry) : entry_(&entry), statement_(entry.value.get()) { entry.busy = true; }
    explicit Lease(Statement temporary) : statement_(temporary.get()), temporary_(std::move(temporary)) {}
    Lease(Lease&& other) noexcept
        : entry_(std::exchange(other.entry_, nullptr)), statement_(other.statement_), temporary_(std::move(other.temporary_)) {}
    Lease& operator=(Lease&&) = delete;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
        if (entry_ == nullptr) return;
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
        entry_->busy = false;
    }

    sqlite3_stmt* get() const { return statement_; }
    void bind_all(std::span<const Argument> arguments, sqlite3_destructor_type lifetime) const {
        if (static_cast<int>(arguments.size()) != sqlite3_bind_parameter_count(statement_))
            throw std::logic_error("wrong number of arguments for: " + std::string(sqlite3_sql(statement_)));
        int place = 0;
        for (const Argument& argument : arguments)
            if (bind(statement_, ++place, argument, lifetime) != SQLITE_OK) throw DatabaseError("an argument is too large", false);
    }

private:
    Cache::Entry* entry_ = nullptr;
    sqlite3_stmt* statement_;
    Statement temporary_;
};

// The first step is made at once, so that errors and effects come with query() as on PostgreSQL.
class SqliteConnection::Source final : public Rows::Source {
public:
    Source(SqliteConnection& connection, Lease lease) : connection_(connection), lease_(std::move(lease)) {
        state_ = connection_.step(lease_.get()) ? State::first : State::done;
    }
    bool next() override {
        if (state_ == State::done) return false;
        if (state_ == State::first) {
            state_ = State::on_row;
            return true;
        }
        state_ = State::done;  // also when step() throws: stepping on would start again
        if (connection_.step(lease_.get())) state_ = State::on_row;
        return state_ == State::on_row;
    }
    bool is_null(int column) const override { return sqlite3_column_type(lease_.get(), column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(lease_.get(), column); }
    std::string_view text(int column) const override {
        sqlite3_stmt* statement = lease_.get();
        const void* data = sqlite3_column_type(statement, column) == SQLITE_BLOB ? sqlite3_column_blob(statement, column)
                                                                                 : sqlite3_column_text(statement, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        return data == nullptr ? std::string_view{} : std::string_view{static_cast<const char*>(data), size};
    }

private:
    enum class State : std::uint8_t { first, on_row, done };
    SqliteConnection& connection_;
    Lease lease_;
    State state_;
};

SqliteConnection::SqliteConnection(const std::string& path, std::string_view key, Role role) {
    open(path, role);
    unlock(key);
    configure(role);
}

SqliteConnection::~SqliteConnection() = default;

void SqliteConnection::open(const std::string& path, Role role) {
    sqlite3* handle = nullptr;
    const int create = role == Role::writer ? SQLITE_OPEN_CREATE : 0;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | create;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK) throw DatabaseError("cannot open " + path + ": " + sqlite3_errstr(code), false);
}

void SqliteConnection::unlock(std::string_view key) {
    pragma(page_cipher);
    const RawKey raw(key);
    if (sqlite3_key(handle_.get(), raw.text, sizeof raw.text) != SQLITE_OK) throw DatabaseError("the database takes no key", false);
    const int code = sqlite3_exec(handle_.get(), "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    if ((code & 0xff) == SQLITE_NOTADB)
        throw DatabaseError("the key does not open this database: check that the key file and the data directory belong together", false);
    if (code != SQLITE_OK) fail(code);
}

void SqliteConnection::configure(Role role) {
    sqlite3* handle = handle_.get();
    const bool writer = role == Role::writer;
    sqlite3_busy_timeout(handle, busy_milliseconds);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, role == Role::restorer ? 0 : 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // Else every new value of a bound LIMIT or LIKE makes the statement be prepared again: a fifth of the time of a list.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
    // The commits and the checkpoints of one connection cannot meet (the WAL-reset fault of older SQLite needed two).
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, writer ? 0 : 1, nullptr);
    pragma("PRAGMA wal_autocheckpoint=0");
    if (writer) pragma("PRAGMA journal_mode=WAL");
    if (role == Role::restorer) pragma("PRAGMA journal_mode=OFF");
    pragma(role == Role::restorer ? "PRAGMA synchronous=OFF" : "PRAGMA synchronous=FULL");
    pragma("PRAGMA secure_delete=ON");
    pragma("PRAGMA cell_size_check=ON");
    pragma("PRAGMA mmap_size=0");
    pragma("PRAGMA temp_store=MEMORY");
    pragma(("PRAGMA journal_size_limit=" + std::to_string(limits::wal_bytes)).c_str());
    pragma(("PRAGMA cache_size=-" + std::to_string(writer ? limits::writer_cache_kib : limits::reader_cache_kib)).c_str());
    if (role == Role::reader) pragma("PRAGMA query_only=ON");
    sqlite3_progress_handler(handle, operations_per_tick, &SqliteConnection::tick, this);
}

void SqliteConnection::pragma(const char* sql) {
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

// Short statements never get here, so they do not pay for a look at the clock.
int SqliteConnection::tick(void* self) {
    auto& connection = *static_cast<SqliteConnection*>(self);
    if (connection.unhurried_) return 0;
    const auto now = std::chrono::steady_clock::now();
    if (connection.ticks_++ == 0) connection.first_tick_ = now;
    return now - connection.first_tick_ > std::chrono::seconds(limits::statement_seconds) ? 1 : 0;
}

SqliteConnection::Statement SqliteConnection::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code =
        sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    if (code != SQLITE_OK) fail(code);
    Statement prepared(statement);
    if (prepared == nullptr) throw std::logic_error("no statement in: " + std::string(sql));
    check_parameters(statement, sql);
    return prepared;
}

SqliteConnection::Lease SqliteConnection::lease(std::string_view sql) {
    if (Cache::Entry* entry = statements_.find(sql)) return entry->busy ? Lease(prepare(sql)) : Lease(*entry);
    Cache::Entry& entry = statements_.add(sql, prepare(sql));
    statements_.take_excess();
    return Lease(entry);
}

bool SqliteConnection::step(sqlite3_stmt* statement) {
    ticks_ = 0;
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(code);
}

Rows SqliteConnection::query(std::string_view sql, std::span<const Argument> arguments) {
    Lease statement = lease(sql);
    statement.bind_all(arguments, SQLITE_TRANSIENT);
    return Rows(std::make_unique<Source>(*this, std::move(statement)));
}

std::int64_t SqliteConnection::execute(std::string_view sql, std::span<const Argument> arguments) {
    const Lease statement = lease(sql);
    statement.bind_all(arguments, SQLITE_STATIC);
    while (step(statement.get())) {}
    return sqlite3_changes64(handle_.get());
}

void SqliteConnection::script(std::string_view sql) {
    unhurried_ = true;
    const int code = sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
    unhurried_ = false;
    if (code != SQLITE_OK) fail(code);
}

std::int64_t SqliteConnection::log_bytes() {
    sqlite3_file* log = nullptr;
    sqlite3_int64 size = 0;
    const int code = sqlite3_file_control(handle_.get(), nullptr, SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (code != SQLITE_OK || log == nullptr || log->pMethods == nullptr) return 0;
    return log->pMethods->xFileSize(log, &size) == SQLITE_OK ? size : 0;
}

int SqliteConnection::checkpoint(int mode, int wait_milliseconds) noexcept {
    unhurried_ = true;
    sqlite3_busy_timeout(handle_.get(), wait_milliseconds);
    const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, mode, nullptr, nullptr);
    sqlite3_busy_timeout(handle_.get(), busy_milliseconds);
    unhurried_ = false;
    note(code, sqlite3_errmsg(handle_.get()));
    return code;
}

void SqliteConnection::note(int code, const std::string& message) {
    if (is_storage_failure(code)) storage_failure_ = "the storage failed: " + message;
}

void SqliteConnection::fail(int code) {
    const std::string message = sqlite3_errmsg(handle_.get());
    note(code, message);
    throw_sqlite_error(code, message);
}

}  // namespace kernel
