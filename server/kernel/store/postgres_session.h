// One session with a PostgreSQL server, in pipeline mode: statements are sent at once and their answers read together.
#pragma once
#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/store/postgres_parameters.h"
#include "kernel/store/statement_cache.h"
#include "kernel/store/store.h"

namespace kernel {

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

struct FinishConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using PostgresConnection = std::unique_ptr<PGconn, FinishConnection>;
// A connection to the one server that takes writes. Throws DatabaseError.
PostgresConnection connect_postgres(const std::string& connection_string);

// For one thread at a time.
class PostgresSession {
public:
    enum class Role : std::uint8_t { writer, reader };
    using Seconds = std::chrono::seconds;

    PostgresSession(std::string connection_string, Role role);
    ~PostgresSession();
    PostgresSession(const PostgresSession&) = delete;
    PostgresSession& operator=(const PostgresSession&) = delete;

    // Connects when there is no connection. Throws DatabaseError: at once while the pause after a failure lasts.
    void ensure();
    bool connected() const { return connection_ != nullptr; }
    void drop();

    // Statements are told apart by `owner`, to know whose error it is.
    void send(std::string_view sql, std::span<const Argument> arguments, int owner);
    // Waits for the answers to all that was sent and gives the last. Throws the first error; failed_owner() sent that statement.
    PostgresResult finish(Seconds patience);
    int failed_owner() const { return failed_owner_; }
    const std::string& failed_state() const { return failed_state_; }
    bool has_sent() const { return !sent_.empty(); }

    void script(std::string_view sql, int owner);  // takes the time it takes
    bool in_transaction() const { return connected() && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE; }
    const std::string& warning() const { return warning_; }  // that came with the last statement

private:
    enum class Prepared : std::uint8_t { no, sent, yes };
    struct Statement {
        std::string name;
        Prepared prepared = Prepared::no;
    };
    using Cache = StatementCache<Statement>;
    struct Sent {
        int owner;
        Cache::Entry* preparation;  // nullptr: the statement itself
    };
    using Deadline = std::chrono::steady_clock::time_point;

    void connect();
    bool looks_dead();
    void fault(std::string_view state, int owner);
    void set_up();
    void simple(const std::string& sql);
    Cache::Entry& statement(std::string_view sql);
    void prepare(Cache::Entry& entry, int owner);
    void discard_excess(int owner);
    void check_sent(int sent);
    PostgresResult next_result(Deadline deadline);
    void settle(const Sent& sent, const PGresult* result);
    PostgresResult read_all(Deadline deadline, PostgresResult& error);
    [[noreturn]] void lose(const std::string& why);
    static void notice(void* self, const PGresult* result);

    const std::string connection_string_;
    const Role role_;
    PostgresConnection connection_;
    Cache statements_;
    std::uint64_t last_statement_ = 0;
    std::vector<Sent> sent_;
    PostgresParameters parameters_;
    std::string warning_;
    std::string failed_state_;
    int failed_owner_ = 0;
    std::string connect_error_;
    std::chrono::milliseconds pause_{0};
    Deadline next_connect_{};
};

}  // namespace kernel
