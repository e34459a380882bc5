// Moving a record from state to state, putting it away and fetching it back; moves that are kept as a record of their own.
#include <algorithm>

#include "kernel/records/event.h"
#include "kernel/records/rewrite.h"

namespace kernel {

namespace {

Problem not_allowed(const RecordType& type, const Move& move) {
    return {.code = Code::conflict,
            .key = "problem.move",
            .arguments = {},
            .clause = std::string(move.clause.empty() ? type.traits().clause : move.clause)};
}

const Move* move_named(const RecordType& type, std::string_view name) {
    const auto found = std::ranges::find(type.traits().moves, name, &Move::name);
    return found == type.traits().moves.end() ? nullptr : &*found;
}

bool leads_on(const RecordType& type, const Move& move, const Row& row) {
    return std::ranges::find(move.from, text_of(row[type.state_field])) != move.from.end();
}

// What was asked and told, over what stands there.
void lay_over(const RecordType& type, Row& row, const Draft& told) {
    for (std::size_t i = 1; i < type.declared; ++i)
        if (told.given >> i & 1) row[i] = told.values[i];
}

Problem stale() { return {.code = Code::stale, .key = "problem.stale"}; }

}  // namespace

// The record that the move is, with what was proposed where nothing was said; then `after` of its type does the rest.
Result<Written> Records::keep_move(Transaction& transaction, const Viewer& viewer, const RecordType& type, Whole before, const Move& move,
                                   Asked asked) {
    const std::int64_t id = before.record.id();
    if (move.edits) {
        if (!is_within(viewer, type, before.record, Action::update)) return absent_or_forbidden(*this, transaction, viewer, type, id);
        const std::int64_t version = integer_of(before.record.values[type.place("version")]);
        TRY_ASSIGN(Written changed, change(transaction, viewer, type, std::move(before), asked.own, move.name, true));
        if (changed.version == version)
            return Problem{.code = Code::invalid, .key = "problem.amend_nothing", .arguments = {}, .clause = std::string(move.clause)};
        before = *whole_of(transaction, type, id);
    }
    const RecordType& kept = house_.get(move.kept_as);
    Insert made = propose(transaction, kept, before, move.name);
    lay_over(kept, made.values, asked.kept);
    made.given |= asked.kept.given;
    std::vector<FieldProblem> problems;
    const LinkCheck check{transaction, house_, viewer, &made.values};
    check_links(check, kept, made.values, asked.kept.given, "", problems);
    if (asked.kept.has_lines) {
        made.lines = std::move(asked.kept.lines);
        for (std::size_t i = 0; i < made.lines.size(); ++i)
            check_links(check, *kept.lines, made.lines[i].values, made.lines[i].given, line_place(kept, i), problems);
    }
    if (!problems.empty()) return invalid_fields(std::move(problems), kept);
    std::vector<AuditEntry> entries;
    TRY(insert(transaction, viewer, kept, std::move(made), entries));
    audit_.append(transaction, entries);
    auto now = whole(transaction, viewer, type, id, Action::read);
    if (!now) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    return Written{id, integer_of(now->record.values[type.place("version")]), json_of(viewer, type, *now)};
}

Result<Asked> Records::told(const Viewer& viewer, const RecordType& type, std::string_view name, std::string_view json) const {
    const Move* move = move_named(type, name);
    if (!move) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    return asked_by(viewer, type, *move, json);
}

Result<Written> Records::move(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id, std::int64_t version,
                              std::string_view name, std::string_view told) {
    const bool archives = name == "archive", restores = name == "restore";
    const Move* move = move_named(type, name);
    if (type.is_line() || (!move && !archives && !restores)) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    auto before = whole(transaction, viewer, type, id, archives || restores ? Action::archive : Action::move);
    if (!before) return absent_or_forbidden(*this, transaction, viewer, type, id);
    TRY(check_version(type, before->record.values, version));
    if (is_put_away(type, before->record.values) != restores)
        return Problem{.code = Code::conflict, .key = restores ? "problem.not_archived" : "problem.archived"};
    if (move && !archives && !leads_on(type, *move, before->record.values)) return not_allowed(type, *move);
    Asked asked;
    if (move && !move->to.empty()) { TRY_ASSIGN(asked, asked_by(viewer, type, *move, told)); }
    Rewrite rewrite(type, std::move(*before));
    lay_over(type, rewrite.record(), asked.own);
    if (move) {
        const MoveContext context{transaction, clock_.today(), rewrite.before().lines.size()};
        TRY(type.declaration->guard(*type.declaration, *move, rewrite.record(), context));
        // What nobody has agreed to yet needs no record; one that is told is kept all the same.
        const bool keeps = !move->kept_as.empty() && (asked.kept.given != 0 || !is_editable(type, rewrite.before().record.values));
        if (keeps) return keep_move(transaction, viewer, type, rewrite.before(), *move, std::move(asked));
        if (!archives) rewrite.record()[type.state_field] = std::string(move->to);
    }
    const std::int64_t now = clock_.now().microseconds;
    if (archives) rewrite.record()[type.place("archived_at")] = now;
    if (restores) rewrite.record()[type.place("archived_at")] = Value{};
    TRY(rewrite.settle(transaction, clock_.today()));
    if (!rewrite.store(transaction, now)) return stale();
    const Seen was = seen(rewrite.before());
    happened(transaction, viewer, type, name, &was, seen(rewrite.after()));
    audit_.append(transaction, {{viewer.account, std::string(name), std::string(type.name), id, version + 1, rewrite.changes(selects_)}});
    return Written{id, version + 1, json_of(viewer, type, rewrite.after())};
}

}  // namespace kernel
