// The store on a PostgreSQL server: one session that writes in pipelined batches, a few that read.
#include <chrono>
#include <string>
#include <utility>

#include "kernel/store/engines.h"
#include "kernel/store/gathered_rows.h"
#include "kernel/store/limits.h"
#include "kernel/store/postgres_copy.h"
#include "kernel/store/postgres_error.h"
#include "kernel/store/postgres_rows.h"
#include "kernel/store/postgres_session.h"
#include "kernel/store/postgres_watch.h"
#include "kernel/store/worker_pool.h"
#include "kernel/store/writer.h"

namespace kernel {

namespace {

// The server ends a statement after statement_seconds by itself; longer silence means that it is gone.
constexpr std::chrono::seconds patience{limits::statement_seconds + 15};
constexpr std::chrono::seconds commit_patience{limits::commit_seconds};

class PostgresReader final : public Connection {
public:
    explicit PostgresReader(const std::string& connection_string) : session_(connection_string, PostgresSession::Role::reader) {}
    Engine engine() const override { return Engine::postgres; }
    Rows query(std::string_view sql, std::span<const Argument> arguments) override {
        // A read may be asked again: the first after a restart of the server finds the old connection dead.
        const bool was_connected = session_.connected();
        try {
            return ask(sql, arguments);
        } catch (const DatabaseError&) {
            if (!was_connected || session_.connected()) throw;
        }
        return ask(sql, arguments);
    }

private:
    Rows ask(std::string_view sql, std::span<const Argument> arguments) {
        session_.ensure();
        session_.send(sql, arguments, 0);
        return postgres_rows(session_.finish(patience));
    }

    PostgresSession session_;
};

// What a read gets when there are too many already.
class Refusal final : public Connection {
public:
    Engine engine() const override { return Engine::postgres; }
    Rows query(std::string_view /*sql*/, std::span<const Argument> /*arguments*/) override {
        throw DatabaseError("too many reads are waiting", true);
    }
};

class PostgresWriteEngine final : public WriteEngine, public Transaction {
public:
    explicit PostgresWriteEngine(const std::string& connection_string) : session_(connection_string, PostgresSession::Role::writer) {
        session_.ensure();
    }

    Engine engine() const override { return Engine::postgres; }
    Rows query(std::string_view sql, std::span<const Argument> arguments) override {
        send(sql, arguments);
        return postgres_rows(collect(patience));
    }
    std::int64_t execute(std::string_view sql, std::span<const Argument> arguments) override {
        send(sql, arguments);
        const PostgresResult result = collect(patience);
        const std::string_view count = PQcmdTuples(result.get());
        return count.empty() ? 0 : std::stoll(std::string(count));
    }
    void post(std::string_view sql, std::span<const Argument> arguments) override {
        send(sql, arguments);
        pace_pipeline();
    }
    void insert(const Insertion& into, std::span<const Argument> row) override { gathered_.add(into, row, send_gathered_); }
    void script(std::string_view sql) override {
        gathered_.send_all(send_gathered_);
        if (session_.has_sent()) collect(patience);
        guarded([&] { session_.script(sql, owner_); });
    }

    Transaction& transaction() override { return *this; }
    void begin(Pace pace) override {
        pace_ = pace;
        trouble_ = Trouble::none;
        spoiled_ = false;
        owner_ = 1;
        gathered_.clear();
        guarded([&] { session_.ensure(); });
        send("BEGIN", {});
    }
    void savepoint() override {
        ++owner_;
        spoiled_ = false;
        send("SAVEPOINT work", {});
    }
    void release() override {
        send("RELEASE work", {});
        if (pace_ == Pace::in_step) collect(patience);
    }
    void rollback_to_savepoint() override;
    void commit() override;
    void rollback() noexcept override;
    Trouble trouble() const override { return trouble_; }
    std::string trouble_text() const override { return trouble_text_; }
    bool spoiled() const override { return spoiled_; }

private:
    static constexpr int nobody = 0;

    // What was gathered goes before: a statement sees all that was done before it.
    void send(std::string_view sql, std::span<const Argument> arguments) {
        if (!gathered_.empty()) gathered_.send_all(send_gathered_);
        send_now(sql, arguments);
    }
    void send_now(std::string_view sql, std::span<const Argument> arguments) {
        guarded([&] { session_.send(sql, arguments, owner_); });
    }
    void pace_pipeline() {
        if (++unanswered_ >= limits::pipeline_depth) collect(patience);
    }
    PostgresResult collect(std::chrono::seconds at_most) {
        PostgresResult result;
        unanswered_ = 0;
        guarded([&] { result = session_.finish(at_most); });
        return result;
    }
    // Keeps in mind what went wrong: a piece of work may swallow the error, the writer must know.
    template <class Do>
    void guarded(Do act) {
        try {
            act();
        } catch (const std::exception& error) {
            note(error);
            // The work at hand must not take another's refusal for its own.
            if (trouble_ == Trouble::blame) throw DatabaseError("an earlier piece of work failed: this one runs again", true);
            throw;
        }
    }
    void note(const std::exception& error) {
        spoiled_ = true;
        trouble_text_ = error.what();
        if (!session_.connected())
            trouble_ = Trouble::lost;
        else if (is_serialisation(session_.failed_state()))
            trouble_ = Trouble::serialisation;
        else if (session_.failed_owner() != owner_ && pace_ == Pace::ahead)
            trouble_ = Trouble::blame;
    }

    PostgresSession session_;
    GatheredRows gathered_;
    const GatheredRows::Send send_gathered_ = [this](std::string_view sql, std::span<const Argument> arguments) {
        send_now(sql, arguments);
        pace_pipeline();
    };
    Pace pace_ = Pace::in_step;
    Trouble trouble_ = Trouble::none;
    bool spoiled_ = false;
    std::string trouble_text_;
    int owner_ = nobody;
    std::size_t unanswered_ = 0;
};

void PostgresWriteEngine::rollback_to_savepoint() {
    gathered_.clear();
    // What was sent and failed would make the server skip the next statement too: hear it out first.
    try {
        if (session_.has_sent()) collect(patience);
    } catch (...) {
        if (trouble_ != Trouble::none) return;
    }
    send("ROLLBACK TO work", {});
    send("RELEASE work", {});
}

void PostgresWriteEngine::commit() {
    owner_ = pace_ == Pace::ahead && owner_ > 1 ? nobody : owner_;
    send("COMMIT", {});
    const PostgresResult result = collect(commit_patience);
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
        throw DatabaseError("the database server rolled the transaction back", true);
    // A standby that did not confirm comes as success with a warning: nobody knows whether this outlives the server.
    if (!session_.warning().empty()) throw DatabaseError("it is not known whether the commit will last: " + session_.warning(), true);
}

void PostgresWriteEngine::rollback() noexcept {
    gathered_.clear();
    try {
        if (session_.has_sent()) session_.finish(patience);
    } catch (...) {
        // Whoever it concerned has been told.
    }
    try {
        if (!session_.in_transaction()) return;
        session_.send("ROLLBACK", {}, nobody);
        session_.finish(patience);
    } catch (...) { session_.drop(); }
}

class PostgresStore final : public Store {
public:
    explicit PostgresStore(const StoreOptions& options)
        : connection_string_(options.connection_string),
          writer_(std::make_unique<PostgresWriteEngine>(connection_string_)),
          reads_(options.readers, limits::read_queue, [this] { return std::make_unique<PostgresReader>(connection_string_); }),
          long_reads_(options.long_readers, limits::long_read_queue,
                      [this] { return std::make_unique<PostgresReader>(connection_string_); }) {}
    ~PostgresStore() override { writer_.stop(); }  // what it tells others may still read
    PostgresStore(const PostgresStore&) = delete;
    PostgresStore& operator=(const PostgresStore&) = delete;

    Engine engine() const override { return Engine::postgres; }
    void read(std::function<void(Connection&)> work) override {
        if (!reads_.submit(work)) refuse(work);
    }
    bool read_long(std::function<void(Connection&)> work) override { return long_reads_.submit(work); }
    bool write(WriteWork work) override { return writer_.submit(std::move(work)); }
    void before_commit(std::function<void(Transaction&)> act) override { writer_.before_commit(std::move(act)); }
    void copy_out(CopySink& sink) override { copy_out_postgres(connection_string_, sink); }
    StoreFigures figures() const override { return writer_.figures(); }
    void when_committed(std::function<void()> changed) override {
        watch_ = std::make_unique<PostgresWatch>(connection_string_, changed);
        writer_.when_committed([this, changed = std::move(changed)] {
            changed();
            watch_->tell();
        });
    }

private:
    static void refuse(const std::function<void(Connection&)>& work) noexcept {
        Refusal refusal;
        work(refusal);
    }

    const std::string connection_string_;
    std::unique_ptr<PostgresWatch> watch_;  // outlives the writer
    Writer writer_;
    WorkerPool reads_;
    WorkerPool long_reads_;
};

}  // namespace

std::unique_ptr<Store> open_postgres_store(const StoreOptions& options) { return std::make_unique<PostgresStore>(options); }

}  // namespace kernel
