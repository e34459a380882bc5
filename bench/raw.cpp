#include "raw.h"

#include <stdexcept>

#include "kernel/base/hash.h"
#include "kernel/base/text.h"
#include "kernel/store/limits.h"

namespace bench {

namespace {

std::string page_key(const std::string& data_directory) {
    const kernel::Key master = kernel::key_from_file(data_directory + "/bylaw.key", false);
    const kernel::Key key = kernel::derived_key(master, 1, "pagekey1");
    return "raw:" + kernel::hex({reinterpret_cast<const char*>(key.data()), key.size()});
}

int note_log_size(void* pages, sqlite3* /*handle*/, const char* /*schema*/, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

}  // namespace

RawStatement::RawStatement(sqlite3* handle, std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    held_.reset(statement);
    if (code != SQLITE_OK) throw std::runtime_error(std::string(sqlite3_errmsg(handle)) + ": " + std::string(sql));
}

void RawStatement::check(int code) const {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(sqlite3_db_handle(held_.get())));
}

RawStatement& RawStatement::bind(std::int64_t number) { return check(sqlite3_bind_int64(held_.get(), ++bound_, number)), *this; }

RawStatement& RawStatement::bind(std::string_view text) {
    return check(sqlite3_bind_text(held_.get(), ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_STATIC)), *this;
}

RawStatement& RawStatement::bind_bytes(std::string_view bytes) {
    return check(sqlite3_bind_blob(held_.get(), ++bound_, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC)), *this;
}

RawStatement& RawStatement::bind_null() { return check(sqlite3_bind_null(held_.get(), ++bound_)), *this; }

bool RawStatement::step() {
    const int code = sqlite3_step(held_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(sqlite3_db_handle(held_.get())));
    reset();
    return false;
}

void RawStatement::reset() {
    sqlite3_reset(held_.get());
    bound_ = 0;
}

std::string_view RawStatement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(held_.get(), column));
    if (text == nullptr) return {};
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(held_.get(), column))};
}

// Whichever cipher the store has chosen: what does not fit is not a database.
RawDatabase::RawDatabase(const std::string& data_directory, Use use) {
    if (!open(data_directory, "chacha20") && !open(data_directory, "aegis"))
        throw std::runtime_error("the key does not open " + data_directory + "/bylaw.db");
    configure(use);
}

bool RawDatabase::open(const std::string& data_directory, const std::string& cipher) {
    const std::string path = data_directory + "/bylaw.db", key = page_key(data_directory);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK) throw std::runtime_error("cannot open " + path);
    execute("PRAGMA cipher='" + cipher + "'");
    if (sqlite3_key(handle, key.data(), static_cast<int>(key.size())) != SQLITE_OK) return false;
    return sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr) == SQLITE_OK;
}

void RawDatabase::configure(Use use) {
    sqlite3* handle = handle_.get();
    sqlite3_busy_timeout(handle, 5000);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, use == Use::read ? 1 : 0, nullptr);
    const int cache = use == Use::read ? kernel::limits::reader_cache_kib : kernel::limits::writer_cache_kib;
    for (const std::string& setting : {std::string("wal_autocheckpoint=0"), std::string("synchronous=FULL"),
                                       std::string("secure_delete=ON"), std::string("cell_size_check=ON"), std::string("mmap_size=0"),
                                       std::string("temp_store=MEMORY"), "cache_size=-" + std::to_string(cache)})
        execute("PRAGMA " + setting);
    if (use == Use::read) execute("PRAGMA query_only=ON");
    sqlite3_wal_hook(handle, &note_log_size, &log_pages_);
}

void RawDatabase::execute(const std::string& sql) {
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_.get()));
}

void RawDatabase::checkpoint_when_long() {
    if (log_pages_ < kernel::limits::checkpoint_pages) return;
    sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    log_pages_ = 0;
}

}  // namespace bench
