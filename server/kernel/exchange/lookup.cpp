#include "kernel/exchange/lookup.h"

namespace kernel {

namespace {

constexpr std::size_t keys_in_one_query = 256;  // always as many: one statement

// Of tables that have no such column.
std::string column_or(const RecordType& type, std::string_view column, std::string_view otherwise) {
    return type.place(column) == RecordType::npos ? std::string(otherwise) : "t." + quoted(column);
}

Sql select_matches(const Viewer& viewer, const RecordType& type, std::string_view key) {
    Sql sql("SELECT t.\"id\", ");
    const Field& title = type.fields[type.place(type.title_column())];
    sql << (is_text(title.kind) ? "t." + quoted(title.name) : std::string("''"));
    sql << ", CASE WHEN " << column_or(type, "archived_at", "NULL") << " IS NULL THEN 0 ELSE 1 END, CASE WHEN ";
    if (type.name == "accounts") {
        sql << "t.\"id\" = ";
        sql.bind(viewer.account) << " OR ";
    }
    append_scope(sql, viewer, type, Action::read, "t");
    sql << " THEN 1 ELSE 0 END AS \"within\", " << column_or(type, "created_by", "0");
    if (!key.empty()) sql << ", t." << quoted(key);
    sql << " FROM " << type.table << " t WHERE ";
    return sql;
}

Match match_of(const Rows& rows) {
    return {.id = rows.integer(0),
            .title = std::string(rows.text(1)),
            .archived = rows.integer(2) != 0,
            .within = rows.integer(3) != 0,
            .created_by = rows.integer(4)};
}

}  // namespace

std::vector<Match> matches(Connection& connection, const Viewer& viewer, const RecordType& type, const std::vector<std::size_t>& places,
                           const Row& values) {
    Sql sql = select_matches(viewer, type, {});
    for (std::size_t i = 0; i < places.size(); ++i) {
        sql << (i ? " AND t." : "t.") << quoted(type.fields[places[i]].name);
        if (is_null(values[places[i]])) {
            sql << " IS NULL";
            continue;
        }
        sql << " = ";
        sql.bind(values[places[i]]);
    }
    sql << " ORDER BY \"within\" DESC, t.\"id\" LIMIT 3";
    std::vector<Match> found;
    Rows rows = sql.query(connection);
    while (rows.next()) found.push_back(match_of(rows));
    return found;
}

std::vector<KeyedMatch> matches_of(Connection& connection, const Viewer& viewer, const RecordType& type, std::size_t place,
                                   const std::vector<std::string_view>& keys) {
    std::vector<KeyedMatch> found;
    for (std::size_t from = 0; from < keys.size(); from += keys_in_one_query) {
        Sql sql = select_matches(viewer, type, type.fields[place].name);
        sql << "t." << quoted(type.fields[place].name) << " IN (";
        for (std::size_t i = 0; i < keys_in_one_query; ++i) {
            if (i) sql << ", ";
            sql.bind(std::string(keys[std::min(from + i, keys.size() - 1)]));
        }
        sql << ')';
        Rows rows = sql.query(connection);
        while (rows.next()) found.push_back({std::string(rows.text(5)), match_of(rows)});
    }
    return found;
}

}  // namespace kernel
