// Changing a record: what was sent, what follows from it, and nothing else.
#include <algorithm>

#include "kernel/records/rewrite.h"

namespace kernel {

namespace {

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
    Patch(Records& records, Transaction& transaction, const Viewer& viewer, const RecordType& type, Whole before, IdMaker& ids, bool amends)
        : records_(records),
          transaction_(transaction),
          viewer_(viewer),
          type_(type),
          before_(std::move(before)),
          after_(before_.record),
          ids_(ids),
          amends_(amends) {}

    Result<Done> apply(Draft& draft) {
        const std::uint64_t changed = take_over(type_, after_.values, draft.values, draft.given, "", problems_);
        TRY(check_closed(changed, draft.has_lines));
        check_links(links(), type_, after_.values, changed, "", problems_);
        if (type_.owner_field && (changed >> type_.owner_field & 1) && scope_of(viewer_, type_, Action::update) != Scope::all)
            problems_.push_back(
                {std::string(type_.fields[type_.owner_field].name), "problem.field.own_only", {}, std::string(type_.traits().clause)});
        if (draft.has_lines) TRY(apply_lines(draft));
        for (std::size_t i = 1; i < type_.declared; ++i)
            if (auto problem = missing(type_.fields[i], after_.values[i])) problems_.push_back(std::move(*problem));
        if (!problems_.empty()) return invalid_fields(std::move(problems_), type_);
        TRY(type_.declaration->prepare(*type_.declaration, after_.values, changed, transaction_));
        TRY(settle(draft.has_lines));
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
    LinkCheck links() const { return {transaction_, records_.house(), viewer_, &after_.values}; }

    // 4.3.1: what has been agreed changes by an amendment only; what is no content (who looks after it) may change at any time.
    Result<Done> check_closed(std::uint64_t changed, bool lines) const {
        if (amends_ || is_editable(type_, before_.record.values)) return Done{};
        bool content = lines;
        for (std::size_t i = 1; i < type_.declared; ++i) content |= (changed >> i & 1) != 0 && !type_.fields[i].rules.anytime;
        if (!content) return Done{};
        const auto state = text_of(before_.record.values[type_.state_field]);
        for (const Move& move : type_.traits().moves)
            if (move.edits && std::ranges::find(move.from, state) != move.from.end())
                return Problem{.code = Code::conflict, .key = "problem.amend_only", .arguments = {}, .clause = std::string(move.clause)};
        return Problem{.code = Code::conflict, .key = "problem.closed", .arguments = {}, .clause = std::string(type_.traits().clause)};
    }

    // What follows from the record and all its lines, also when only one of the two was given.
    Result<Done> settle(bool lines_given) {
        if (!type_.traits().settle) return Done{};
        if (!lines_given)
            for (const Stored& line : before_.lines)
                lines_.push_back({.before = &line, .draft = {.id = line.id(), .values = line.values, .given = 0}});
        Settling settling{
            .connection = transaction_, .before = &before_.record.values, .record = after_.values, .today = records_.clock().today()};
        for (LineChange& line : lines_) settling.lines.push_back(&line.draft.values);
        for (const Stored& line : before_.lines) settling.lines_before.push_back(&line.values);
        TRY(settle_whole(type_, settling));
        for (const LineChange& line : lines_) lines_changed_ |= !line.before || line.before->values != line.draft.values;
        return Done{};
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
        check_links(links(), lines, line.draft.values, line.draft.given, where, problems_);
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
        std::vector<const Row*> rows;
        for (const LineChange& line : lines_) rows.push_back(&line.draft.values);
        return add_sums(type_, after_.values, rows, true);
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
    const bool amends_;
    bool lines_changed_ = false;
    std::vector<FieldProblem> problems_;
};

Result<Written> Records::patch(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id,
                               std::int64_t version, Draft draft) {
    auto before = whole(transaction, viewer, type, id, Action::update);
    if (!before) return absent_or_forbidden(*this, transaction, viewer, type, id);
    TRY(check_version(type, before->record.values, version));
    if (is_put_away(type, before->record.values)) return Problem{.code = Code::conflict, .key = "problem.archived"};
    return change(transaction, viewer, type, std::move(*before), draft, "update", false);
}

Result<Written> Records::change(Transaction& transaction, const Viewer& viewer, const RecordType& type, Whole before, Draft& draft,
                                std::string_view action, bool amends) {
    const Whole unchanged = before;
    const std::int64_t id = unchanged.record.id(), version = integer_of(unchanged.record.values[type.place("version")]);
    Patch patch(*this, transaction, viewer, type, std::move(before), ids_, amends);
    TRY(patch.apply(draft));
    if (!patch.changes_anything()) return Written{id, version, json_of(viewer, type, unchanged)};
    TRY(patch.store(clock_.now().microseconds));
    auto now = whole(transaction, viewer, type, id, Action::read);
    if (!now) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    const Seen was = seen(unchanged);
    happened(transaction, viewer, type, action, &was, seen(*now));
    audit_.append(transaction, {{viewer.account, std::string(action), std::string(type.name), id, version + 1, patch.changes(*now)}});
    return Written{id, version + 1, json_of(viewer, type, *now)};
}

}  // namespace kernel
