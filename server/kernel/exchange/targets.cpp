#include "kernel/exchange/targets.h"

#include <algorithm>

#include "kernel/exchange/limits.h"

namespace kernel {

namespace {

class Collector {
public:
    Collector(const House& house, const Viewer& viewer) : house_(house), viewer_(viewer) {}

    void add_fields(const RecordType& type, const std::string& prefix, bool in_lines) {
        for (std::size_t i = 1; i < type.declared; ++i) {
            if (!may_write(viewer_, type.fields[i]) || (type.is_line() && i == type.parent_field)) continue;
            const Target target{.path = prefix + std::string(type.fields[i].name),
                                .type = &type,
                                .place = i,
                                .in_lines = in_lines,
                                .link = 0,
                                .level = 0,
                                .required = needs_column(type, i)};
            if (type.fields[i].kind == Kind::link)
                add_link(target);
            else
                targets_.push_back(target);
        }
    }
    std::vector<Target> take() { return std::move(targets_); }

private:
    void add_link(const Target& target) {
        const RecordType& linked = house_.get(target.field().target);
        if (linked.name == "accounts") return targets_.push_back(target);
        if (!may(viewer_, linked, Action::read)) return;
        if (linked.traits().tree) return add_levels(target);
        for (std::size_t i = 1; i < linked.declared; ++i) {
            const Field& field = linked.fields[i];
            if (!may_write(viewer_, field) || i == linked.state_field) continue;
            Target inner = target;
            inner.path += '.' + std::string(field.name);
            inner.type = &linked;
            inner.place = i;
            inner.link = target.place;
            inner.required = target.required && needs_column(linked, i);
            if (field.kind != Kind::link)
                targets_.push_back(inner);
            else if (house_.get(field.target).traits().tree && may(viewer_, house_.get(field.target), Action::read))
                add_levels(inner);
        }
    }
    void add_levels(const Target& target) {
        for (std::size_t level = 1; level <= limits::import_tree_levels; ++level) {
            Target& added = targets_.emplace_back(target);
            added.path += '.' + std::to_string(level);
            added.level = level;
            added.required = target.required && level == 1;
        }
    }

    const House& house_;
    const Viewer& viewer_;
    std::vector<Target> targets_;
};

}  // namespace

bool needs_column(const RecordType& type, std::size_t place) {
    const Field& field = type.fields[place];
    if (field.nullable || !field.rules.numbered.empty() || !field.rules.when_imported.empty()) return false;
    const Row fresh = type.declaration->fresh();
    if (is_null(fresh[place])) return true;
    // The first day of 1970 is nobody's choice.
    return field.rules.required && (field.kind == Kind::day || field.kind == Kind::instant) && integer_of(fresh[place]) == 0;
}

std::vector<Target> targets_of(const House& house, const RecordType& type, const Viewer& viewer) {
    Collector collector(house, viewer);
    collector.add_fields(type, "", false);
    if (type.lines) collector.add_fields(*type.lines, std::string(type.traits().lines) + '.', true);
    return collector.take();
}

std::string target_group(const Messages& messages, std::string_view locale, const Target& target) {
    return messages.record_label(locale, target.type->name);
}

std::string target_label(const Messages& messages, std::string_view locale, const Target& target) {
    std::string label = messages.field_label(locale, target.type->name, target.field().name);
    if (target.level == 0) return label;
    return messages.text(locale, "import.level", {{"label", label}, {"level", std::to_string(target.level)}});
}

namespace {

constexpr int ranks = 4;

// The words that name a target, each with its rank: the smaller, the surer.
std::map<std::string, int> names_of(const RecordType& type, const Target& target, const HeaderWords& words, const Messages& messages) {
    std::map<std::string, int> names;
    for (const std::string& word : words.of(type.name, target.path)) names.emplace(word, 0);
    names.emplace(header_word(target.path), 1);
    for (const std::string_view locale : locale_names) {
        const std::string label = target_label(messages, locale, target);
        names.emplace(header_word(target_group(messages, locale, target) + label), 1);
        names.emplace(header_word(label), target.link == 0 ? 2 : 3);
    }
    return names;
}

// The title of what a link names, when only its key is in the file: the key stands for it, so that a new one has a name.
void fill_titles(const std::vector<Target>& targets, Mapping& mapping) {
    for (const Target& title : targets) {
        if (title.link == 0 || title.level != 0 || title.field().name != title.type->traits().title || mapping.contains(title.path))
            continue;
        const std::string link = title.path.substr(0, title.path.rfind('.') + 1);
        for (const std::string_view key : title.type->traits().keys) {
            const auto mapped = mapping.find(link + std::string(key));
            if (key.empty() || mapped == mapping.end()) continue;
            mapping[title.path] = mapped->second;
            break;
        }
    }
}

// The levels of a tree without gaps: a file with province and city, but nothing above them, begins with the province.
void close_gaps(const std::vector<Target>& targets, Mapping& mapping) {
    std::map<std::string, int> levels;  // by link: how many are kept so far
    for (const Target& target : targets) {
        const auto mapped = mapping.find(target.path);
        if (target.level == 0 || mapped == mapping.end()) continue;
        const std::string link = target.path.substr(0, target.path.rfind('.') + 1);
        const std::size_t column = mapped->second;
        mapping.erase(mapped);
        mapping[link + std::to_string(++levels[link])] = column;
    }
}

}  // namespace

Mapping suggested_mapping(const RecordType& type, const std::vector<Target>& targets, const std::vector<std::string>& headers,
                          const HeaderWords& words, const Messages& messages) {
    Mapping mapping;
    std::vector<std::string> forms;
    for (const std::string& header : headers) forms.push_back(header_word(header));
    std::vector<std::map<std::string, int>> names;
    for (const Target& target : targets) names.push_back(names_of(type, target, words, messages));
    std::vector<bool> used(headers.size());
    for (int rank = 0; rank < ranks; ++rank) {
        for (std::size_t t = 0; t < targets.size(); ++t) {
            for (std::size_t i = 0; i < forms.size() && !mapping.contains(targets[t].path); ++i) {
                const auto found = names[t].find(forms[i]);
                if (used[i] || forms[i].empty() || found == names[t].end() || found->second != rank) continue;
                mapping[targets[t].path] = i;
                used[i] = true;
            }
        }
    }
    close_gaps(targets, mapping);
    fill_titles(targets, mapping);
    return mapping;
}

}  // namespace kernel
