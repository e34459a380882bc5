// The embedded store: one encrypted file, one connection that writes, one per thread that reads.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel/store/directory_lock.h"
#include "kernel/store/engines.h"
#include "kernel/store/limits.h"
#include "kernel/store/sqlite_connection.h"
#include "kernel/store/sqlite_copy.h"
#include "kernel/store/worker_pool.h"
#include "kernel/store/writer.h"

namespace kernel {

namespace {

constexpr int page_bytes = 4096;
constexpr int restart_wait_milliseconds = 100;

struct Location {
    std::string path;
    std::string key;

    ~Location() { explicit_bzero(key.data(), key.size()); }
};

// Opens when first asked, so that a thread which never reads costs nothing and what goes wrong is the query's error.
class SqliteReader final : public Connection {
public:
    explicit SqliteReader(const Location& location) : location_(location) {}
    Engine engine() const override { return Engine::sqlite; }
    Rows query(std::string_view sql, std::span<const Argument> arguments) override {
        if (!connection_) connection_.emplace(location_.path, location_.key, SqliteConnection::Role::reader);
        return connection_->query(sql, arguments);
    }

private:
    const Location& location_;
    std::optional<SqliteConnection> connection_;
};

// The readers of one store, one per thread. A reader goes when its thread ends or the store closes, whichever is first.
class SqliteReaders : public std::enable_shared_from_this<SqliteReaders> {
public:
    explicit SqliteReaders(const Location& location) : location_(location) {}

    SqliteReader& mine() {
        for (const Mine::Entry& entry : mine_.entries)
            if (entry.number == number_) return *entry.reader;
        const std::lock_guard lock(mutex_);
        SqliteReader& reader = *readers_.emplace_back(std::make_unique<SqliteReader>(location_));
        std::erase_if(mine_.entries, [](const Mine::Entry& entry) { return entry.readers.expired(); });
        mine_.entries.push_back({number_, weak_from_this(), &reader});
        return reader;
    }
    void close() {
        const std::lock_guard lock(mutex_);
        readers_.clear();
    }

private:
    struct Mine {
        struct Entry {
            std::uint64_t number;
            std::weak_ptr<SqliteReaders> readers;
            SqliteReader* reader;
        };
        std::vector<Entry> entries;

        ~Mine() {
            for (const Entry& entry : entries)
                if (const auto readers = entry.readers.lock()) readers->forget(entry.reader);
        }
    };

    void forget(const SqliteReader* reader) {
        const std::lock_guard lock(mutex_);
        std::erase_if(readers_, [reader](const auto& held) { return held.get() == reader; });
    }

    static inline std::atomic<std::uint64_t> last_number_{0};
    static thread_local Mine mine_;

    const Location& location_;
    const std::uint64_t number_ = ++last_number_;  // unlike an address never used again
    std::mutex mutex_;
    std::vector<std::unique_ptr<SqliteReader>> readers_;
};

thread_local SqliteReaders::Mine SqliteReaders::mine_;

class SqliteWriteEngine final : public WriteEngine, public Transaction {
public:
    SqliteWriteEngine(const Location& location, int checkpoint_pages)
        : connection_(location.path, location.key, SqliteConnection::Role::writer),
          checkpoint_pages_(checkpoint_pages > 0 ? checkpoint_pages : limits::checkpoint_pages),
          checkpoint_at_(checkpoint_pages_) {
        sqlite3_wal_hook(connection_.handle(), &SqliteWriteEngine::committed, this);
    }

    Engine engine() const override { return Engine::sqlite; }
    Rows query(std::string_view sql, std::span<const Argument> arguments) override {
        return watched([&] { return connection_.query(sql, arguments); });
    }
    std::int64_t execute(std::string_view sql, std::span<const Argument> arguments) override {
        return watched([&] { return connection_.execute(sql, arguments); });
    }
    void post(std::string_view sql, std::span<const Argument> arguments) override { execute(sql, arguments); }
    void insert(const Insertion& into, std::span<const Argument> row) override { execute(into.text, row); }
    void script(std::string_view sql) override {
        watched([&] { connection_.script(sql); });
    }

    Transaction& transaction() override { return *this; }
    void begin(Pace /*pace*/) override {
        connection_.execute("BEGIN IMMEDIATE", {});
        in_batch_ = true;
        spoiled_ = false;
    }
    void savepoint() override {
        connection_.execute("SAVEPOINT work", {});
        spoiled_ = false;
    }
    void release() override {
        if (connection_.in_transaction()) connection_.execute("RELEASE work", {});
    }
    void rollback_to_savepoint() override {
        connection_.execute("ROLLBACK TO work", {});
        connection_.execute("RELEASE work", {});
    }
    void commit() override {
        if (trouble() == Trouble::lost) throw DatabaseError(trouble_text(), true);
        connection_.execute("COMMIT", {});
        in_batch_ = false;
    }
    void rollback() noexcept override {
        in_batch_ = false;
        try {
            if (connection_.in_transaction()) connection_.execute("ROLLBACK", {});
        } catch (...) {
            // A transaction that cannot even be undone ends with the process: the log replays without it.
        }
    }
    Trouble trouble() const override {
        if (!connection_.storage_failure().empty()) return Trouble::storage;
        return in_batch_ && !connection_.in_transaction() ? Trouble::lost : Trouble::none;
    }
    std::string trouble_text() const override {
        const std::string& failure = connection_.storage_failure();
        return failure.empty() ? "the database undid the transaction: the disk may be full" : failure;
    }
    bool spoiled() const override { return spoiled_; }
    void after_batch() noexcept override;
    bool when_idle() noexcept override;

private:
    template <class Do>
    std::invoke_result_t<Do> watched(Do act) {
        try {
            return act();
        } catch (...) {
            spoiled_ = true;
            throw;
        }
    }
    static int committed(void* self, sqlite3* /*handle*/, const char* /*schema*/, int pages) {
        auto& engine = *static_cast<SqliteWriteEngine*>(self);
        if (pages < engine.wal_pages_) engine.checkpoint_at_ = engine.checkpoint_pages_;  // the log started over
        engine.wal_pages_ = pages;
        return SQLITE_OK;
    }

    SqliteConnection connection_;
    bool in_batch_ = false;
    bool spoiled_ = false;
    int wal_pages_ = 0;
    const int checkpoint_pages_;
    int checkpoint_at_;
};

// After everybody has been told. Readers may keep the log from starting over; it goes on growing until one waits for them a moment.
void SqliteWriteEngine::after_batch() noexcept {
    if (wal_pages_ < checkpoint_at_) return;
    checkpoint_at_ = wal_pages_ + checkpoint_pages_;
    const bool long_log = wal_pages_ > limits::wal_bytes / page_bytes;
    if (long_log)
        connection_.checkpoint(SQLITE_CHECKPOINT_RESTART, restart_wait_milliseconds);
    else
        connection_.checkpoint(SQLITE_CHECKPOINT_PASSIVE, 0);
}

bool SqliteWriteEngine::when_idle() noexcept {
    if (connection_.log_bytes() <= limits::wal_bytes) return false;
    return connection_.checkpoint(SQLITE_CHECKPOINT_TRUNCATE, 0) == SQLITE_BUSY;
}

class SqliteStore final : public Store {
public:
    explicit SqliteStore(const StoreOptions& options)
        : lock_(options.data_directory),
          location_{options.data_directory + "/bylaw.db", options.key},
          writer_(open_writer(options.checkpoint_pages)),
          readers_(std::make_shared<SqliteReaders>(location_)),
          long_reads_(options.long_readers, limits::long_read_queue, [this] { return std::make_unique<SqliteReader>(location_); }) {}
    ~SqliteStore() override {
        writer_.stop();  // what it tells others may still read
        long_reads_.stop();
        readers_->close();
    }
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;

    Engine engine() const override { return Engine::sqlite; }
    void read(std::function<void(Connection&)> work) override { run(work, readers_->mine()); }
    bool read_long(std::function<void(Connection&)> work) override { return long_reads_.submit(work); }
    bool write(WriteWork work) override { return writer_.submit(std::move(work)); }
    void before_commit(std::function<void(Transaction&)> act) override { writer_.before_commit(std::move(act)); }
    void copy_out(CopySink& sink) override { copy_out_sqlite(location_.path, location_.key, sink); }
    StoreFigures figures() const override {
        StoreFigures figures = writer_.figures();
        std::error_code error;
        const auto size = std::filesystem::file_size(location_.path + "-wal", error);
        figures.log_bytes = error ? 0 : static_cast<std::int64_t>(size);
        return figures;
    }
    void when_committed(std::function<void()> changed) override { writer_.when_committed(std::move(changed)); }

private:
    static void run(const std::function<void(Connection&)>& work, Connection& connection) noexcept { work(connection); }

    std::unique_ptr<WriteEngine> open_writer(int checkpoint_pages) const {
        if (location_.key.size() != 32) throw DatabaseError("the page key must have 32 bytes", false);
        // Made here, for its mode: SQLite gives the log beside it the same one.
        const int file = ::open(location_.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0) throw DatabaseError("cannot open " + location_.path + ": " + std::strerror(errno), false);
        ::close(file);
        return std::make_unique<SqliteWriteEngine>(location_, checkpoint_pages);
    }

    const DirectoryLock lock_;
    const Location location_;
    Writer writer_;
    const std::shared_ptr<SqliteReaders> readers_;
    WorkerPool long_reads_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite_store(const StoreOptions& options) {
    std::error_code error;
    if (std::filesystem::create_directories(options.data_directory, error))
        std::filesystem::permissions(options.data_directory, std::filesystem::perms::owner_all, error);
    return std::make_unique<SqliteStore>(options);
}

}  // namespace kernel
