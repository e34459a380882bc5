#include "kernel/records/select.h"

namespace kernel {

namespace {

bool is_hidden(const Field& field) { return field.name == "path"; }  // the kernel's own, of trees

// A row of a tree may point at one of its own table: those are checked at the end of the statement.
Insertion insertion_of(const House& house, const RecordType& type) {
    std::string columns;
    std::vector<std::string> needs;
    for (const Field& field : type.fields) {
        columns += (columns.empty() ? "" : ", ") + quoted(field.name);
        if (field.kind == Kind::link) needs.push_back(house.get(field.target).table);
    }
    return {type.table, std::move(columns), type.fields.size(), std::move(needs)};
}

}  // namespace

TitleSql title_sql(const House& house, const RecordType& type, const std::string& alias) {
    const Field& title = type.fields[type.place(type.title_column())];
    if (title.kind != Kind::link) return {.column = alias + '.' + quoted(title.name), .join = {}};
    const RecordType& named = house.get(title.target);
    return {.column = alias + "t." + quoted(named.title_column()),
            .join = " LEFT JOIN " + named.table + ' ' + alias + "t ON " + alias + "t.\"id\" = " + alias + '.' + quoted(title.name)};
}

Select::Select(const House& house, const RecordType& of, Secrecy clearance) : type(&of), insertion(insertion_of(house, of)) {
    std::string list, joins;
    int next = 0;
    auto column = [&](const std::string& sql) {
        list += (next ? ", " : "") + sql;
        return next++;
    };
    for (std::size_t i = 0; i < of.fields.size(); ++i) {
        const Field& field = of.fields[i];
        if (field.rules.secrecy > clearance) continue;
        std::string name(field.name);
        Column made{.place = i, .key = '"' + name + "\":", .at = column("t." + quoted(name)), .title = -1};
        if (field.name == "archived_at") made.key = "\"archived\":";
        if (field.kind == Kind::link) {
            const RecordType& target = house.get(field.target);
            const std::string alias = "j" + std::to_string(i);
            const TitleSql title = title_sql(house, target, alias);
            made.title = column(title.column);
            joins += " LEFT JOIN " + target.table + ' ' + alias + " ON " + alias + ".\"id\" = t." + quoted(name) + title.join;
        }
        columns.push_back(std::move(made));
    }
    if (clearance == Secrecy::secret && of.has_owner()) {
        const std::string holder = of.owner_field ? "t" : "j" + std::to_string(of.whole_field);
        owner_at =
            column(holder + '.' + quoted(of.owner_field ? of.fields[of.owner_field].name : of.whole->fields[of.whole->owner_field].name));
    }
    text = "SELECT " + list + " FROM " + of.table + " t" + joins;
}

Cell Select::cell(const Rows& rows, const Column& column) const {
    const Field& field = type->fields[column.place];
    if (rows.is_null(column.at)) return {};
    if (is_text(field.kind) || field.kind == Kind::choice) return {.null = false, .number = 0, .text = rows.text(column.at), .title = {}};
    return {.null = false,
            .number = rows.integer(column.at),
            .text = {},
            .title = column.title < 0 ? std::string_view() : rows.text(column.title)};
}

Stored Select::stored(const Rows& rows) const {
    Stored record{.values = Row(type->fields.size()), .titles = std::vector<std::string>(type->fields.size())};
    for (const Column& column : columns) {
        const Cell held = cell(rows, column);
        if (held.null) continue;
        const Field& field = type->fields[column.place];
        if (is_text(field.kind) || field.kind == Kind::choice)
            record.values[column.place] = std::string(held.text);
        else
            record.values[column.place] = held.number;
        record.titles[column.place] = held.title;
    }
    if (owner_at >= 0) record.owner = rows.integer(owner_at);
    return record;
}

template <class Get>
void Select::append_members(std::string& out, Get&& cell) const {
    out += '{';
    bool comma = false;
    for (const Column& column : columns) {
        const Field& field = type->fields[column.place];
        if (is_hidden(field)) continue;
        if (comma) out += ',';
        comma = true;
        out += column.key;
        const Cell held = cell(column);
        if (field.name == "archived_at")
            out += held.null ? "false" : "true";
        else
            append_json(out, field, held);
    }
}

void Select::append_open(std::string& out, const Rows& rows) const {
    append_members(out, [&](const Column& column) { return cell(rows, column); });
}

void Select::append_open(std::string& out, const Stored& record) const {
    append_members(out, [&](const Column& column) { return cell_of(record.values[column.place], record.titles[column.place]); });
}

Selects::Selects(const House& house) {
    for (const RecordType& type : house.types())
        for (auto clearance : {Secrecy::open, Secrecy::internal, Secrecy::confidential, Secrecy::secret})
            selects_[&type].emplace_back(house, type, clearance);
}

const Select& Selects::of(const RecordType& type, Secrecy clearance) const {
    return selects_.at(&type)[static_cast<std::size_t>(clearance)];
}

}  // namespace kernel
