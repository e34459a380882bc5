#include "kernel/merges/merge.h"

#include <algorithm>

#include "kernel/base/text.h"
#include "kernel/merges/limits.h"
#include "kernel/records/change.h"
#include "kernel/records/limits.h"

namespace kernel {

namespace {

Problem conflict(const RecordType& type, std::string key, MessageArguments arguments = {}) {
    return {.code = Code::conflict, .key = std::move(key), .arguments = std::move(arguments), .clause = std::string(type.traits().clause)};
}

// A field whose value may come from the other record: content that this viewer may write.
Result<std::size_t> taken_field(const Viewer& viewer, const RecordType& type, const std::string& name) {
    const auto place = type.place(name);
    const bool is_content = place < type.declared && place != type.state_field;
    if (!is_content || !may_write(viewer, type.fields[place]) || type.fields[place].rules.fixed)
        return invalid_field("take", "problem.merge.field", {{"field", cut(name, 60)}}, type.traits().clause);
    return place;
}

// Takes the value over; one that only one record may have is given up by the other.
Result<Done> take_value(const RecordType& type, std::size_t place, Side& kept, Side& merged, std::vector<Change>& changes) {
    Value &here = kept.after.record.values[place], &there = merged.after.record.values[place];
    const Field& field = type.fields[place];
    if (here == there) return Done{};
    changes.push_back({kept.before.record.id(), std::string(field.name), here, there});
    here = there;
    if (!field.rules.unique || is_null(there)) return Done{};
    if (!field.nullable) return invalid_field("take", "problem.merge.field", {{"field", std::string(field.name)}}, type.traits().clause);
    changes.push_back({merged.before.record.id(), std::string(field.name), there, Value{}});
    there = Value{};
    return Done{};
}

std::vector<Moved> move_lines(const RecordType& type, Side& kept, Side& merged) {
    std::vector<Moved> moved;
    if (!type.lines) return moved;
    for (Stored& line : merged.after.lines) {
        moved.push_back({std::string(type.name), merged.before.record.id(), line.id(), std::string(type.lines->traits().parent)});
        kept.after.lines.push_back(std::move(line));
    }
    merged.after.lines.clear();
    return moved;
}

}  // namespace

Result<Candidates> candidates(const Records& records, Connection& connection, const Viewer& viewer, const Merges::Subject& subject,
                              std::int64_t other) {
    const RecordType& type = subject.type;
    if (subject.id == other) return invalid_field("other", "problem.merge.itself", {}, type.traits().clause);
    TRY_ASSIGN(Side kept, side_of(records, connection, viewer, type, subject.id));
    TRY_ASSIGN(Side merged, side_of(records, connection, viewer, type, other));
    for (const Side* side : {&kept, &merged})
        if (is_put_away(type, side->before.record.values)) return conflict(type, "problem.archived");
    if (kept.before.lines.size() + merged.before.lines.size() > limits::lines)
        return conflict(type, "problem.merge.too_many", {{"max", std::to_string(limits::lines)}});
    References references = references_to(connection, records.house(), type, other);
    if (references.size() > limits::merged_references)
        return conflict(type, "problem.merge.too_many", {{"max", std::to_string(limits::merged_references)}});
    TRY(check_references(connection, viewer, references));
    return Candidates{std::move(kept), std::move(merged), std::move(references)};
}

Result<KeptMerge> merge_records(Records& records, Transaction& transaction, const Viewer& viewer, const Merges::Subject& subject,
                                const Merges::Asked& asked, std::int64_t merge) {
    const RecordType& type = subject.type;
    TRY_ASSIGN(Candidates pair, candidates(records, transaction, viewer, subject, asked.other));
    TRY(check_version(type, pair.kept.before.record.values, asked.version));
    TRY(check_version(type, pair.merged.before.record.values, asked.other_version));
    std::vector<Change> changes;
    for (const std::string& name : asked.take) {
        TRY_ASSIGN(const std::size_t place, taken_field(viewer, type, name));
        TRY(take_value(type, place, pair.kept, pair.merged, changes));
    }
    std::vector<Moved> moves = move_lines(type, pair.kept, pair.merged);
    const std::int64_t now = records.clock().now().microseconds;
    pair.merged.after.record.values[type.place("archived_at")] = now;
    pair.merged.action = "merged";
    pair.kept.action = "merge";
    TRY(store(records, transaction, viewer, type, pair.merged, pair.kept));
    for (const auto& [from, id] : pair.references) {
        const auto turned = redirect(records, transaction, viewer,
                                     {.type = *from, .id = id, .target = type, .from = asked.other, .to = subject.id, .action = "merge"});
        moves.insert(moves.end(), turned.begin(), turned.end());
    }
    for (Moved& hangs : hanging_on(transaction, records.house(), type, asked.other)) {
        hang_over(transaction, *hanging_named(records.house(), hangs.record), hangs.record_id, asked.other, subject.id);
        moves.push_back(std::move(hangs));
    }
    const KeptMerge made{
        .id = merge, .record = std::string(type.name), .kept = subject.id, .merged = asked.other, .account = viewer.account, .at = now};
    keep_merge(transaction, made);
    for (const Moved& moved : moves) keep_move(transaction, merge, moved);
    for (const Change& change : changes) keep_change(transaction, merge, change);
    return made;
}

}  // namespace kernel
