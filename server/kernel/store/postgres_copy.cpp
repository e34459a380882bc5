#include "kernel/store/postgres_copy.h"

#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "kernel/store/dialect.h"

namespace kernel {

namespace {

// Pieces, told apart by their first letter:
//   M  a migration that the database has had: its number
//   T  a table: its name and its columns, quoted, with line ends between
//   R  rows of it, as COPY writes them; a line may go on in the next piece, for a row may be longer than one
//   N  how many rows the table had
constexpr std::size_t rows_piece = 128 * 1024;

[[noreturn]] void refuse(const std::string& why) { throw DatabaseError(why, false); }

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;
using Strings = std::vector<std::string>;

// A session for one copy, out or in: statements one by one, and COPY.
class Session {
public:
    explicit Session(const std::string& connection_string) {
        const char* const names[] = {"connect_timeout", "target_session_attrs", "client_encoding", "application_name", "dbname", nullptr};
        const char* const values[] = {"5", "any", "UTF8", "bylaw copy", connection_string.c_str(), nullptr};
        connection_.reset(PQconnectdbParams(names, values, 1));
        if (PQstatus(connection_.get()) != CONNECTION_OK) fail();
        run("SET statement_timeout = 0; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = 0; SET bytea_output = 'hex'");
    }

    Result run(const std::string& sql) { return checked(PQexec(connection_.get(), sql.c_str())); }
    std::vector<Strings> rows(const std::string& sql) {
        const Result result = run(sql);
        std::vector<Strings> all(static_cast<std::size_t>(PQntuples(result.get())));
        for (std::size_t row = 0; row < all.size(); ++row)
            for (int column = 0; column < PQnfields(result.get()); ++column)
                all[row].emplace_back(PQgetvalue(result.get(), static_cast<int>(row), column));
        return all;
    }
    // COPY … TO STDOUT, one line after the other.
    template <class Take>
    void copy_out(const std::string& sql, Take take) {
        run(sql);
        char* line = nullptr;
        int size = 0;
        while ((size = PQgetCopyData(connection_.get(), &line, 0)) > 0) {
            const std::unique_ptr<char, decltype(&PQfreemem)> held(line, &PQfreemem);
            take(std::string_view(line, static_cast<std::size_t>(size)));
        }
        if (size == -2) fail();
        end_of_copy();
    }
    void put(std::string_view lines) {
        if (PQputCopyData(connection_.get(), lines.data(), static_cast<int>(lines.size())) != 1) fail();
    }
    // The number of rows that COPY … FROM STDIN has put in.
    std::string end_copy_in() {
        if (PQputCopyEnd(connection_.get(), nullptr) != 1) fail();
        return end_of_copy();
    }

private:
    [[noreturn]] void fail() {
        std::string message = PQerrorMessage(connection_.get());
        while (message.ends_with('\n')) message.pop_back();
        refuse(message);
    }
    Result checked(PGresult* made) {
        Result result(made);
        const ExecStatusType status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN && status != PGRES_COPY_OUT) fail();
        return result;
    }
    std::string end_of_copy() {
        std::string count;
        while (PGresult* next = PQgetResult(connection_.get())) count = PQcmdTuples(checked(next).get());
        return count;
    }

    std::unique_ptr<PGconn, Finish> connection_;
};

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (const char letter : name) out += letter == '"' ? "\"\"" : std::string(1, letter);
    return out + '"';
}

struct Table {
    std::string name;     // quoted
    std::string columns;  // quoted, with commas; without those that are computed from others
};

// Every table of the schema, those that are pointed at before those that point.
std::vector<Table> tables_in_order(Session& session) {
    std::map<std::string, std::set<std::string>> needs;
    for (const Strings& row :
         session.rows("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"))
        needs[row[0]];
    for (const Strings& row : session.rows(
             "SELECT a.relname, b.relname FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b "
             "ON b.oid = c.confrelid WHERE c.contype = 'f' AND a.oid <> b.oid AND a.relnamespace = current_schema()::regnamespace"))
        needs[row[0]].insert(row[1]);
    std::vector<Table> ordered;
    std::set<std::string> done;
    while (done.size() < needs.size()) {
        const auto next = std::find_if(needs.begin(), needs.end(), [&](const auto& table) {
            return !done.contains(table.first) && std::includes(done.begin(), done.end(), table.second.begin(), table.second.end());
        });
        if (next == needs.end()) refuse("tables point at one another in a circle: they cannot be put back one after the other");
        done.insert(next->first);
        ordered.push_back({quoted(next->first), ""});
    }
    for (Table& table : ordered)
        for (const Strings& row : session.rows("SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '" + table.name +
                                               "'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"))
            table.columns += (table.columns.empty() ? "" : ", ") + row[0];
    return ordered;
}

void copy_table(Session& session, const Table& table, CopySink& sink) {
    sink.put('T' + table.name + '\n' + table.columns);
    std::string piece;
    std::int64_t count = 0;
    session.copy_out("COPY " + table.name + " (" + table.columns + ") TO STDOUT", [&](std::string_view line) {
        ++count;
        while (!line.empty()) {
            if (piece.empty()) piece = 'R';
            const std::string_view part = line.substr(0, rows_piece - piece.size());
            piece += part;
            line.remove_prefix(part.size());
            if (piece.size() < rows_piece) return;
            sink.put(piece);
            piece.clear();
        }
    });
    if (!piece.empty()) sink.put(piece);
    sink.put('N' + std::to_string(count));
}

// The tables as those migrations made them that the copied database had had; newer ones run when the server opens it. What they put into
// the tables is in the copy as well.
void make_tables(Session& session, const std::vector<std::string>& had, std::span<const Migration> migrations) {
    session.run(for_engine(schema_migrations_table, Engine::postgres));
    for (const std::string& number : had) {
        const auto known =
            std::find_if(migrations.begin(), migrations.end(), [&](const Migration& one) { return std::to_string(one.number) == number; });
        if (known == migrations.end())
            refuse("the copy has migration " + number + ", which this program does not know: restore it with the program that made it");
        session.run(for_engine(known->sql, Engine::postgres) + std::string(known->postgres));
    }
    std::string all;
    for (const Table& table : tables_in_order(session)) all += (all.empty() ? "" : ", ") + table.name;
    session.run("TRUNCATE " + all);
}

class CopyIn {
public:
    CopyIn(Session& session, std::span<const Migration> migrations) : session_(session), migrations_(migrations) {}

    void take(std::string_view piece) {
        if (piece.empty()) refuse("the copy was not made by this engine");
        const std::string rest(piece.substr(1));
        switch (piece.front()) {
            case 'M':
                had_.push_back(rest);
                return;
            case 'T':
                return begin(rest);
            case 'R':
                if (!in_table_) break;
                return session_.put(rest);
            case 'N':
                if (!in_table_) break;
                return end(rest);
            default:
                break;
        }
        refuse("the copy was not made by this engine");
    }
    bool complete() const { return made_ && !in_table_; }

private:
    void begin(const std::string& table) {
        const std::size_t end_of_name = table.find('\n');
        if (in_table_ || end_of_name == std::string::npos) refuse("the copy was not made by this engine");
        if (!made_) make_tables(session_, had_, migrations_);
        made_ = in_table_ = true;
        name_ = table.substr(0, end_of_name);
        session_.run("COPY " + name_ + " (" + table.substr(end_of_name + 1) + ") FROM STDIN");
    }
    void end(const std::string& expected) {
        in_table_ = false;
        const std::string count = session_.end_copy_in();
        if (count != expected) refuse(name_ + " has " + count + " rows in place of " + expected);
    }

    Session& session_;
    std::span<const Migration> migrations_;
    std::vector<std::string> had_;
    bool made_ = false;
    bool in_table_ = false;
    std::string name_;
};

}  // namespace

void copy_out_postgres(const std::string& connection_string, CopySink& sink) {
    Session session(connection_string);
    session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const std::vector<Table> tables = tables_in_order(session);
    std::int64_t bytes = 0;
    for (const Table& table : tables) bytes += std::stoll(session.rows("SELECT pg_table_size('" + table.name + "')")[0][0]);
    sink.expect(bytes);
    for (const Strings& row : session.rows("SELECT number FROM schema_migrations ORDER BY number")) sink.put('M' + row[0]);
    for (const Table& table : tables) copy_table(session, table, sink);
    session.run("COMMIT");
}

void copy_in_postgres(const std::string& connection_string, CopySource& source, std::span<const Migration> migrations) {
    Session session(connection_string);
    session.run("BEGIN");
    if (!tables_in_order(session).empty()) refuse("there are tables in this database already: nothing is overwritten");
    CopyIn in(session, migrations);
    for (std::string piece; source.next(piece);) in.take(piece);
    if (!in.complete()) refuse("the copy is not whole");
    session.run("COMMIT");
    session.run("ANALYZE");
}

}  // namespace kernel
