// Changing a record: what was sent, what follows from it, and nothing else.
#include <algorithm>

#include "kernel/records/change.h"

namespace kernel {

namespace {

// Not there for whoever may not see it; there but closed for whoever may.
Problem absent_or_forbidden(const Records& records, Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id) {
    if (!records.whole(connection, viewer, type, id, Action::read)) return {.code = Code::not_found, .key = "problem.not_found"};
    return {.code = Code::forbidden, .key = "problem.forbidden", .arguments = {}, .clause = std::string(type.traits().clause)};
}

Result<Done> check_open(const RecordType& type, const Row& row, std::int64_t version) {
    const std::int64_t now_at = integer_of(row[type.place("version")]);
    if (now_at != version)
        return Problem{.code = Code::stale, .key = "problem.stale", .arguments = {}, .clause = {}, .fields = {}, .current_version = now_at};
    return Done{};
}

// Takes over what was given and differs; the bits of what really changed.
std::uint64_t take_over(const RecordType& type, Row& row, const Row& given_values, std::uint64_t given, const std::string& where,
                        std::vector<FieldProblem>& problems) {
    std::uint64_t changed = 0;
    for (std::size_t i = 1; i < type.declared; ++i) {
        if (!(given >> i & 1) || row[i] == given_values[i]) continue;
        const Field& field = type.fields[i];
        if (field.rules.fixed)
            problems.push_back({where + std::string(field.name), "problem.field.fixed", {}, std::string(field.rules.clause)});
        row[i] = given_values[i];
        changed |= std::uint64_t{1} << i;
    }
    return changed;
}

struct LineChange {
    const Stored* before;  // null: new
    LineDraft draft;
};

}  // namespace

// One patch, step by step; lives as long as the call.
class Patch {
public:
    Patch(Records& records, Transaction& transaction, const Viewer& viewer, const RecordType& type, Whole before, IdMaker& ids)
        : records_(records),
          transaction_(transaction),
          viewer_(viewer),
          type_(type),
          before_(std::move(before)),
          after_(before_.record),
          ids_(ids) {}

    Result<Done> apply(Draft& draft) {
        const std::uint64_t changed = take_over(type_, after_.values, draft.values, draft.given, "", problems_);
        check_links(type_, after_.values, changed, "");
        if (type_.owner_field && (changed >> type_.owner_field & 1) && scope_of(viewer_, type_, Action::update) != Scope::all)
            problems_.push_back(
                {std::string(type_.fields[type_.owner_field].name), "problem.field.own_only", {}, std::string(type_.traits().clause)});
        if (draft.has_lines) TRY(apply_lines(draft));
        for (std::size_t i = 1; i < type_.declared; ++i)
            if (auto problem = missing(type_.fields[i], after_.values[i])) problems_.push_back(std::move(*problem));
        if (!problems_.empty()) return invalid_fields(std::move(problems_), type_);
        TRY(type_.declaration->prepare(*type_.declaration, after_.values, changed, transaction_));
        if (type_.traits().tree) TRY(settle_tree(transaction_, type_, after_.values));
        return Done{};
    }

    bool changes_anything() const { return after_.values != before_.record.values || lines_changed_; }

    Result<Done> store(std::int64_t now) {
        const auto version = type_.place("version");
        const std::int64_t was = integer_of(before_.record.values[version]);
        after_.values[version] = was + 1;
        after_.values[type_.place("updated_at")] = now;
        if (!update_row(transaction_, type_, before_.record.values, after_.values, was))
            return Problem{.code = Code::stale, .key = "problem.stale"};
        if (type_.traits().tree) rename_below(transaction_, type_, before_.record.values, after_.values);
        for (const Stored* gone : removed_) transaction_.post("DELETE FROM " + type_.lines->table + " WHERE \"id\" = $1", {gone->id()});
        for (const LineChange& line : lines_) {
            if (line.before)
                update_row(transaction_, *type_.lines, line.before->values, line.draft.values, 0);
            else
                insert_row(transaction_, records_.selects().whole(*type_.lines), line.draft.values);
        }
        return Done{};
    }

    std::string changes(const Whole& now) const {
        Changes changes;
        changes.add_row(type_, &before_.record, now.record);
        for (const Stored* gone : removed_) changes.add_line(records_.selects().whole(*type_.lines), gone, nullptr);
        for (const Stored& line : now.lines) {
            auto was = std::ranges::find(before_.lines, line.id(), &Stored::id);
            changes.add_line(records_.selects().whole(*type_.lines), was == before_.lines.end() ? nullptr : &*was, &line);
        }
        return changes.take();
    }

private:
    void check_links(const RecordType& type, const Row& row, std::uint64_t changed, const std::string& where) {
        for (std::size_t i = 1; i < type.declared; ++i) {
            if (type.fields[i].kind != Kind::link || !(changed >> i & 1)) continue;
            if (auto problem = check_link(transaction_, records_.house(), viewer_, type.fields[i], row[i])) {
                problem->field = where + problem->field;
                problems_.push_back(std::move(*problem));
            }
        }
    }

    Result<Done> apply_line(LineDraft& given, std::size_t index) {
        const std::string where = line_place(type_, index);
        const RecordType& lines = *type_.lines;
        LineChange line{.before = nullptr, .draft = {}};
        if (given.id != 0) {
            auto was = std::ranges::find(before_.lines, given.id, &Stored::id);
            const bool twice =
                std::ranges::any_of(lines_, [&](const LineChange& other) { return other.before && other.before->id() == given.id; });
            if (was == before_.lines.end() || twice) {
                problems_.push_back({where + "id", "problem.line.unknown", {}, {}});
                return Done{};
            }
            line.before = &*was;
            line.draft = {.id = given.id, .values = was->values, .given = 0};
            line.draft.given = take_over(lines, line.draft.values, given.values, given.given, where, problems_);
        } else {
            line.draft = std::move(given);
            line.draft.values[0] = ids_.next();
            line.draft.values[lines.parent_field] = after_.values[0];
        }
        check_links(lines, line.draft.values, line.draft.given, where);
        for (std::size_t i = 1; i < lines.declared; ++i)
            if (auto problem = missing(lines.fields[i], line.draft.values[i])) {
                problem->field = where + problem->field;
                problems_.push_back(std::move(*problem));
            }
        if (problems_.empty() && (!line.before || line.draft.given)) TRY(records_.prepare_line(transaction_, lines, line.draft, where));
        line.draft.values[lines.place("position")] = static_cast<std::int64_t>(index) + 1;
        lines_changed_ |= !line.before || line.before->values != line.draft.values;
        lines_.push_back(std::move(line));
        return Done{};
    }

    Result<Done> apply_lines(Draft& draft) {
        for (std::size_t i = 0; i < draft.lines.size(); ++i) TRY(apply_line(draft.lines[i], i));
        for (const Stored& line : before_.lines)
            if (std::ranges::none_of(lines_, [&](const LineChange& kept) { return kept.before == &line; })) removed_.push_back(&line);
        lines_changed_ |= !removed_.empty();
        for (std::size_t i = 1; i < type_.declared; ++i) {
            const auto of = type_.fields[i].rules.sum_of;
            if (of.empty()) continue;
            std::int64_t sum = 0;
            for (const LineChange& line : lines_)
                if (__builtin_add_overflow(sum, integer_of(line.draft.values[type_.lines->place(of)]), &sum))
                    return Problem{.code = Code::invalid, .key = "problem.overflow"};
            after_.values[i] = sum;
        }
        return Done{};
    }

    Records& records_;
    Transaction& transaction_;
    const Viewer& viewer_;
    const RecordType& type_;
    const Whole before_;
    Stored after_;
    IdMaker& ids_;
    std::vector<LineChange> lines_;
    std::vector<const Stored*> removed_;
    bool lines_changed_ = false;
    std::vector<FieldProblem> problems_;
};

Result<Written> Records::patch(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id,
                               std::int64_t version, Draft draft) {
    auto before = whole(transaction, viewer, type, id, Action::update);
    if (!before) return absent_or_forbidden(*this, transaction, viewer, type, id);
    TRY(check_open(type, before->record.values, version));
    if (!is_null(before->record.values[type.place("archived_at")])) return Problem{.code = Code::conflict, .key = "problem.archived"};
    if (!is_editable(type, before->record.values))
        return Problem{.code = Code::conflict, .key = "problem.closed", .arguments = {}, .clause = std::string(type.traits().clause)};
    const Whole unchanged = *before;
    Patch patch(*this, transaction, viewer, type, std::move(*before), ids_);
    TRY(patch.apply(draft));
    if (!patch.changes_anything()) return Written{id, version, json_of(viewer, type, unchanged)};
    TRY(patch.store(clock_.now().microseconds));
    auto now = whole(transaction, viewer, type, id, Action::read);
    if (!now) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    const Seen was = seen(unchanged);
    tell(transaction, type, &was, seen(*now));
    audit_.append(transaction, {{viewer.account, "update", std::string(type.name), id, version + 1, patch.changes(*now)}});
    return Written{id, version + 1, json_of(viewer, type, *now)};
}

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

}  // namespace

Result<Written> Records::move(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id, std::int64_t version,
                              std::string_view name) {
    const bool archives = name == "archive", restores = name == "restore";
    const Move* move = move_named(type, name);
    if (type.is_line() || (!move && !archives && !restores)) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    auto before = whole(transaction, viewer, type, id, archives || restores ? Action::archive : Action::move);
    if (!before) return absent_or_forbidden(*this, transaction, viewer, type, id);
    Row after = before->record.values;
    TRY(check_open(type, after, version));
    Value& archived_at = after[type.place("archived_at")];
    if (is_null(archived_at) == restores)
        return Problem{.code = Code::conflict, .key = restores ? "problem.not_archived" : "problem.archived"};
    const std::int64_t now = clock_.now().microseconds;
    if (move) {
        if (!archives && std::ranges::find(move->from, text_of(after[type.state_field])) == move->from.end())
            return not_allowed(type, *move);
        TRY(type.declaration->guard(*type.declaration, *move, after, MoveContext{transaction, clock_.today(), before->lines.size()}));
        if (!archives) after[type.state_field] = std::string(move->to);
    }
    if (archives) archived_at = now;
    if (restores) archived_at = Value{};
    after[type.place("version")] = version + 1;
    after[type.place("updated_at")] = now;
    if (!update_row(transaction, type, before->record.values, after, version)) return Problem{.code = Code::stale, .key = "problem.stale"};
    Changes changes;
    const Whole was = *before;
    before->record.values = std::move(after);
    const Seen was_seen = seen(was);
    tell(transaction, type, &was_seen, seen(*before));
    changes.add_row(type, &was.record, before->record);
    audit_.append(transaction, {{viewer.account, std::string(name), std::string(type.name), id, version + 1, changes.take()}});
    return Written{id, version + 1, json_of(viewer, type, *before)};
}

}  // namespace kernel
