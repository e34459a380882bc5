#include "kernel/store/sqlite_error.h"

#include <sqlite3.h>

#include <new>
#include <string_view>

#include "kernel/store/store.h"

namespace kernel {

namespace {

using Of = ConstraintError::Of;

std::string after(const std::string& message, std::string_view marker) {
    const std::size_t at = message.find(marker);
    return at == std::string::npos ? std::string() : message.substr(at + marker.size());
}

// "UNIQUE constraint failed: orders.customer, orders.number" names each column with its table; an index on an expression
// comes as "index 'name'".
ConstraintError from_columns(Of of, const std::string& message) {
    std::string_view rest = message;
    const std::string listed = after(message, "constraint failed: ");
    rest = listed;
    if (rest.starts_with("index '")) return {of, "", std::string(rest.substr(7, rest.size() - 8)), message};
    std::string table;
    std::string columns;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(", ");
        const std::string_view one = rest.substr(0, comma);
        const std::size_t dot = one.rfind('.');
        if (dot == std::string_view::npos) break;
        table = one.substr(0, dot);
        if (!columns.empty()) columns += ", ";
        columns += one.substr(dot + 1);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 2);
    }
    return {of, table, columns, message};
}

[[noreturn]] void throw_constraint(int code, const std::string& message) {
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            throw from_columns(Of::unique, message);
        case SQLITE_CONSTRAINT_NOTNULL:
            throw from_columns(Of::not_null, message);
        case SQLITE_CONSTRAINT_FOREIGNKEY:
            throw ConstraintError(Of::foreign_key, "", "", message);
        case SQLITE_CONSTRAINT_CHECK:
            throw ConstraintError(Of::check, "", after(message, "constraint failed: "), message);
        default:
            throw DatabaseError(message, false);  // a wrong type for a STRICT column, a trigger: our mistake
    }
}

}  // namespace

bool is_storage_failure(int code) {
    if (code == SQLITE_IOERR_NOMEM) return false;
    const int primary = code & 0xff;
    return primary == SQLITE_IOERR || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_CANTOPEN;
}

void throw_sqlite_error(int code, const std::string& message) {
    if (code == SQLITE_IOERR_NOMEM) throw std::bad_alloc();
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            throw_constraint(code, message);
        case SQLITE_NOMEM:
            throw std::bad_alloc();
        case SQLITE_INTERRUPT:
            throw DatabaseError("the statement took too long", false);
        case SQLITE_FULL:
            throw StorageFull(message);
        case SQLITE_BUSY:
            throw DatabaseError(message, true);
        default:
            throw DatabaseError(message, false);
    }
}

}  // namespace kernel
