#include "kernel/exchange/plan.h"

#include <algorithm>

#include "kernel/base/text.h"

namespace kernel {

const LinkPlan* PartPlan::link_at(std::size_t place) const {
    for (const LinkPlan& link : links)
        if (link.place == place) return &link;
    return nullptr;
}

std::optional<std::size_t> PartPlan::column_of(std::size_t place) const {
    for (const CellPlan& cell : cells)
        if (cell.place == place) return cell.column;
    if (const LinkPlan* link = link_at(place)) return link->columns.front();
    return std::nullopt;
}

namespace {

bool is_key_part(const RecordType& type, std::string_view field) {
    return std::ranges::any_of(type.traits().keys, [&](std::string_view key) {
        const auto parts = parts_of(key);
        return std::ranges::find(parts, field) != parts.end();
    });
}

class Planner {
public:
    Planner(const House& house, const Messages& messages, const Mapping& mapping) : house_(house), messages_(messages), mapping_(mapping) {}

    void add(const RecordType& whole, const Target& target) {
        const auto mapped = mapping_.find(target.path);
        if (mapped == mapping_.end()) return;
        PartPlan& part = target.in_lines ? plan_.lines : plan_.root;
        part.type = target.in_lines ? whole.lines : &whole;
        const std::size_t column = mapped->second;
        if (target.link == 0) return add_own(part, target, column);
        LinkPlan& link = link_of(part.links, *part.type, target.link);
        link.columns.push_back(column);
        if (target.level == 0)
            link.cells.push_back(cell(target, column));
        else
            add_level(link.trees, *link.target, target, column);
    }

    Result<Plan> take(const RecordType& type, const std::vector<Target>& targets) {
        if (!plan_.root.type) return invalid_field("mapping", "problem.import.nothing_mapped");
        TRY(check_needed(targets));
        TRY(check_links(plan_.root));
        find_keys(plan_.root);
        if (plan_.has_lines()) TRY(check_links(plan_.lines));
        for (std::size_t i = 1; i < type.declared; ++i) {
            const LinkPlan* link = plan_.root.link_at(i);
            if (link && link->of == LinkPlan::Of::record && type.fields[i].rules.required && plan_.conflict_link == 0)
                plan_.conflict_link = i;
        }
        return std::move(plan_);
    }

private:
    void add_own(PartPlan& part, const Target& target, std::size_t column) {
        if (target.level != 0) return add_level(part.links, *part.type, target, column);
        if (target.field().kind != Kind::link) return part.cells.push_back(cell(target, column));
        link_of(part.links, *part.type, target.place).columns.push_back(column);
    }

    void add_level(std::vector<LinkPlan>& links, const RecordType& type, const Target& target, std::size_t column) {
        LinkPlan& tree = link_of(links, type, target.place);
        if (tree.columns.size() + 1 != target.level && gap_.empty()) gap_ = target.path;
        tree.columns.push_back(column);
    }

    LinkPlan& link_of(std::vector<LinkPlan>& links, const RecordType& type, std::size_t place) {
        for (LinkPlan& link : links)
            if (link.place == place) return link;
        LinkPlan& made = links.emplace_back();
        made.place = place;
        made.field = &type.fields[place];
        made.target = &house_.get(made.field->target);
        if (made.target->name == "accounts")
            made.of = LinkPlan::Of::account;
        else if (made.target->traits().tree)
            made.of = LinkPlan::Of::tree;
        made.number = next_++;
        return made;
    }

    CellPlan cell(const Target& target, std::size_t column) const {
        const Field& field = target.field();
        CellPlan made{.column = column, .place = target.place, .field = &field};
        made.trimmed = !is_text(field.kind) || is_key_part(*target.type, field.name);
        for (const Choice& choice : field.choices) {
            const std::string name(choice.name), of_field = std::string(field.name) + '.' + name;
            const std::string own = "choice." + std::string(target.type->name) + '.' + of_field, shared = "choice." + of_field;
            made.choices.emplace(header_word(name), choice.name);
            for (const std::string_view locale : locale_names)
                if (const std::string& key = messages_.has(locale, own) ? own : shared; messages_.has(locale, key))
                    made.choices.emplace(header_word(messages_.text(locale, key)), choice.name);
        }
        return made;
    }

    Result<Done> check_needed(const std::vector<Target>& targets) {
        if (!gap_.empty()) return invalid_field(gap_, "problem.import.level_gap");
        Problem missing{.code = Code::invalid, .key = "problem.import.unmapped"};
        for (const Target& target : targets) {
            PartPlan& part = target.in_lines ? plan_.lines : plan_.root;
            if (!part.type || !needs_column(*part.type, target.link ? target.link : target.place)) continue;
            const std::size_t place = target.link ? target.link : target.place;
            if (std::ranges::find(part.needed, place) != part.needed.end()) continue;
            part.needed.push_back(place);
            if (!part.column_of(place))
                missing.fields.push_back({target.path, "problem.import.unmapped", {}, std::string(target.field().rules.clause)});
        }
        if (!missing.fields.empty()) return missing;
        return Done{};
    }

    // What a link names is found by one of the keys of its record, whole.
    Result<Done> check_links(PartPlan& part) {
        for (LinkPlan& link : part.links) {
            if (link.of != LinkPlan::Of::record) continue;
            PartPlan inner{.type = link.target, .cells = link.cells, .links = {}, .needed = {}, .keys = {}};
            find_keys(inner);
            link.keys = inner.keys;
            if (link.keys.empty()) {
                const std::string path =
                    (&part == &plan_.lines ? std::string(plan_.root.type->traits().lines) + '.' : "") + std::string(link.field->name);
                return invalid_field(path, "problem.import.no_key_mapped", {}, link.field->rules.clause);
            }
            const auto title = inner.column_of(link.target->place(link.target->traits().title));
            link.title_is_key = title && std::ranges::any_of(link.cells, [&](const CellPlan& cell) {
                                    return cell.column == *title && cell.field->name != link.target->traits().title;
                                });
        }
        return Done{};
    }

    // A link may be absent from a key: nothing above a node of a tree is a place too.
    static void find_keys(PartPlan& part) {
        for (const std::string_view key : part.type->traits().keys) {
            std::vector<std::size_t> places;
            for (const std::string_view field : parts_of(key)) places.push_back(part.type->place(field));
            const bool whole = std::ranges::all_of(places, [&](std::size_t place) {
                return part.type->fields[place].kind == Kind::link || part.column_of(place).has_value();
            });
            if (whole && !places.empty()) part.keys.push_back(std::move(places));
        }
    }

    const House& house_;
    const Messages& messages_;
    const Mapping& mapping_;
    Plan plan_;
    std::string gap_;
    std::size_t next_ = 0;
};

}  // namespace

Result<Plan> plan_of(const House& house, const RecordType& type, const Viewer& viewer, const Messages& messages, const Mapping& mapping,
                     std::size_t columns) {
    const auto targets = targets_of(house, type, viewer);
    for (const auto& [path, column] : mapping) {
        if (std::ranges::find(targets, path, &Target::path) == targets.end())
            return invalid_field(cut(path, 100), "problem.import.no_target");
        if (column >= columns) return invalid_field(path, "problem.import.no_column", {{"column", std::to_string(column)}});
    }
    Planner planner(house, messages, mapping);
    for (const Target& target : targets) planner.add(type, target);
    return planner.take(type, targets);
}

}  // namespace kernel
