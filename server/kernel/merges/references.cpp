#include "kernel/merges/references.h"

#include <algorithm>

#include "kernel/record/messages.h"

namespace kernel {

namespace {

bool leads_to(const Field& field, const RecordType& type) { return field.kind == Kind::link && field.target == type.name; }

Problem not_yours(const RecordType& type) {
    return {.code = Code::forbidden,
            .key = "problem.merge.reference",
            .arguments = {{"record", label_argument("record." + std::string(type.name))}},
            .clause = std::string(type.traits().clause)};
}

// Turns the links of one row; `line` is 0 for the record itself.
struct Turning {
    const RecordType& target;
    std::int64_t from, to;
    const std::vector<Moved>* wanted;

    bool is_wanted(std::int64_t line, std::string_view field) const {
        return !wanted || std::ranges::any_of(*wanted, [&](const Moved& one) { return one.line == line && one.field == field; });
    }
    void turn(const RecordType& type, Row& row, const Moved& of, std::vector<Moved>& moved) const {
        for (std::size_t i = 1; i < type.declared; ++i) {
            if (!leads_to(type.fields[i], target) || integer_of(row[i]) != from || !is_wanted(of.line, type.fields[i].name)) continue;
            row[i] = to;
            moved.push_back({of.record, of.record_id, of.line, std::string(type.fields[i].name)});
        }
    }
};

}  // namespace

References references_to(Connection& connection, const House& house, const RecordType& type, std::int64_t id) {
    References found;
    for (const RecordType& from : house.types()) {
        for (std::size_t i = 1; i < from.declared; ++i) {
            if (!leads_to(from.fields[i], type) || (from.parent == &type && i == from.parent_field)) continue;
            const std::string of = quoted(from.parent ? from.fields[from.parent_field].name : std::string_view("id"));
            Rows rows =
                connection.query("SELECT DISTINCT " + of + " FROM " + from.table + " WHERE " + quoted(from.fields[i].name) + " = $1", {id});
            while (rows.next()) found.emplace(from.parent ? from.parent : &from, rows.integer(0));
        }
    }
    return found;
}

Result<Done> check_references(Connection& connection, const Viewer& viewer, const References& references) {
    for (const auto& [type, id] : references) {
        const Scope scope = scope_of(viewer, *type, Action::update);
        if (scope == Scope::all) continue;
        if (scope == Scope::none || !reaches(viewer, *type, Action::update, owner_of(connection, *type, id))) return not_yours(*type);
    }
    return Done{};
}

std::vector<Moved> redirect(Records& records, Transaction& transaction, const Viewer& viewer, const Redirection& way) {
    std::vector<Moved> moved;
    const Moved of{std::string(way.type.name), way.id, 0, {}};
    records.rewrite(transaction, viewer, way.type, way.id, way.action, [&](Row& record, const std::vector<Row*>& lines) {
        const Turning turning{way.target, way.from, way.to, way.wanted};
        turning.turn(way.type, record, of, moved);
        for (Row* line : lines) {
            Moved of_line = of;
            of_line.line = integer_of((*line)[0]);
            turning.turn(*way.type.lines, *line, of_line, moved);
        }
    });
    return moved;
}

std::vector<Moved> hanging_on(Connection& connection, const House& house, const RecordType& type, std::int64_t id) {
    std::vector<Moved> found;
    for (const Hanging& hanging : house.hanging()) {
        Rows rows = connection.query("SELECT \"id\" FROM " + quoted(hanging.table) + " WHERE " + quoted(hanging.record) + " = $1 AND " +
                                         quoted(hanging.record_id) + " = $2 ORDER BY \"id\"",
                                     {type.name, id});
        while (rows.next()) found.push_back({std::string(hanging.table), rows.integer(0), 0, std::string(hanging.record_id)});
    }
    return found;
}

const Hanging* hanging_named(const House& house, std::string_view table) {
    const auto found = std::ranges::find(house.hanging(), table, &Hanging::table);
    return found == house.hanging().end() ? nullptr : &*found;
}

bool hang_over(Transaction& transaction, const Hanging& hanging, std::int64_t row, std::int64_t from, std::int64_t to) {
    const std::string column = quoted(hanging.record_id);
    return transaction.execute("UPDATE " + quoted(hanging.table) + " SET " + column + " = $1 WHERE \"id\" = $2 AND " + column + " = $3",
                               {to, row, from}) == 1;
}

}  // namespace kernel
