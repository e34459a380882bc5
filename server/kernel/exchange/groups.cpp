// What becomes of a row: compared with what was there, or added to what this run writes.
#include <algorithm>

#include "kernel/base/text.h"
#include "kernel/exchange/importer.h"
#include "kernel/exchange/limits.h"
#include "kernel/records/limits.h"

namespace kernel {

namespace {

// The first field that was given and is not what it was; 0: none.
std::size_t first_difference(const RecordType& type, const Row& is, const Row& given, std::uint64_t bits) {
    for (std::size_t i = 1; i < type.declared; ++i)
        if ((bits >> i & 1) != 0 && is[i] != given[i]) return i;
    return 0;
}

}  // namespace

void Importer::take_existing(ReadRow& row, Seen& seen) {
    const auto differs = [&](const PartPlan& part, std::size_t place) {
        row.sound = false;
        refuse(row, part.column_of(place), "problem.import.differs",
               {{"record", label_argument("record." + std::string(part.type->name))}});
    };
    const Whole* whole = stored(seen);
    if (!whole) {
        row.sound = false;
        return refuse(row, std::nullopt, "problem.import.not_yours", {{"record", label_argument("record." + std::string(type_.name))}});
    }
    const std::size_t line = row.has_line ? seen.lines++ : 0;
    for (const auto& [part, wishes] : {std::pair{&plan_.root, &root_wishes_}, {&plan_.lines, &line_wishes_}})
        for (const Wish& wish : *wishes)
            if (wish.make && wish.id == 0) return differs(*part, wish.plan->place);
    if (const auto place = first_difference(type_, whole->record.values, row.root, row.root_given)) {
        if (line == 0) return differs(plan_.root, place);
        // As when it was imported: what its first row says holds.
        warn(row, plan_.root.column_of(place), "problem.import.root_differs",
             {{"record", label_argument("record." + std::string(type_.name))}});
    }
    if (row.has_line) {
        if (line >= whole->lines.size()) {
            row.sound = false;
            return refuse(row, std::nullopt, "problem.import.more_lines", {{"lines", std::to_string(whole->lines.size())}});
        }
        if (const auto place = first_difference(*plan_.lines.type, whole->lines[line].values, row.line, row.line_given))
            return differs(plan_.lines, place);
    }
    ++run_.tally.unchanged;
}

Importer::Beginning Importer::beginning_of(const ReadRow& row) const {
    Beginning beginning;
    int fields = 0;
    for (std::size_t i = 1; i < type_.declared; ++i) {
        if (!(row.root_given >> i & 1) || i == plan_.conflict_link) continue;
        const Value& value = row.root[i];
        const auto* text = std::get_if<std::string>(&value);
        const std::uint64_t part = text ? std::hash<std::string>{}(*text) : static_cast<std::uint64_t>(integer_of(value));
        const std::uint64_t mixed = (part + i) * 0x9e3779b97f4a7c15;
        beginning.hash = (beginning.hash ^ mixed ^ mixed >> 31) * 0x9e3779b97f4a7c15;
        if (fields < 8) beginning.marks |= (mixed >> 56) << (8 * fields++);
    }
    return beginning;
}

// The field in which a row differs from the first row of its record, which is not at hand any more; 0 when it cannot be told.
std::size_t Importer::differing_mark(const ReadRow& row, std::uint64_t marks, std::uint64_t first) const {
    int fields = 0;
    for (std::size_t i = 1; i < type_.declared && fields < 8; ++i) {
        if (!(row.root_given >> i & 1) || i == plan_.conflict_link) continue;
        if (((marks ^ first) >> (8 * fields++) & 0xff) != 0) return i;
    }
    return 0;
}

// What an order's later rows say otherwise than its first: the first holds.
void Importer::compare_beginning(const ReadRow& row, Seen& seen) {
    const Beginning beginning = beginning_of(row);
    if (beginning.hash == seen.beginning.hash) return;
    const bool is_at_hand = seen.group >= 0 && groups_[static_cast<std::size_t>(seen.group)].is_new;
    const Row* first = is_at_hand ? &groups_[static_cast<std::size_t>(seen.group)].root : nullptr;
    if (!first)
        if (const Whole* whole = stored(seen)) first = &whole->record.values;
    const std::size_t place =
        first ? first_difference(type_, *first, row.root, row.root_given) : differing_mark(row, beginning.marks, seen.beginning.marks);
    if (first && place == 0) return;
    const std::optional<std::size_t> column = place == 0 ? std::nullopt : plan_.root.column_of(place);
    warn(row, column, "problem.import.root_differs", {{"record", label_argument("record." + std::string(type_.name))}});
}

bool Importer::has_room(const ReadRow& row, const Seen& seen) {
    if (seen.lines < limits::lines) return true;
    refuse(row, std::nullopt, "problem.too_many_lines", {{"max", std::to_string(limits::lines)}});
    return false;
}

// A record that this run has begun, now or before it was broken off.
void Importer::take_again(ReadRow& row, Seen& seen) {
    if (!plan_.has_lines()) {
        if (seen.origin == Origin::resumed && seen.lines++ == 0) {
            seen.beginning = beginning_of(row);
            return;
        }
        row.sound = beginning_of(row).hash == seen.beginning.hash;
        if (row.sound)
            ++run_.tally.unchanged;
        else
            refuse(row, plan_.root.column_of(plan_.root.keys.front().front()), "problem.import.twice",
                   {{"record", label_argument("record." + std::string(type_.name))}});
        return;
    }
    if (seen.origin == Origin::resumed && seen.beginning.hash == 0) seen.beginning = beginning_of(row);
    compare_beginning(row, seen);
    if (!row.has_line) return;
    if (seen.origin == Origin::resumed) {
        const Whole* whole = stored(seen);
        if (whole && seen.lines < whole->lines.size() && seen.group < 0) {
            ++seen.lines;
            run_.tally.created[std::string(type_.lines->name)] += 1;
            return;
        }
    }
    row.sound = has_room(row, seen) && make_links(row, row.line, line_wishes_);
    if (!row.sound) return;
    if (seen.group < 0) {
        seen.group = static_cast<std::int32_t>(groups_.size());
        Group& group = groups_.emplace_back();
        group.seen = &seen;
        group.positions = seen.lines;
    }
    ++seen.lines;
    add_line(row, groups_[static_cast<std::size_t>(seen.group)]);
}

void Importer::take_new(ReadRow& row, Seen* seen) {
    for (std::size_t i = 1; i < type_.declared; ++i) {
        const bool is_key =
            seen && type_.fields[i].rules.unique && plan_.root.keys.front().size() == 1 && plan_.root.keys.front().front() == i;
        if (!type_.fields[i].rules.unique || is_key || !(row.root_given >> i & 1) || !run_.is_taken(type_, i, row.root)) continue;
        refuse(row, plan_.root.column_of(i), "problem.field.taken");
        row.sound = false;
        return;
    }
    row.sound = make_links(row, row.root, root_wishes_) && make_links(row, row.line, line_wishes_);
    if (!row.sound) return;
    run_.claim(type_, row.root, row.root_given);
    Group& group = groups_.emplace_back();
    group.seen = seen;
    group.is_new = true;
    if (seen) {
        seen->group = static_cast<std::int32_t>(groups_.size() - 1);
        seen->link = plan_.conflict_link ? integer_of(row.root[plan_.conflict_link]) : 0;
        seen->beginning = beginning_of(row);
        seen->lines = row.has_line ? 1 : 0;
    }
    group.root = std::move(row.root);
    group.given = row.root_given;
    add_line(row, group);
}

void Importer::add_line(ReadRow& row, Group& group) {
    group.rows.push_back(&row);
    if (!row.has_line) return;
    // What was made only now, the chapter has not seen yet.
    const bool prepared = std::ranges::none_of(line_wishes_, &Wish::make);
    group.lines.push_back({.id = 0, .values = std::move(row.line), .given = row.line_given, .prepared = prepared});
}

Result<std::int64_t> Importer::write(Group& group) {
    if (group.is_new) return run_.insert(type_, {std::move(group.root), std::move(group.lines), group.given});
    const auto lines = static_cast<std::int64_t>(group.lines.size());
    if (run_.transaction)
        TRY(run_.records.append_lines(*run_.transaction, run_.viewer, type_, group.seen->id, group.positions, std::move(group.lines),
                                      run_.entries));
    run_.tally.created[std::string(type_.lines->name)] += lines;
    return group.seen->id;
}

// Rows of a tree name the nodes above them; a check has them nowhere but here.
std::string Importer::node_name(const ReadRow& row, const Row& values) const {
    std::string full_name;
    if (const LinkPlan* above = plan_.root.link_at(type_.place("parent")))
        for (const std::size_t column : above->columns)
            if (!is_nothing(row.cell(column))) full_name += std::string(trimmed(row.cell(column))) + " / ";
    return full_name += text_of(values[type_.place("name")]);
}

void Importer::write_groups() {
    for (Group& group : groups_) {
        const std::string node = group.is_new && type_.traits().tree ? node_name(*group.rows.front(), group.root) : std::string();
        auto written = write(group);
        if (group.seen) group.seen->group = -1;
        if (written) {
            if (group.seen) group.seen->id = *written;
            if (!node.empty()) resolver_.note_node(type_, node, *written);
            continue;
        }
        // What the record as a whole was refused for counts against each of its rows.
        const LinkRefusal refusal = refusal_of(written.problem());
        for (const ReadRow* row : group.rows) refuse(*row, std::nullopt, refusal.key, refusal.arguments);
        const auto rows = static_cast<std::int64_t>(group.rows.size());
        run_.tally.valid -= rows;
        run_.tally.errors += rows;
        if (group.seen && group.is_new) *group.seen = {.batch = batch_};
    }
    groups_.clear();
}

}  // namespace kernel
