// The one narrow door to the database, the same for embedded SQLite (page-encrypted) and PostgreSQL.
//
// Writing: a queue and one writer. The writer takes what waits, runs each piece of work in its own savepoint inside one transaction,
// commits once (durably), and only then tells each that it is settled. So acknowledged means durable, and nothing ever commits by halves.
// Reading: connections that see committed data only.
//
// SQL is one dialect subset; parameters are $1, $2 … numbered in the order of first appearance. Text compares by bytes on both engines.
// What differs between the engines is the small table in dialect.h.
#pragma once
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "kernel/base/metrics.h"

namespace kernel {

enum class Engine : std::uint8_t { sqlite, postgres };

struct Bytes {
    std::string_view view;  // goes in as BLOB / BYTEA
};
using Argument = std::variant<std::monostate, std::int64_t, std::string_view, Bytes>;  // NULL, integer, text, bytes; borrowed for the call

// The result of one query. Move-only; at most a few alive on a connection at a time; columns count from 0.
// Views stay valid until the next call of next() or the end of the Rows.
class Rows {
public:
    struct Source {
        virtual ~Source() = default;
        virtual bool next() = 0;
        virtual bool is_null(int column) const = 0;
        virtual std::int64_t integer(int column) const = 0;   // 0 when null
        virtual std::string_view text(int column) const = 0;  // text or bytes; empty when null
    };
    explicit Rows(std::unique_ptr<Source> source) : source_(std::move(source)) {}
    bool next() { return source_->next(); }
    bool is_null(int column) const { return source_->is_null(column); }
    std::int64_t integer(int column) const { return source_->integer(column); }
    std::string_view text(int column) const { return source_->text(column); }

private:
    std::unique_ptr<Source> source_;
};

// The database said no to a row. The record layer turns these into Problems that name the field.
struct ConstraintError : std::runtime_error {
    enum class Of : std::uint8_t { unique, foreign_key, check, not_null } of;
    std::string table;
    std::string constraint;  // unique: the columns, "code" or "parent, name"; otherwise whatever name the engine gives
    ConstraintError(Of of_, std::string table_, std::string constraint_, const std::string& message)
        : std::runtime_error(message), of(of_), table(std::move(table_)), constraint(std::move(constraint_)) {}
};
// Anything else the database could not do. `retry` when the same work may succeed later (lost connection, serialisation).
struct DatabaseError : std::runtime_error {
    bool retry;
    DatabaseError(const std::string& message, bool retry_) : std::runtime_error(message), retry(retry_) {}
};
// There is no room left on the disk. What was to be written is undone; reading goes on, and so does writing once there is room.
struct StorageFull : DatabaseError {
    explicit StorageFull(const std::string& message) : DatabaseError(message, true) {}
};

// Statements are prepared once per connection and kept by their text, so the text must come from a bounded set (never from input).
class Connection {
public:
    virtual ~Connection() = default;
    virtual Engine engine() const = 0;
    virtual Rows query(std::string_view sql, std::span<const Argument> arguments) = 0;
    Rows query(std::string_view sql, std::initializer_list<Argument> arguments = {}) {
        return query(sql, std::span<const Argument>(arguments.begin(), arguments.size()));
    }
};

// A table and the columns that rows go into. Made once and kept: rows are told apart by its address.
struct Insertion {
    std::string table;               // quoted
    std::string columns;             // quoted, with commas
    std::size_t width;               // how many columns
    std::vector<std::string> needs;  // the tables, quoted, whose rows must be there before these
    std::string text;                // INSERT of one row
    Insertion(std::string table, std::string columns, std::size_t width, std::vector<std::string> needs = {});
    Insertion(Insertion&&) = default;
    Insertion& operator=(Insertion&&) = delete;
};

// What somebody gathers while a work runs, to be written once at its end: cheaper than a statement for every change on the way.
class Gathered {
public:
    virtual ~Gathered() = default;
    virtual void write(class Transaction& transaction) = 0;
};

// A connection that may write. Only the writer makes them.
class Transaction : public Connection {
public:
    // What `whose` gathers in the work at hand, made when first asked for. It is written when the work is kept, as its last statements, and
    // dropped when the work is undone.
    template <class Make>
    auto& gathered(const void* whose, Make make) {
        using Held = typename decltype(make())::element_type;
        for (auto& [owner, held] : kept_back_)
            if (owner == whose) return static_cast<Held&>(*held);
        kept_back_.emplace_back(whose, make());
        return static_cast<Held&>(*kept_back_.back().second);
    }
    void write_gathered();  // the writer's own, as the next one
    void drop_gathered() { kept_back_.clear(); }

    // The number of rows changed.
    virtual std::int64_t execute(std::string_view sql, std::span<const Argument> arguments) = 0;
    std::int64_t execute(std::string_view sql, std::initializer_list<Argument> arguments = {}) {
        return execute(sql, std::span<const Argument>(arguments.begin(), arguments.size()));
    }
    // Like execute, when the count does not matter: PostgreSQL sends it without waiting (pipeline). An error may surface at a later
    // call on this transaction, at the latest when the work ends.
    virtual void post(std::string_view sql, std::span<const Argument> arguments) = 0;
    void post(std::string_view sql, std::initializer_list<Argument> arguments = {}) {
        post(sql, std::span<const Argument>(arguments.begin(), arguments.size()));
    }
    // A row; what post() says of errors holds here too. PostgreSQL gets the rows of a work in statements of many, sent before any other
    // statement and before the work ends.
    virtual void insert(const Insertion& into, std::span<const Argument> row) = 0;
    void insert(const Insertion& into, std::initializer_list<Argument> row) {
        insert(into, std::span<const Argument>(row.begin(), row.size()));
    }
    // Several statements separated by semicolons, no parameters: migrations only.
    virtual void script(std::string_view sql) = 0;

private:
    std::vector<std::pair<const void*, std::unique_ptr<Gathered>>> kept_back_;
};

enum class Outcome : std::uint8_t { committed, rolled_back };

struct WriteWork {
    // Runs on the writer. true keeps its effect, false rolls it back; an exception rolls it back too, and so does a statement that
    // failed, even when its error was caught. May run again from the start, when the batch met a deadlock or an error of post(): what
    // counts is the last run, so it sets its results anew each time.
    std::function<bool(Transaction&)> apply;
    // Called once, on the writer's thread, after the commit is durable (or the effect is undone). `error` is what apply or the commit
    // threw, if anything. Must be quick and must not throw.
    std::function<void(Outcome, std::exception_ptr error)> settled;
};

struct StoreOptions {
    Engine engine = Engine::sqlite;
    std::string data_directory;     // sqlite: holds bylaw.db and the lock
    std::string key;                // sqlite: 32 bytes, the page key
    std::string connection_string;  // postgres: libpq's form, several hosts allowed
    int readers = 2;                // postgres: pool of short reads
    int long_readers = 2;
    int checkpoint_pages = 0;  // for tests; 0: limits::checkpoint_pages
};

// How the store is doing; borrowed from it.
struct StoreFigures {
    const Durations* commits = nullptr;          // of the transactions that changed something
    const Sizes* batches = nullptr;              // pieces of work in each of them
    std::int64_t waiting = 0;                    // for the writer
    bool failed = false;                         // the storage: nothing is written any more until a restart
    std::optional<std::int64_t> log_bytes = {};  // of the embedded engine's write-ahead log
};

class CopySink;  // kernel/store/copy.h

class Store {
public:
    virtual ~Store() = default;
    virtual Engine engine() const = 0;

    // Short reads (below about a millisecond). Embedded: runs here and now on this thread's own connection. PostgreSQL: on a pool.
    // What `work` throws ends the process, so it catches for itself.
    virtual void read(std::function<void(Connection&)> work) = 0;
    // Reads that may take long (exports, checks of a file, argon2 beside it): always on a bounded pool. false when its queue is full.
    virtual bool read_long(std::function<void(Connection&)> work) = 0;
    // Queued for the writer. false when the queue is full (limits::write_queue): nothing was done.
    virtual bool write(WriteWork work) = 0;
    // The whole database as it stands at one moment, while others read and write; on this thread, on a connection of its own. Throws
    // DatabaseError, and whatever the sink throws. The log of the embedded engine grows until it is done.
    virtual void copy_out(CopySink& sink) = 0;
    virtual StoreFigures figures() const = 0;

    // Runs on the writer when all the work of a transaction is done, before it commits: for what is better done once for all of them. What
    // it throws undoes them all. When this returns, the one before runs no more. Empty: nothing.
    virtual void before_commit(std::function<void(Transaction&)> act) = 0;

    // `changed` is called soon after each commit, of this server or, on PostgreSQL, of any other on the same database; several commits may
    // be one call, and one may come too many. It must be quick and must not throw. Before anything is written; it outlives the store.
    virtual void when_committed(std::function<void()> changed) = 0;

    // For the command line, start-up and tests: waits for the end. Rethrows; returns whether it was committed.
    bool write_and_wait(const std::function<bool(Transaction&)>& apply);
    void read_and_wait(const std::function<void(Connection&)>& work);
};

// Opens (and for SQLite creates and locks) the database. Throws DatabaseError with a sentence for the operator: wrong key, in use…
std::unique_ptr<Store> open_store(const StoreOptions& options);

}  // namespace kernel
