#include "kernel/store/postgres_session.h"

#include <poll.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "kernel/store/limits.h"
#include "kernel/store/postgres_error.h"

namespace kernel {

namespace {

constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{2000};
constexpr int oldest_server = 150000;

std::string without_line_end(std::string message) {
    while (message.ends_with('\n')) message.pop_back();
    return message;
}

std::string seconds(int count) { return "'" + std::to_string(count) + "s'"; }

std::string settings(PostgresSession::Role role) {
    std::string sql =
        "SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET TimeZone = 'UTC'; SET jit = off; "
        "SET idle_in_transaction_session_timeout = '10s'; SET statement_timeout = " +
        seconds(limits::statement_seconds) + "; SET lock_timeout = " + seconds(limits::lock_seconds) + ";";
    if (role == PostgresSession::Role::reader) return sql + "SET default_transaction_read_only = on";
    // Acknowledged means durable, whatever the server is set to for others.
    // What the writer looks up it looks up by key. A plan that PostgreSQL made for a table while it was small would go on reading all of it
    // in the midst of an import.
    return sql +
           "SET enable_seqscan = off; SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN "
           "('off', 'local')";
}

}  // namespace

PostgresSession::PostgresSession(std::string connection_string, Role role)
    : connection_string_(std::move(connection_string)), role_(role) {}

PostgresSession::~PostgresSession() = default;

void PostgresSession::ensure() {
    if (connected() && looks_dead()) drop();
    if (connected()) return;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_connect_) throw DatabaseError("the database server cannot be reached: " + connect_error_, true);
    try {
        connect();
        pause_ = std::chrono::milliseconds{0};
    } catch (const DatabaseError& error) {
        drop();
        connect_error_ = error.what();
        pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
        next_connect_ = std::chrono::steady_clock::now() + pause_;
        throw;
    }
}

// A session at rest expects nothing from its server, so what there is to read is the end of it or the news of it.
bool PostgresSession::looks_dead() {
    if (has_sent() || in_transaction()) return false;
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    return PQstatus(connection_.get()) == CONNECTION_BAD || ::poll(&socket, 1, 0) != 0;
}

void PostgresSession::fault(std::string_view state, int owner) {
    failed_state_ = state;
    failed_owner_ = owner;
}

PostgresConnection connect_postgres(const std::string& connection_string) {
    // What the operator's string says comes later and so wins.
    const char* const names[] = {"connect_timeout", "tcp_user_timeout",          "keepalives_idle", "target_session_attrs",
                                 "client_encoding", "fallback_application_name", "dbname",          nullptr};
    const char* const values[] = {"5", "3000", "10", "read-write", "UTF8", "bylaw", connection_string.c_str(), nullptr};
    PostgresConnection connection(PQconnectdbParams(names, values, 1));
    if (PQstatus(connection.get()) != CONNECTION_OK) throw DatabaseError(without_line_end(PQerrorMessage(connection.get())), true);
    return connection;
}

void PostgresSession::connect() {
    connection_ = connect_postgres(connection_string_);
    set_up();
}

void PostgresSession::set_up() {
    PGconn* connection = connection_.get();
    PQsetNoticeReceiver(connection, &PostgresSession::notice, this);
    if (PQserverVersion(connection) < oldest_server) throw DatabaseError("the database server must be PostgreSQL 15 or newer", false);
    const char* encoding = PQparameterStatus(connection, "server_encoding");
    if (encoding == nullptr || std::strcmp(encoding, "UTF8") != 0)
        throw DatabaseError("the database must be made with ENCODING 'UTF8'", false);
    simple(settings(role_));
    PQenterPipelineMode(connection);
}

void PostgresSession::drop() {
    sent_.clear();
    statements_.clear();
    connection_.reset();
}

void PostgresSession::lose(const std::string& why) {
    drop();
    failed_state_.clear();
    throw DatabaseError("the connection to the database server was lost: " + without_line_end(why), true);
}

void PostgresSession::simple(const std::string& sql) {
    const PostgresResult result(PQexec(connection_.get(), sql.c_str()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    fault(sql_state(result.get()), failed_owner_);
    if (PQstatus(connection_.get()) == CONNECTION_BAD) lose(PQresultErrorMessage(result.get()));
    throw_postgres_error(result.get());
}

void PostgresSession::script(std::string_view sql, int owner) {
    fault({}, owner);
    PQexitPipelineMode(connection_.get());
    try {
        simple(std::string(sql));
        simple("DEALLOCATE ALL");  // what was prepared may not fit what the script made of the tables
        statements_.clear();
    } catch (...) {
        if (connected()) PQenterPipelineMode(connection_.get());
        throw;
    }
    PQenterPipelineMode(connection_.get());
}

PostgresSession::Cache::Entry& PostgresSession::statement(std::string_view sql) {
    if (Cache::Entry* entry = statements_.find(sql)) return *entry;
    return statements_.add(sql, Statement{"s" + std::to_string(++last_statement_), Prepared::no});
}

void PostgresSession::check_sent(int sent) {
    if (sent != 1) lose(PQerrorMessage(connection_.get()));
}

void PostgresSession::prepare(Cache::Entry& entry, int owner) {
    check_sent(PQsendPrepare(connection_.get(), entry.value.name.c_str(), entry.sql.c_str(), parameters_.count(), parameters_.types()));
    entry.value.prepared = Prepared::sent;
    entry.busy = true;
    sent_.push_back({owner, &entry});
}

void PostgresSession::discard_excess(int owner) {
    const auto excess = statements_.take_excess();
    if (!excess || excess->prepared != Prepared::yes) return;
    const std::string sql = "DEALLOCATE " + excess->name;
    check_sent(PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
    sent_.push_back({owner, nullptr});
}

void PostgresSession::send(std::string_view sql, std::span<const Argument> arguments, int owner) {
    if (!connected()) throw DatabaseError("the connection to the database server was lost", true);
    fault({}, owner);
    parameters_.assign(arguments);
    Cache::Entry& entry = statement(sql);
    if (entry.value.prepared == Prepared::no) {
        discard_excess(owner);
        prepare(entry, owner);
    }
    check_sent(PQsendQueryPrepared(connection_.get(), entry.value.name.c_str(), parameters_.count(), parameters_.values(),
                                   parameters_.lengths(), parameters_.formats(), 0));
    sent_.push_back({owner, nullptr});
}

PostgresResult PostgresSession::next_result(Deadline deadline) {
    PGconn* connection = connection_.get();
    while (PQisBusy(connection) != 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd socket{PQsocket(connection), POLLIN, 0};
        // A server that has stopped answering may yet do what it was told: only giving up the connection ends the wait.
        if (left.count() <= 0 || ::poll(&socket, 1, static_cast<int>(left.count())) == 0) lose("no answer in time");
        if (PQconsumeInput(connection) != 1) lose(PQerrorMessage(connection));
    }
    return PostgresResult(PQgetResult(connection));
}

void PostgresSession::settle(const Sent& sent, const PGresult* result) {
    if (sent.preparation == nullptr) return;
    sent.preparation->busy = false;
    sent.preparation->value.prepared = PQresultStatus(result) == PGRES_COMMAND_OK ? Prepared::yes : Prepared::no;
}

PostgresResult PostgresSession::read_all(Deadline deadline, PostgresResult& error) {
    PostgresResult last;
    for (const Sent& sent : sent_) {
        if (&sent == &sent_.back()) warning_.clear();
        PostgresResult result = next_result(deadline);
        if (result == nullptr) lose("an answer is missing");
        settle(sent, result.get());
        const ExecStatusType status = PQresultStatus(result.get());
        const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        if (!good && status != PGRES_PIPELINE_ABORTED && error == nullptr) {
            fault(sql_state(result.get()), sent.owner);
            error = std::move(result);
        } else {
            last = std::move(result);
        }
        while (PostgresResult more = next_result(deadline)) {}
        if (PQstatus(connection_.get()) == CONNECTION_BAD) lose(PQerrorMessage(connection_.get()));
    }
    return last;
}

PostgresResult PostgresSession::finish(Seconds patience) {
    if (!connected()) throw DatabaseError("the connection to the database server was lost", true);
    const Deadline deadline = std::chrono::steady_clock::now() + patience;
    check_sent(PQpipelineSync(connection_.get()));
    PostgresResult error;
    PostgresResult last = read_all(deadline, error);
    const PostgresResult sync = next_result(deadline);
    if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) lose("an answer is missing");
    sent_.clear();
    if (error == nullptr) return last;
    // To a reader "read only" is its nature, to the writer it is the news that another server is the primary now.
    if (needs_new_session(error.get()) && !(role_ == Role::reader && failed_state_ == "25006")) drop();
    throw_postgres_error(error.get());
}

void PostgresSession::notice(void* self, const PGresult* result) {
    const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity == nullptr || std::strcmp(severity, "WARNING") != 0) return;
    const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    static_cast<PostgresSession*>(self)->warning_ = message == nullptr ? "a warning" : message;
}

}  // namespace kernel
