// Taking back what an import made, as far as nobody has gone on from it.
#include <algorithm>

#include "kernel/records/change.h"

namespace kernel {

namespace {

// Whatever is done with a record is in the log.
bool is_touched(Connection& connection, std::int64_t id) {
    return connection.query(R"(SELECT 1 FROM "audit" WHERE "record_id" = $1 AND "action" <> 'import' LIMIT 1)", {id}).next();
}

bool is_named(Connection& connection, const House& house, const RecordType& target, const std::string& ids, std::int64_t id) {
    return std::ranges::any_of(house.types(), [&](const RecordType& type) {
        return std::ranges::any_of(type.fields, [&](const Field& field) {
            if (field.target != target.name || (type.parent == &target && field.name == type.traits().parent)) return false;
            return connection.query("SELECT 1 FROM " + type.table + " WHERE " + quoted(field.name) + ids + " LIMIT 1", {id}).next();
        });
    });
}

// By another record, or one of its lines by another's.
bool is_referred_to(Connection& connection, const House& house, const RecordType& type, std::int64_t id) {
    if (is_named(connection, house, type, " = $1", id)) return true;
    if (!type.lines) return false;
    return is_named(connection, house, *type.lines,
                    " IN (SELECT \"id\" FROM " + type.lines->table + " WHERE " + quoted(type.lines->traits().parent) + " = $1)", id);
}

bool has_own_number(const RecordType& type, const Row& row) {
    for (std::size_t i = 1; i < type.declared; ++i)
        if (!type.fields[i].rules.numbered.empty() && is_own_number(type.fields[i].rules.numbered, text_of(row[i]))) return true;
    return false;
}

void delete_rows(Transaction& transaction, const RecordType& type, std::int64_t id) {
    if (type.lines) transaction.post("DELETE FROM " + type.lines->table + " WHERE " + quoted(type.lines->traits().parent) + " = $1", {id});
    transaction.post("DELETE FROM " + type.table + " WHERE \"id\" = $1", {id});
}

// What the log keeps of it: all that it was.
std::string all_of(const Selects& selects, const RecordType& type, const Whole& whole) {
    Changes changes;
    Stored nothing{.values = Row(type.fields.size()), .titles = std::vector<std::string>(type.fields.size())};
    nothing.values[0] = whole.record.values[0];
    changes.add_row(type, &whole.record, nothing);
    for (const Stored& line : whole.lines) changes.add_line(selects.whole(*type.lines), &line, nullptr);
    return changes.take();
}

}  // namespace

Records::Withdrawal Records::withdraw(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id) {
    const auto found = whole_of(transaction, type, id);
    if (!found) return Withdrawal::absent;
    if (is_touched(transaction, id) || is_referred_to(transaction, house_, type, id)) return Withdrawal::kept;
    const Value now = clock_.now().microseconds;
    if (has_own_number(type, found->record.values)) {
        rewrite(transaction, viewer, type, id, "archive",
                [&](Row& record, const std::vector<Row*>&) { record[type.place("archived_at")] = now; });
        return Withdrawal::archived;
    }
    delete_rows(transaction, type, id);
    Row after = found->record.values;
    after[type.place("archived_at")] = now;
    const Seen before = seen(*found);
    happened(transaction, viewer, type, "withdraw", &before, {.record = after, .lines = {}, .gone = true});
    audit_.append(transaction, {{viewer.account, "withdraw", std::string(type.name), id, integer_of(after[type.place("version")]) + 1,
                                 all_of(selects_, type, *found)}});
    return Withdrawal::deleted;
}

}  // namespace kernel
