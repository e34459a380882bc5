// Which record a row belongs to: one met in this run, one that was there before, or a new one.
#include <algorithm>

#include "kernel/exchange/importer.h"
#include "kernel/exchange/limits.h"
#include "kernel/records/change.h"
#include "kernel/records/value.h"

namespace kernel {

namespace {

// Two hashes of different make: of two million keys, no two are taken for one another.
std::uint64_t second_hash(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char character : text) hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3;
    return hash ^ hash >> 29;
}

}  // namespace

// The first alternative whose parts the row gives. What a link is part of must be there already.
const std::vector<std::size_t>* Importer::key_of(const ReadRow& row) const {
    for (const auto& key : plan_.root.keys) {
        const bool whole = std::ranges::all_of(
            key, [&](std::size_t place) { return (row.root_given >> place & 1) != 0 || type_.fields[place].kind == Kind::link; });
        if (whole) return &key;
    }
    return nullptr;
}

std::string Importer::key_text(const ReadRow& row, const std::vector<std::size_t>& key) const {
    std::string text;
    for (const std::size_t place : key) {
        text += std::to_string(place) + '\x1f';
        if (const auto* number = std::get_if<std::int64_t>(&row.root[place]))
            text += std::to_string(*number);
        else
            text += text_of(row.root[place]);
        text += '\x1f';
    }
    return text;
}

// One query for many rows: a database at the other end of a wire is asked once, not for each.
void Importer::look_up_keys(Batch& batch) {
    std::vector<std::string_view> wanted;
    std::size_t place = 0;
    for (std::size_t i = 0; i < batch.count; ++i) {
        const ReadRow& row = batch.rows[i];
        const auto* key = row.sound ? key_of(row) : nullptr;
        if (!key || key->size() != 1 || !type_.fields[key->front()].rules.unique || type_.fields[key->front()].kind != Kind::text) continue;
        if (place == 0) place = key->front();
        if (key->front() != place) continue;
        const std::string_view text = text_of(row.root[place]);
        const std::string full = key_text(row, *key);
        if (seen_.contains({std::hash<std::string>{}(full), second_hash(full)})) continue;
        const auto [at, first] = looked_up_.try_emplace(std::to_string(place) + '\x1f' + std::string(text));
        if (first) wanted.push_back(std::string_view(at->first).substr(at->first.find('\x1f') + 1));
    }
    if (wanted.empty()) return;
    for (KeyedMatch& found : matches_of(*run_.connection, run_.viewer, type_, place, wanted)) {
        auto& held = looked_up_[std::to_string(place) + '\x1f' + found.key];
        // Of several with one name: the unique ones are alone, others are asked for one by one.
        if (held)
            looked_up_.erase(std::to_string(place) + '\x1f' + found.key);
        else
            held = std::move(found.match);
    }
}

std::vector<Match> Importer::matches_for(const ReadRow& row, const std::vector<std::size_t>& key) {
    if (key.size() == 1 && type_.fields[key.front()].rules.unique) {
        const auto found = looked_up_.find(std::to_string(key.front()) + '\x1f' + std::string(text_of(row.root[key.front()])));
        if (found != looked_up_.end()) return found->second ? std::vector<Match>{*found->second} : std::vector<Match>();
    }
    // Below something that is still to be made there is nothing.
    const bool pending = std::ranges::any_of(
        root_wishes_, [&](const Wish& wish) { return wish.make && wish.id == 0 && std::ranges::find(key, wish.plan->place) != key.end(); });
    if (pending) return {};
    return matches(*run_.connection, run_.viewer, type_, key, row.root);
}

Importer::Seen& Importer::touch(const Key& hash, Seen& seen) {
    if (seen.batch != batch_) {
        changed_.emplace_back(hash, seen);
        changed_.back().second->group = -1;
        seen.batch = batch_;
        seen.group = -1;
    }
    return seen;
}

Importer::Seen* Importer::remember(const Key& hash, Seen seen) {
    seen.batch = batch_;
    changed_.emplace_back(hash, std::nullopt);
    return &seen_.emplace(hash, seen).first->second;
}

// Null when the row is refused.
Importer::Seen* Importer::meet(ReadRow& row, const std::vector<std::size_t>& key) {
    const std::string text = key_text(row, key);
    const Key hash{std::hash<std::string>{}(text), second_hash(text)};
    const bool pending = std::ranges::any_of(
        root_wishes_, [&](const Wish& wish) { return wish.make && wish.id == 0 && std::ranges::find(key, wish.plan->place) != key.end(); });
    if (pending && !make_links(row, row.root, root_wishes_)) return nullptr;
    if (pending) return meet(row, key);
    if (const auto known = seen_.find(hash); known != seen_.end()) return &touch(hash, known->second);

    const auto column = plan_.root.column_of(key.back());
    const MessageArguments about{{"record", label_argument("record." + std::string(type_.name))}};
    auto found = matches_for(row, key);
    const bool unique = key.size() > 1 || type_.fields[key.front()].rules.unique;
    if (!unique) std::erase_if(found, [](const Match& match) { return !match.within; });
    if (found.empty()) {
        const Field& field = type_.fields[key.front()];
        if (!field.rules.numbered.empty() && is_own_number(field.rules.numbered, text_of(row.root[key.front()]))) {
            refuse(row, column, "problem.import.own_number", about);
            return nullptr;
        }
        return remember(hash, {.origin = Origin::made});
    }
    const Match& match = found.front();
    const auto says_no = [&](std::string_view why) {
        refuse(row, column, "problem.import." + std::string(why), about);
        return nullptr;
    };
    if (!match.within) return says_no("not_yours");
    if (found.size() > 1) return says_no("ambiguous");
    if (match.archived) return says_no("archived");
    Seen seen{.id = match.id, .origin = run_.is_own(match) ? Origin::resumed : Origin::existing};
    if (plan_.conflict_link != 0) {
        const Whole* whole = stored(seen);
        if (!whole) return says_no("not_yours");
        seen.link = integer_of(whole->record.values[plan_.conflict_link]);
    }
    if (seen.origin == Origin::resumed) run_.created_one(type_, 0);
    return remember(hash, seen);
}

const Whole* Importer::stored(const Seen& seen) {
    if (seen.id <= 0) return nullptr;
    auto [at, first] = stored_.try_emplace(seen.id);
    if (first) at->second = run_.records.whole(*run_.connection, run_.viewer, type_, seen.id, Action::read);
    return at->second ? &*at->second : nullptr;
}

bool Importer::is_conflict(const ReadRow& row, const Seen& seen) const {
    const bool is_new = seen.origin == Origin::made && seen.id == 0 && seen.group < 0;
    return !is_new && seen.link != integer_of(row.root[plan_.conflict_link]);
}

// Two customers, one number: reported, never merged.
Importer::Seen* Importer::settle_conflict(ReadRow& row, const std::vector<std::size_t>& key, Seen* seen) {
    if (plan_.conflict_link == 0 || !is_conflict(row, *seen)) return seen;
    const RecordType& target = *plan_.root.link_at(plan_.conflict_link)->target;
    const std::string number(text_of(row.root[key.front()]));
    const std::size_t column = *plan_.root.column_of(plan_.conflict_link);
    std::int64_t other = integer_of(row.root[plan_.conflict_link]);
    const bool splits = setting_.conflicts == Conflicts::split && key.size() == 1 && type_.fields[key.front()].kind == Kind::text;
    MessageArguments about{{"number", number}, {"first", resolver_.title(target, seen->link)}};
    if (!splits) {
        const auto wish =
            std::ranges::find_if(root_wishes_, [&](const Wish& one) { return one.plan && one.plan->place == plan_.conflict_link; });
        about.emplace_back("second", other != 0 ? resolver_.title(target, other)
                                                : std::string(text_of(wish->values[target.place(target.traits().title)])));
        refuse(row, column, "problem.import.two_owners_of_number", std::move(about));
        return nullptr;
    }
    if (!make_links(row, row.root, root_wishes_)) return nullptr;
    other = integer_of(row.root[plan_.conflict_link]);
    about.emplace_back("second", resolver_.title(target, other));
    for (std::size_t n = 2; n <= limits::import_splits; ++n) {
        Value split = number + '-' + std::to_string(n);
        if (auto problem = settle(type_.fields[key.front()], split)) {
            refuse(row, plan_.root.column_of(key.front()), std::move(problem->key), std::move(problem->arguments));
            return nullptr;
        }
        row.root[key.front()] = split;
        const std::size_t known = seen_.size();
        Seen* next = meet(row, key);
        if (!next) return nullptr;
        if (is_conflict(row, *next)) continue;
        about.emplace_back("split", std::string(text_of(split)));
        if (seen_.size() != known) warn(row, column, "problem.import.split", std::move(about));
        return next;
    }
    refuse(row, column, "problem.import.two_owners_of_number", std::move(about));
    return nullptr;
}

}  // namespace kernel
