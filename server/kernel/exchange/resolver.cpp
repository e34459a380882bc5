#include "kernel/exchange/resolver.h"

#include <algorithm>

#include "kernel/base/text.h"
#include "kernel/exchange/limits.h"
#include "kernel/records/change.h"

namespace kernel {

namespace {

constexpr char separator = '\x1f';
constexpr std::string_view between_levels = " / ";  // as RecordType's full_name has it

std::string joined(const std::vector<std::string>& levels, std::size_t count) {
    std::string full_name;
    for (std::size_t i = 0; i < count; ++i) full_name += (i ? std::string(between_levels) : "") + levels[i];
    return full_name;
}

void append_value(std::string& out, const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
        out += std::to_string(*number);
    else
        out += text_of(value);
    out += separator;
}

std::uint64_t hash_of(std::string_view record, std::size_t place, const Value& value) {
    std::string text = std::string(record) + separator + std::to_string(place) + separator;
    append_value(text, value);
    return std::hash<std::string>{}(text);
}

}  // namespace

LinkRefusal refusal_of(const Problem& problem) {
    if (problem.fields.empty()) return {std::nullopt, problem.key, problem.arguments};
    return {std::nullopt, problem.fields[0].key, problem.fields[0].arguments};
}

bool RunContext::is_taken(const RecordType& type, std::size_t place, const Row& values) const {
    if (claimed.contains(hash_of(type.name, place, values[place]))) return true;
    return !matches(*connection, viewer, type, {place}, values).empty();
}

void RunContext::claim(const RecordType& type, const Row& values, std::uint64_t given) {
    for (std::size_t i = 1; i < type.declared; ++i)
        if (type.fields[i].rules.unique && (given >> i & 1) && !is_null(values[i])) claimed.insert(hash_of(type.name, i, values[i]));
}

Result<std::int64_t> RunContext::insert(const RecordType& type, Records::Insert insert) {
    const auto lines = static_cast<std::int64_t>(insert.lines.size());
    std::int64_t id = 0;
    if (transaction) {
        insert.action = "import";
        TRY_ASSIGN(id, records.insert(*transaction, viewer, type, std::move(insert), entries));
    } else {
        TRY(type.declaration->prepare(*type.declaration, insert.values, insert.given, *connection));
        id = --placeholder;
    }
    created_one(type, lines);
    return id;
}

std::optional<LinkRefusal> Resolver::find(const LinkPlan& plan, const ReadRow& row, Wish& wish) {
    wish = {.plan = &plan};
    buffer_.assign(1, static_cast<char>('0' + plan.number));
    bool any = false;
    for (const std::size_t column : plan.columns) {
        const std::string_view cell = row.cell(column);
        any = any || !is_nothing(cell);
        buffer_ += cell;
        buffer_ += separator;
    }
    if (!any) return std::nullopt;
    if (const auto known = by_cells_.find(std::string_view(buffer_)); known != by_cells_.end()) {
        wish.id = known->second;
        return std::nullopt;
    }
    wish.raw = buffer_;
    std::optional<LinkRefusal> refusal;
    switch (plan.of) {
        case LinkPlan::Of::account:
            refusal = find_account(row, wish);
            break;
        case LinkPlan::Of::tree:
            refusal = find_node(row, wish);
            break;
        case LinkPlan::Of::record:
            refusal = find_record(row, wish);
            break;
    }
    if (!refusal && wish.id != 0) remember(wish);
    return refusal;
}

std::optional<LinkRefusal> Resolver::make(Wish& wish) {
    if (!wish.make || wish.id != 0) return std::nullopt;
    // Another link of the same row may have made it.
    if (const auto known = by_cells_.find(wish.raw); known != by_cells_.end()) {
        wish.id = known->second;
        return std::nullopt;
    }
    auto refusal = wish.plan->of == LinkPlan::Of::tree ? make_node(wish) : make_record(wish);
    if (!refusal) remember(wish);
    return refusal;
}

std::optional<LinkRefusal> Resolver::choose(const Wish& wish, std::size_t column, const std::vector<Match>& found, bool only_one,
                                            Known& known) {
    const RecordType& target = *wish.plan->target;
    const MessageArguments about{{"record", label_argument("record." + std::string(target.name))}};
    const Match* chosen = nullptr;
    const Match* archived = nullptr;
    for (const Match& match : found) {
        if (!match.within) continue;
        if (match.archived) {
            archived = &match;
            continue;
        }
        if (chosen) return LinkRefusal{column, "problem.import.ambiguous", about};
        chosen = &match;
    }
    if (chosen) {
        if (run_.is_own(*chosen)) run_.created_one(target, 0);
        known = {chosen->id, chosen->title};
        return std::nullopt;
    }
    if (archived) return LinkRefusal{column, "problem.import.archived", about};
    // A key that only one record can have is another's, so no second one can be made. What it is stays unsaid.
    if (only_one && !found.empty()) return LinkRefusal{column, "problem.import.not_yours", about};
    return std::nullopt;
}

std::optional<LinkRefusal> Resolver::find_account(const ReadRow& row, Wish& wish) {
    const RecordType& accounts = *wish.plan->target;
    const std::size_t column = wish.plan->columns.front();
    const std::string text(trimmed(row.cell(column)));
    Row values(accounts.fields.size());
    Known known;
    for (const std::string_view name : {"login", "name"}) {
        const std::size_t place = accounts.place(name);
        values[place] = name == "login" ? lower_ascii(text) : text;
        if (auto refusal = choose(wish, column, matches(*run_.connection, run_.viewer, accounts, {place}, values), false, known))
            return refusal;
        if (known.id != 0) break;
    }
    if (known.id == 0) return LinkRefusal{column, "problem.import.no_account", {}};
    wish.id = known.id;
    return std::nullopt;
}

// By its full name: in what is remembered, then in the database.
std::optional<Resolver::Known> Resolver::node_at(const RecordType& type, const std::string& full_name, Match& match) {
    if (const auto known = by_key_.find(std::string(type.name) + separator + full_name); known != by_key_.end()) return known->second;
    Row values(type.fields.size());
    const std::size_t place = type.place("full_name");
    values[place] = full_name;
    const auto found = matches(*run_.connection, run_.viewer, type, {place}, values);
    if (found.empty()) return std::nullopt;
    match = found.front();
    return Known{match.id, match.title};
}

std::optional<LinkRefusal> Resolver::find_node(const ReadRow& row, Wish& wish) {
    const LinkPlan& plan = *wish.plan;
    const Field& name = plan.target->fields[plan.target->place("name")];
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        if (is_nothing(row.cell(plan.columns[i]))) continue;
        if (wish.levels.size() < i)
            return LinkRefusal{plan.columns[i], "problem.import.level_missing", {{"level", std::to_string(wish.levels.size() + 1)}}};
        Value level = std::string(trimmed(row.cell(plan.columns[i])));
        if (auto problem = settle(name, level)) return LinkRefusal{plan.columns[i], std::move(problem->key), std::move(problem->arguments)};
        wish.levels.emplace_back(text_of(level));
    }
    const std::size_t column = plan.columns[wish.levels.size() - 1];
    Match match;
    const auto known = node_at(*plan.target, joined(wish.levels, wish.levels.size()), match);
    if (known) {
        wish.id = known->id;
        if (match.id == 0) return std::nullopt;
        Known ignored;
        auto refusal = choose(wish, column, {match}, true, ignored);
        if (refusal) wish.id = 0;
        return refusal;
    }
    wish.make = true;
    if (scope_of(run_.viewer, *plan.target, Action::create) != Scope::none) return std::nullopt;
    return LinkRefusal{column, "problem.import.may_not_create", {{"record", label_argument("record." + std::string(plan.target->name))}}};
}

std::optional<LinkRefusal> Resolver::read_record(const ReadRow& row, Wish& wish) const {
    wish.values = run_.records.fresh(*wish.plan->target);
    for (const CellPlan& cell : wish.plan->cells) {
        bool has = false;
        if (auto refusal = read_cell(cell, row.cell(cell.column), wish.values[cell.place], has))
            return LinkRefusal{cell.column, std::move(refusal->key), std::move(refusal->arguments)};
        if (has) wish.given |= std::uint64_t{1} << cell.place;
    }
    for (const auto& key : wish.plan->keys) {
        if (!std::ranges::all_of(key, [&](std::size_t place) { return (wish.given >> place & 1) != 0; })) continue;
        wish.key = &key;
        break;
    }
    return std::nullopt;
}

std::string Resolver::key_of(const Wish& wish) const {
    std::string key = std::string(wish.plan->target->name) + separator;
    for (const std::size_t place : *wish.key) {
        key += std::to_string(place) + separator;
        append_value(key, wish.values[place]);
    }
    return key;
}

std::optional<LinkRefusal> Resolver::find_record(const ReadRow& row, Wish& wish) {
    const LinkPlan& plan = *wish.plan;
    if (auto refusal = read_record(row, wish)) return refusal;
    const std::size_t column = plan.columns.front();
    if (!wish.key)
        return LinkRefusal{column, "problem.import.no_key", {{"record", label_argument("record." + std::string(plan.target->name))}}};
    Known known;
    if (const auto found = by_key_.find(key_of(wish)); found != by_key_.end()) {
        known = found->second;
    } else {
        const bool only_one = wish.key->size() > 1 || plan.target->fields[wish.key->front()].rules.unique;
        const auto all = matches(*run_.connection, run_.viewer, *plan.target, *wish.key, wish.values);
        if (auto refusal = choose(wish, column, all, only_one, known)) return refusal;
    }
    if (known.id == 0) return check_new(row, wish);
    wish.id = known.id;
    compare_title(wish, known);
    remember_key(key_of(wish), std::move(known));
    return std::nullopt;
}

// Another name for something that is there: it stays as it is, and somebody should know. Once for each pair.
void Resolver::compare_title(const Wish& wish, const Known& known) {
    const RecordType& target = *wish.plan->target;
    const std::size_t place = target.place(target.traits().title);
    const bool names_it = std::ranges::find(*wish.key, place) != wish.key->end();
    if (wish.plan->title_is_key || names_it || !(wish.given >> place & 1) || text_of(wish.values[place]) == known.title) return;
    if (!warned_.insert(hash_of(known.title, static_cast<std::size_t>(known.id), wish.values[place])).second) return;
    for (const CellPlan& cell : wish.plan->cells)
        if (cell.place == place)
            warn_(cell.column, "problem.import.title_differs",
                  {{"record", label_argument("record." + std::string(target.name))},
                   {"kept", known.title},
                   {"given", std::string(text_of(wish.values[place]))}});
}

std::optional<LinkRefusal> Resolver::check_new(const ReadRow& row, Wish& wish) {
    const LinkPlan& plan = *wish.plan;
    const RecordType& target = *plan.target;
    const std::size_t column = plan.columns.front();
    const MessageArguments about{{"record", label_argument("record." + std::string(target.name))}};
    if (scope_of(run_.viewer, target, Action::create) == Scope::none) return LinkRefusal{column, "problem.import.may_not_create", about};
    for (const LinkPlan& tree : plan.trees) {
        Wish inner;
        if (auto refusal = find(tree, row, inner)) return refusal;
        if (inner.id != 0 || inner.make) wish.trees.push_back(std::move(inner));
    }
    if (target.owner_field != 0) wish.values[target.owner_field] = run_.owner();
    for (std::size_t i = 1; i < target.declared; ++i) {
        const Field& field = target.fields[i];
        const bool unset = is_null(wish.values[i]) && !field.nullable && field.rules.numbered.empty() && field.kind != Kind::link;
        if (unset)
            return LinkRefusal{column,
                               "problem.import.new_needs",
                               {about[0], {"field", label_argument("field." + std::string(target.name) + '.' + std::string(field.name))}}};
        const bool told = field.rules.unique && (wish.given >> i & 1) != 0 && !(wish.key->size() == 1 && wish.key->front() == i);
        if (told && run_.is_taken(target, i, wish.values))
            return LinkRefusal{column,
                               "problem.import.new_taken",
                               {about[0], {"field", label_argument("field." + std::string(target.name) + '.' + std::string(field.name))}}};
    }
    wish.make = true;
    return std::nullopt;
}

std::optional<LinkRefusal> Resolver::make_record(Wish& wish) {
    if (const auto known = by_key_.find(key_of(wish)); known != by_key_.end()) {
        wish.id = known->second.id;
        compare_title(wish, known->second);
        return std::nullopt;
    }
    const RecordType& target = *wish.plan->target;
    for (Wish& tree : wish.trees) {
        if (auto refusal = make(tree)) return refusal;
        wish.values[tree.plan->place] = tree.id;
        wish.given |= std::uint64_t{1} << tree.plan->place;
    }
    const std::string title(text_of(wish.values[target.place(target.traits().title)]));
    run_.claim(target, wish.values, wish.given);
    auto made = run_.insert(target, {wish.values, {}, wish.given});
    if (!made) {
        LinkRefusal refusal = refusal_of(made.problem());
        refusal.column = wish.plan->columns.front();
        return refusal;
    }
    wish.id = *made;
    remember_key(key_of(wish), {*made, title});
    return std::nullopt;
}

// From the top: each level below the one above it.
std::optional<LinkRefusal> Resolver::make_node(Wish& wish) {
    const RecordType& type = *wish.plan->target;
    std::int64_t above = 0;
    for (std::size_t i = 0; i < wish.levels.size(); ++i) {
        const std::string full_name = joined(wish.levels, i + 1);
        Match match;
        if (const auto known = node_at(type, full_name, match)) {
            if (match.archived)
                return LinkRefusal{
                    wish.plan->columns[i], "problem.import.archived", {{"record", label_argument("record." + std::string(type.name))}}};
            if (match.id != 0 && run_.is_own(match)) run_.created_one(type, 0);
            above = known->id;
        } else {
            Row values = run_.records.fresh(type);
            const std::size_t name = type.place("name"), parent = type.place("parent");
            values[name] = wish.levels[i];
            if (above != 0) values[parent] = above;
            if (type.owner_field != 0) values[type.owner_field] = run_.owner();
            auto made = run_.insert(type, {std::move(values), {}, std::uint64_t{1} << name | std::uint64_t{above != 0} << parent});
            if (!made) {
                LinkRefusal refusal = refusal_of(made.problem());
                refusal.column = wish.plan->columns[i];
                return refusal;
            }
            above = *made;
        }
        note_node(type, full_name, above);
    }
    wish.id = above;
    return std::nullopt;
}

void Resolver::note_node(const RecordType& type, const std::string& full_name, std::int64_t id) {
    remember_key(std::string(type.name) + separator + full_name, {id, full_name});
}

// Bounded. In a check what would be made stays, as the database cannot give it back.
void Resolver::remember(const Wish& wish) {
    if (by_cells_.size() >= limits::import_cache) std::erase_if(by_cells_, [](const auto& entry) { return entry.second > 0; });
    by_cells_.emplace(wish.raw, wish.id);
}

void Resolver::remember_key(std::string key, Known known) {
    if (by_key_.size() >= limits::import_cache) std::erase_if(by_key_, [](const auto& entry) { return entry.second.id > 0; });
    by_key_.emplace(std::move(key), std::move(known));
}

std::string Resolver::title(const RecordType& type, std::int64_t id) const {
    if (id > 0) {
        Row values(type.fields.size());
        values[0] = id;
        const auto found = matches(*run_.connection, run_.viewer, type, {0}, values);
        return found.empty() || !found.front().within ? std::string() : found.front().title;
    }
    for (const auto& [key, known] : by_key_)
        if (known.id == id) return known.title;
    return {};
}

void Resolver::forget() {
    by_cells_.clear();
    by_key_.clear();
}

}  // namespace kernel
