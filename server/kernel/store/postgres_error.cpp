#include "kernel/store/postgres_error.h"

#include "kernel/store/store.h"

namespace kernel {

namespace {

using Of = ConstraintError::Of;

std::string field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text == nullptr ? std::string() : std::string(text);
}

// The names as the server quotes them, without their quotes.
std::string unquoted(std::string_view columns) {
    std::string out;
    for (std::size_t at = 0; at < columns.size(); ++at) {
        if (columns[at] != '"') {
            out += columns[at];
        } else if (at + 1 < columns.size() && columns[at + 1] == '"') {
            out += '"';
            ++at;
        }
    }
    return out;
}

}  // namespace

std::string_view sql_state(const PGresult* result) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state == nullptr ? std::string_view{} : std::string_view(state);
}

bool is_serialisation(std::string_view state) { return state == "40001" || state == "40P01"; }

bool needs_new_session(const PGresult* result) {
    const std::string_view state = sql_state(result);
    const bool plan_changed = state == "0A000" && field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
    return plan_changed || state == "25006" || state == "26000" || state == "25P03" || state.starts_with("57P") || state.starts_with("08");
}

std::string key_columns(std::string_view detail) {
    const std::size_t open = detail.find('(');
    const std::size_t close = detail.find(")=(");
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
    return unquoted(detail.substr(open + 1, close - open - 1));
}

void throw_postgres_error(const PGresult* result) {
    const std::string state(sql_state(result));
    const std::string table = field(result, PG_DIAG_TABLE_NAME);
    const std::string constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    std::string message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (message.empty()) message = PQresultErrorMessage(result);
    if (state == "23505") {
        const std::string columns = key_columns(field(result, PG_DIAG_MESSAGE_DETAIL));
        throw ConstraintError(Of::unique, table, columns.empty() ? constraint : columns, message);
    }
    if (state == "23502") throw ConstraintError(Of::not_null, table, field(result, PG_DIAG_COLUMN_NAME), message);
    if (state == "23503") throw ConstraintError(Of::foreign_key, table, constraint, message);
    if (state == "23514" || state == "23P01") throw ConstraintError(Of::check, table, constraint, message);
    if (state == "22021") throw ConstraintError(Of::check, "", "text", message);
    if (state == "53100") throw StorageFull(message);
    const bool busy = state == "55P03" || state == "57014" || state.starts_with("53");  // a lock, the time, the server's resources
    throw DatabaseError(message, state.empty() || busy || is_serialisation(state) || needs_new_session(result));
}

}  // namespace kernel
