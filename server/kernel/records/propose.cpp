// What a record that belongs to another would be before anybody has said anything: everything that is still open to be delivered.
#include "kernel/base/json.h"
#include "kernel/records/change.h"

namespace kernel {

Records::Insert Records::propose(Connection& connection, const RecordType& type, const Whole& owner, std::string_view move) const {
    Insert made{.values = fresh(type), .lines = {}, .given = 0};
    made.values[type.whole_field] = owner.record.values[0];
    if (!type.traits().propose) return made;
    const Row fresh_line = type.lines ? fresh(*type.lines) : Row();
    Proposing proposing{.connection = connection,
                        .move = move,
                        .owner = owner.record.values,
                        .owner_lines = seen(owner).lines,
                        .today = clock_.today(),
                        .record = made.values,
                        .fresh_line = fresh_line};
    type.traits().propose(proposing);
    for (Row& line : proposing.lines) made.lines.push_back({.id = 0, .values = std::move(line), .given = 0});
    return made;
}

namespace {

// Links are shown by their titles.
Stored with_titles(Connection& connection, const House& house, const RecordType& type, const Row& row) {
    Stored stored{.values = row, .titles = std::vector<std::string>(row.size())};
    for (std::size_t i = 1; i < type.declared; ++i) {
        const Field& field = type.fields[i];
        if (field.kind != Kind::link || is_null(row[i])) continue;
        const RecordType& target = house.get(field.target);
        const TitleSql title = title_sql(house, target, "a");
        Rows rows = connection.query("SELECT " + title.column + " FROM " + target.table + " a" + title.join + " WHERE a.\"id\" = $1",
                                     {integer_of(row[i])});
        if (rows.next()) stored.titles[i] = rows.text(0);
    }
    return stored;
}

void append_members(std::string& out, const Viewer& viewer, const RecordType& type, const Stored& stored) {
    bool comma = false;
    for (std::size_t i = 1; i < type.declared; ++i) {
        const Field& field = type.fields[i];
        if (!may_write(viewer, field) || i == type.state_field || (type.is_line() && i == type.parent_field)) continue;
        out += comma ? ",\"" : "\"";
        comma = true;
        out += std::string(field.name) + "\":";
        append_json(out, field, cell_of(stored.values[i], stored.titles[i]));
    }
}

}  // namespace

Result<std::string> Records::proposal(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t owner) const {
    if (!type.whole) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    if (!may(viewer, type, Action::create))
        return Problem{.code = Code::forbidden, .key = "problem.forbidden", .arguments = {}, .clause = std::string(type.traits().clause)};
    auto found = whole(connection, viewer, *type.whole, owner, Action::read);
    if (!found) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    const Insert made = propose(connection, type, *found, {});
    std::string out = "{";
    append_members(out, viewer, type, with_titles(connection, house_, type, made.values));
    if (type.lines) {
        out += ",\"" + std::string(type.traits().lines) + "\":[";
        for (std::size_t i = 0; i < made.lines.size(); ++i) {
            out += i ? ",{" : "{";
            append_members(out, viewer, *type.lines, with_titles(connection, house_, *type.lines, made.lines[i].values));
            out += '}';
        }
        out += ']';
    }
    return out += '}';
}

}  // namespace kernel
