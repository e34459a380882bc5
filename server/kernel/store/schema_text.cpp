#include <map>
#include <utility>

#include "kernel/store/migrate.h"
#include "kernel/store/schema_text.h"
#include "kernel/store/sql_tokens.h"

namespace kernel {

namespace {

std::vector<std::string> texts(Rows rows) {
    std::vector<std::string> all;
    while (rows.next()) all.emplace_back(rows.text(0));
    return all;
}

// A token more, with one blank except between two signs. The engine keeps a name with or without quotes, as it was made.
void append(const SqlToken& token, SqlToken::Kind& last, std::string& out) {
    const bool signs = token.kind == SqlToken::Kind::sign && last == SqlToken::Kind::sign;
    if (!out.empty() && !signs) out += ' ';
    out += token.kind == SqlToken::Kind::name ? token.text.substr(1, token.text.size() - 2) : token.text;
    last = token.kind;
}

// "CHECK ( a > 0 )" of each check in a CREATE TABLE: SQLite keeps checks nowhere else.
void add_checks(std::string_view sql, std::set<std::string>& lines) {
    std::string line;
    SqlToken::Kind last = SqlToken::Kind::blank;
    int depth = 0;
    for (const SqlToken& token : sql_tokens(sql)) {
        if (!token.counts() || (line.empty() && !token.is("CHECK"))) continue;
        append(token, last, line);
        if (token.is("(")) ++depth;
        if (token.is(")") && --depth == 0) lines.insert(std::exchange(line, {}));
    }
}

void add_sqlite_columns(Connection& connection, TableText& table) {
    Rows rows = connection.query("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo($1) ORDER BY cid",
                                 {std::string_view(table.name)});
    std::map<std::int64_t, std::string> key;
    while (rows.next()) {
        std::string line = std::string(rows.text(0)) + " " + std::string(rows.text(1));
        if (rows.integer(2) != 0) line += " NOT NULL";
        if (!rows.is_null(3)) line += " DEFAULT " + std::string(rows.text(3));
        table.columns.push_back(line);
        if (rows.integer(4) != 0) key[rows.integer(4)] = rows.text(0);
    }
    std::string columns;
    for (const auto& [place, name] : key) columns += (columns.empty() ? "" : ", ") + name;
    if (!columns.empty()) table.rest.insert("PRIMARY KEY (" + columns + ")");
}

void add_sqlite_foreign_keys(Connection& connection, TableText& table) {
    Rows rows = connection.query(
        "SELECT group_concat(\"from\", ', ') || ' REFERENCES ' || \"table\" || ' (' || group_concat(coalesce(\"to\", ''), ', ')"
        " || ') ON DELETE ' || on_delete || ' ON UPDATE ' || on_update"
        " FROM (SELECT * FROM pragma_foreign_key_list($1) ORDER BY id, seq) GROUP BY id",
        {std::string_view(table.name)});
    while (rows.next()) table.rest.insert("FOREIGN KEY " + std::string(rows.text(0)));
}

// An index made by CREATE INDEX has its text; one made by UNIQUE in the table has only its columns.
void add_sqlite_indexes(Connection& connection, TableText& table) {
    Rows rows = connection.query(
        "SELECT l.name, l.origin, s.sql,"
        " (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno))"
        " FROM pragma_index_list($1) AS l LEFT JOIN sqlite_schema AS s ON s.name = l.name",
        {std::string_view(table.name)});
    while (rows.next()) {
        if (rows.text(1) == "u") table.rest.insert("UNIQUE (" + std::string(rows.text(3)) + ")");
        if (rows.text(1) != "c") continue;
        std::string line;
        SqlToken::Kind last = SqlToken::Kind::blank;
        for (const SqlToken& token : sql_tokens(rows.text(2)))
            if (token.counts()) append(token, last, line);
        table.rest.insert(line);
    }
}

std::string sqlite_text(Connection& connection) {
    std::string out;
    const auto names = texts(
        connection.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"));
    for (const std::string& name : names) {
        if (name == "schema_migrations") continue;
        TableText table{name, {}, {}};
        add_sqlite_columns(connection, table);
        add_sqlite_foreign_keys(connection, table);
        add_sqlite_indexes(connection, table);
        for (const std::string& sql : texts(connection.query("SELECT sql FROM sqlite_schema WHERE name = $1", {std::string_view(name)})))
            add_checks(sql, table.rest);
        out += table.text();
    }
    for (const std::string& sql : texts(connection.query("SELECT sql FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY name")))
        out += sql + "\n";
    return out;
}

std::string postgres_text(Connection& connection) {
    std::string out;
    const auto names = texts(connection.query(
        "SELECT relname::text COLLATE \"C\" FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
        " AND relname <> 'schema_migrations' ORDER BY 1"));
    for (const std::string& name : names) {
        TableText table{name, {}, {}};
        table.columns = texts(connection.query(
            "SELECT attname || ' ' || format_type(atttypid, atttypmod)"
            " || CASE WHEN collname IS NULL OR collname = 'default' THEN '' ELSE ' COLLATE ' || collname END"
            " || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END || coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '')"
            " FROM pg_attribute LEFT JOIN pg_collation c ON c.oid = attcollation LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = "
            "attnum"
            " WHERE attrelid = quote_ident($1)::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            {std::string_view(name)}));
        for (std::string& line :
             texts(connection.query("SELECT pg_get_constraintdef(oid, true) FROM pg_constraint WHERE conrelid = quote_ident($1)::regclass",
                                    {std::string_view(name)})))
            table.rest.insert(std::move(line));
        for (std::string& line :
             texts(connection.query("SELECT pg_get_indexdef(indexrelid, 0, true) FROM pg_index WHERE indrelid = quote_ident($1)::regclass"
                                    " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
                                    {std::string_view(name)})))
            table.rest.insert(std::move(line));
        out += table.text();
    }
    return out;
}

}  // namespace

std::string schema_text(Connection& connection) {
    return connection.engine() == Engine::sqlite ? sqlite_text(connection) : postgres_text(connection);
}

}  // namespace kernel
