#include "kernel/merges/pair.h"

#include <algorithm>

#include "kernel/records/rewrite.h"

namespace kernel {

namespace {

std::vector<Row*> rows_of(std::vector<Stored>& lines) {
    std::vector<Row*> rows;
    for (Stored& line : lines) rows.push_back(&line.values);
    return rows;
}

const Stored* line_of(const std::vector<Stored>& lines, std::int64_t id) {
    const auto found = std::ranges::find(lines, id, &Stored::id);
    return found == lines.end() ? nullptr : &*found;
}

Result<Done> settle(Records& records, Connection& connection, const RecordType& type, Side& side) {
    std::int64_t position = 0;
    for (Stored& line : side.after.lines) {
        line.values[type.lines->parent_field] = side.after.record.values[0];
        line.values[type.lines->place("position")] = ++position;
    }
    std::uint64_t changed = 0;
    for (std::size_t i = 1; i < type.declared; ++i)
        if (side.before.record.values[i] != side.after.record.values[i]) changed |= std::uint64_t{1} << i;
    TRY(type.declaration->prepare(*type.declaration, side.after.record.values, changed, connection));
    Settling settling{.connection = connection,
                      .before = &side.before.record.values,
                      .record = side.after.record.values,
                      .lines = rows_of(side.after.lines),
                      .lines_before = {},
                      .today = records.clock().today()};
    for (const Stored& line : side.before.lines) settling.lines_before.push_back(&line.values);
    TRY(settle_whole(type, settling));
    return Done{};
}

Result<Done> keep_record(Records& records, Transaction& transaction, const RecordType& type, Side& side) {
    Row& row = side.after.record.values;
    const auto version = type.place("version");
    const std::int64_t was = integer_of(side.before.record.values[version]);
    row[version] = was + 1;
    row[type.place("updated_at")] = records.clock().now().microseconds;
    forget_titles(type, side.before.record, side.after.record);
    if (!update_row(transaction, type, side.before.record.values, row, was)) return Problem{.code = Code::stale, .key = "problem.stale"};
    return Done{};
}

void tell(Records& records, Transaction& transaction, const Viewer& viewer, const RecordType& type, const Side& side) {
    const Seen before = seen(side.before), after = seen(side.after);
    records.happened(transaction, viewer, type, side.action, &before, after);
    Changes changes;
    changes.add_row(type, &side.before.record, side.after.record);
    for (const Stored& line : side.before.lines)
        if (!line_of(side.after.lines, line.id())) changes.add_line(records.selects().whole(*type.lines), &line, nullptr);
    for (const Stored& line : side.after.lines)
        changes.add_line(records.selects().whole(*type.lines), line_of(side.before.lines, line.id()), &line);
    records.audit().append(transaction, {{viewer.account, std::string(side.action), std::string(type.name), side.after.record.id(),
                                          integer_of(side.after.record.values[type.place("version")]), changes.take()}});
}

}  // namespace

Result<Side> side_of(const Records& records, Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id) {
    auto found = records.whole(connection, viewer, type, id, Action::update);
    if (!found || !is_within(viewer, type, found->record, Action::archive))
        return absent_or_forbidden(records, connection, viewer, type, id);
    return Side(std::move(*found));
}

Result<Done> store(Records& records, Transaction& transaction, const Viewer& viewer, const RecordType& type, Side& giver, Side& taker) {
    TRY(settle(records, transaction, type, giver));
    TRY(settle(records, transaction, type, taker));
    TRY(keep_record(records, transaction, type, giver));
    TRY(keep_record(records, transaction, type, taker));
    for (Side* side : {&giver, &taker})
        for (const Stored& line : side->after.lines)
            for (const Side* was : {&giver, &taker})
                if (const Stored* before = line_of(was->before.lines, line.id()))
                    update_row(transaction, *type.lines, before->values, line.values, 0);
    tell(records, transaction, viewer, type, giver);
    tell(records, transaction, viewer, type, taker);
    return Done{};
}

}  // namespace kernel
