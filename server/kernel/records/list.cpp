// Lists, totals and pickers: one WHERE for all of them, so that they cannot disagree about what a viewer may see.
#include <algorithm>

#include "kernel/base/hash.h"
#include "kernel/base/json.h"
#include "kernel/base/number.h"
#include "kernel/base/text.h"
#include "kernel/records/filter.h"
#include "kernel/records/limits.h"
#include "kernel/records/records.h"

namespace kernel {

namespace {

Problem invalid(std::string key, const std::string& text = {}) {
    return {.code = Code::invalid, .key = std::move(key), .arguments = {{"text", cut(text, 60)}}};
}
Problem no_such_list(const RecordType& type) {
    return {.code = Code::forbidden, .key = "problem.forbidden", .clause = std::string(type.traits().clause)};
}

struct Sort {
    std::size_t place = 0;  // 0: by id alone
    bool descending = false;
};

Result<Sort> sort_from(std::string_view text, const Viewer& viewer, const RecordType& type) {
    if (text.empty()) text = type.traits().sort;
    Sort sort{.place = 0, .descending = text.starts_with('-')};
    if (sort.descending) text.remove_prefix(1);
    if (text == "id") return sort;
    sort.place = type.place(text);
    if (sort.place == RecordType::npos || !type.fields[sort.place].rules.sortable || !may_read(viewer, type.fields[sort.place]))
        return invalid("problem.sort.no_field", std::string(text));
    return sort;
}

// Where a page ended: the sort value and the id of its last row. Holds for the list it came from only.
struct Cursor {
    Value value;
    std::int64_t id = 0;
};

std::string list_mark(const RecordType& type, const ListQuery& query) {
    std::string what =
        std::string(type.name) + '\n' + query.filter + '\n' + query.sort + '\n' + query.search + (query.archived ? "\na" : "\n-");
    const Digest mark = digest(what);
    return {reinterpret_cast<const char*>(mark.data()), 6};
}

std::string cursor_text(const RecordType& type, const ListQuery& query, const Cursor& cursor) {
    std::string text = list_mark(type, query) + std::to_string(cursor.id) + ' ';
    if (const auto* number = std::get_if<std::int64_t>(&cursor.value)) text += 'n' + std::to_string(*number);
    if (const auto* held = std::get_if<std::string>(&cursor.value)) text += 't' + *held;
    return base64url(text);
}

Result<Cursor> cursor_from(const RecordType& type, const ListQuery& query) {
    const auto text = from_base64url(query.cursor);
    const std::string mark = list_mark(type, query);
    if (!text || !text->starts_with(mark)) return invalid("problem.cursor");
    std::string_view rest = std::string_view(*text).substr(mark.size());
    const auto blank = rest.find(' ');
    const auto id = blank == rest.npos ? std::nullopt : parse_id(rest.substr(0, blank));
    if (!id) return invalid("problem.cursor");
    Cursor cursor{.value = {}, .id = *id};
    rest.remove_prefix(blank + 1);
    if (rest.starts_with('t')) cursor.value = std::string(rest.substr(1));
    if (rest.starts_with('n')) {
        const auto number = parse_decimal(rest.substr(1), 0, Excess::refuse);
        if (!number) return invalid("problem.cursor");
        cursor.value = *number;
    }
    return cursor;
}

Cursor cursor_at(const Select& select, const Sort& sort, const Rows& rows) {
    const Field& field = select.type->fields[sort.place];
    const Cell cell = select.cell(rows, *std::ranges::find(select.columns, sort.place, &Select::Column::place));
    Cursor cursor{.value = {}, .id = rows.integer(0)};
    if (!cell.null) cursor.value = is_text(field.kind) || field.kind == Kind::choice ? Value{std::string(cell.text)} : Value{cell.number};
    return cursor;
}

// Rows after the cursor. NULLs are the lowest on both engines.
void append_after(Sql& sql, const RecordType& type, const Sort& sort, const Cursor& cursor) {
    const std::string sign = sort.descending ? " < " : " > ";
    if (sort.place == 0) {
        sql << " AND t.\"id\"" << sign;
        sql.bind(cursor.id);
        return;
    }
    const Field& field = type.fields[sort.place];
    const std::string column = "t." + quoted(field.name);
    if (!field.nullable) {
        sql << " AND (" << column << ", t.\"id\")" << sign << '(';
        sql.bind(cursor.value) << ", ";
        sql.bind(cursor.id) << ')';
    } else if (is_null(cursor.value)) {
        sql << " AND (" << (sort.descending ? "" : column + " IS NOT NULL OR ") << '(' << column << " IS NULL AND t.\"id\"" << sign;
        sql.bind(cursor.id) << "))";
    } else {
        sql << " AND (" << column << sign;
        sql.bind(cursor.value) << " OR (" << column << " = ";
        sql.bind(cursor.value) << " AND t.\"id\"" << sign;
        sql.bind(cursor.id) << ')' << (sort.descending ? " OR " + column + " IS NULL" : std::string()) << ')';
    }
}

void append_order(Sql& sql, const RecordType& type, const Sort& sort) {
    const std::string way = sort.descending ? " DESC" : " ASC";
    const std::string nulls = sort.descending ? " NULLS LAST" : " NULLS FIRST";
    sql << " ORDER BY ";
    if (sort.place != 0) {
        const Field& field = type.fields[sort.place];
        sql << "t." << quoted(field.name) << way << (field.nullable ? nulls : std::string()) << ", ";
    }
    sql << "t.\"id\"" << way;
}

void append_search(Sql& sql, const House& house, const Viewer& viewer, const RecordType& type, std::string_view search) {
    const std::string pattern = like_pattern(search);
    sql << " AND (1 = 0";
    for (const Field& field : type.fields) {
        if (!field.rules.searchable || !may_read(viewer, field)) continue;
        sql << " OR ";
        if (field.kind == Kind::link) {
            const RecordType& target = house.get(field.target);
            const TitleSql title = title_sql(house, target, "s");
            sql << "t." << quoted(field.name) << " IN (SELECT s.\"id\" FROM " << target.table << " s" << title.join << " WHERE lower("
                << title.column << ") LIKE ";
            sql.bind(pattern) << " ESCAPE '\\')";
        } else {
            sql << "lower(t." << quoted(field.name) << ") LIKE ";
            sql.bind(pattern) << " ESCAPE '\\'";
        }
    }
    sql << ')';
}

}  // namespace

// What a list, its totals and its picker have in common. Without a connection, to see whether it can be asked at all.
Result<Done> Records::append_where(Sql& sql, Connection* connection, const Viewer& viewer, const RecordType& type,
                                   const ListQuery& query) const {
    if (!may(viewer, type, Action::read)) return no_such_list(type);
    if (characters(query.search) > limits::search_characters || !is_utf8(query.search)) return invalid("problem.search");
    sql << " WHERE ";
    append_scope(sql, viewer, type, Action::read, "t");
    const std::string_view archived = query.archived ? "\"archived_at\" IS NOT NULL" : "\"archived_at\" IS NULL";
    if (type.parent)  // lines are put away with their record
        sql << " AND EXISTS (SELECT 1 FROM " << type.parent->table << " a WHERE a.\"id\" = t." << quoted(type.traits().parent) << " AND a."
            << archived << ')';
    else
        sql << " AND t." << archived;
    if (!query.filter.empty()) {
        TRY_ASSIGN(Filter filter, parse_filter(query.filter, clock_.today()));
        sql << " AND ";
        TRY(append_filter(sql, filter, house_, type, viewer, "t"));
    }
    if (query.search.empty()) return Done{};
    Sql found = sql;
    if (finder_ && connection && finder_->append_found(found << " AND ", *connection, viewer, type, "t", query.search))
        sql = std::move(found);
    else
        append_search(sql, house_, viewer, type, query.search);
    return Done{};
}

Result<Done> Records::check(const Viewer& viewer, const RecordType& type, const ListQuery& query) const {
    Sql sql;
    TRY(append_where(sql, nullptr, viewer, type, query));
    TRY(sort_from(query.sort, viewer, type));
    return Done{};
}

Result<std::string> Records::list(Connection& connection, const Viewer& viewer, const RecordType& type, const ListQuery& query) const {
    const int limit = query.limit == 0 ? limits::page_default : query.limit;
    if (limit < 1 || limit > limits::page)
        return Problem{.code = Code::invalid, .key = "problem.limit", .arguments = {{"max", std::to_string(limits::page)}}};
    const Select& select = selects_.of(type, viewer.role->clearance);
    Sql sql(select.text);
    TRY(append_where(sql, &connection, viewer, type, query));
    TRY_ASSIGN(Sort sort, sort_from(query.sort, viewer, type));
    if (!query.cursor.empty()) {
        TRY_ASSIGN(Cursor cursor, cursor_from(type, query));
        append_after(sql, type, sort, cursor);
    }
    append_order(sql, type, sort);
    sql << " LIMIT ";
    sql.bind(std::int64_t{limit} + 1);

    std::string out = "{\"items\":[";
    out.reserve(static_cast<std::size_t>(limit) * 400);
    Cursor last;
    int count = 0;
    Rows rows = sql.query(connection);
    bool more = false;
    while (rows.next()) {
        if (count == limit) {
            more = true;
            break;
        }
        if (count++) out += ',';
        select.append_open(out, rows);
        out += '}';
        if (count == limit) last = cursor_at(select, sort, rows);
    }
    out += "],\"next\":";
    if (more)
        append_json_string(out, cursor_text(type, query, last));
    else
        out += "null";
    out += '}';
    return out;
}

Result<Done> Records::each(Connection& connection, const Viewer& viewer, const RecordType& type, const ListQuery& query,
                           const EachRow& row) const {
    const Select& select = selects_.of(type, viewer.role->clearance);
    TRY_ASSIGN(const Sort sort, sort_from(query.sort, viewer, type));
    std::optional<Cursor> after;
    for (int count = limits::each_page; count == limits::each_page;) {
        Sql sql(select.text);
        TRY(append_where(sql, &connection, viewer, type, query));
        if (after) append_after(sql, type, sort, *after);
        append_order(sql, type, sort);
        sql << " LIMIT ";
        sql.bind(std::int64_t{limits::each_page});
        Rows rows = sql.query(connection);
        for (count = 0; rows.next();) {
            if (!row(select, rows)) return Done{};
            if (++count == limits::each_page) after = cursor_at(select, sort, rows);
        }
    }
    return Done{};
}

Result<std::int64_t> Records::count(Connection& connection, const Viewer& viewer, const RecordType& type, const ListQuery& query) const {
    Sql sql("SELECT count(*) FROM " + type.table + " t");
    TRY(append_where(sql, &connection, viewer, type, query));
    Rows rows = sql.query(connection);
    rows.next();
    return rows.integer(0);
}

Result<std::string> Records::totals(Connection& connection, const Viewer& viewer, const RecordType& type, const ListQuery& query) const {
    Sql sql("SELECT count(*)");
    std::vector<const Field*> summed;
    for (const Field& field : type.fields)
        if (field.rules.summed && may_read(viewer, field)) {
            summed.push_back(&field);
            sql << ", COALESCE(sum(t." << quoted(field.name) << "), 0)";
        }
    sql << " FROM " << type.table << " t";
    TRY(append_where(sql, &connection, viewer, type, query));
    Rows rows = sql.query(connection);
    rows.next();
    std::string out = "{\"count\":" + std::to_string(rows.integer(0)) + ",\"sums\":{";
    for (std::size_t i = 0; i < summed.size(); ++i) {
        out += (i ? ",\"" : "\"") + std::string(summed[i]->name) + "\":";
        append_json(out, *summed[i], {.null = false, .number = rows.integer(static_cast<int>(i) + 1), .text = {}, .title = {}});
    }
    return out += "}}";
}

Result<std::string> Records::choices(Connection& connection, const Viewer& viewer, const RecordType& type, std::string_view search,
                                     std::string_view ids, int limit, std::string_view filter) const {
    if (limit < 1 || limit > limits::page)
        return Problem{.code = Code::invalid, .key = "problem.limit", .arguments = {{"max", std::to_string(limits::page)}}};
    const auto [title, join] = title_sql(house_, type, "t");
    Sql sql("SELECT t.\"id\", " + title + " FROM " + type.table + " t" + join);
    if (type.name == "accounts" && !may(viewer, type, Action::read)) {  // everybody may choose themselves
        sql << " WHERE t.\"id\" = ";
        sql.bind(viewer.account);
    } else {
        TRY(append_where(sql, &connection, viewer, type, {.filter = std::string(filter), .search = std::string(search)}));
    }
    if (!ids.empty()) {
        sql << " AND t.\"id\" IN (0";
        for (int count = 0; !ids.empty() && count < limits::page; ++count) {
            const auto comma = ids.find(',');
            const auto id = parse_id(ids.substr(0, comma));
            if (!id) return invalid("problem.id");
            sql << ", ";
            sql.bind(*id);
            ids = comma == ids.npos ? std::string_view() : ids.substr(comma + 1);
        }
        sql << ')';
    }
    sql << " ORDER BY " << title << ", t.\"id\" LIMIT ";
    sql.bind(std::int64_t{limit});
    std::string out = "{\"items\":[";
    Rows rows = sql.query(connection);
    for (bool comma = false; rows.next(); comma = true) {
        if (comma) out += ',';
        out += "{\"id\":\"" + std::to_string(rows.integer(0)) + "\",\"title\":";
        append_json_string(out, rows.text(1));
        out += '}';
    }
    return out += "]}";
}

}  // namespace kernel
