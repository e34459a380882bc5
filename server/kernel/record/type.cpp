#include "kernel/record/type.h"

#include <algorithm>
#include <stdexcept>

namespace kernel {

std::string_view secrecy_name(Secrecy secrecy) {
    static constexpr std::string_view names[] = {"open", "internal", "confidential", "secret"};
    return names[static_cast<std::size_t>(secrecy)];
}

std::string_view kind_name(Kind kind) {
    static constexpr std::string_view names[] = {"id",  "text",    "long_text", "integer", "decimal", "money",
                                                 "day", "instant", "flag",      "choice",  "choices", "link"};
    return names[static_cast<std::size_t>(kind)];
}

std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

std::vector<std::string_view> parts_of(std::string_view joined) {
    std::vector<std::string_view> parts;
    while (!joined.empty()) {
        auto plus = joined.find('+');
        parts.push_back(joined.substr(0, plus));
        joined = plus == joined.npos ? std::string_view() : joined.substr(plus + 1);
    }
    return parts;
}

std::size_t RecordType::place(std::string_view field) const {
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].name == field) return i;
    return npos;
}

namespace {

// What the kernel keeps of every record beside what the chapter declared.
void add_own_fields(RecordType& type) {
    auto own = [&](std::string_view name, Kind kind, bool nullable, Rules rules = {}, std::string_view target = {}) {
        rules.computed = true;
        type.fields.push_back({.name = name, .kind = kind, .nullable = nullable, .rules = rules, .target = target, .choices = {}});
    };
    if (type.is_line()) return own("position", Kind::integer, false, {.sortable = true});
    if (type.traits().tree) {
        own("path", Kind::text, false, {.max_length = 400});
        own("full_name", Kind::text, false, {.unique = true, .filterable = true, .sortable = true, .searchable = true, .max_length = 800});
    }
    own("version", Kind::integer, false);
    own("created_at", Kind::instant, false, {.filterable = true, .sortable = true});
    own("created_by", Kind::link, true, {.filterable = true}, "accounts");
    own("updated_at", Kind::instant, false, {.filterable = true, .sortable = true});
    own("archived_at", Kind::instant, true);
}

std::string checks(const Field& field) {
    const std::string name = quoted(field.name);
    const Rules& rules = field.rules;
    std::string sql;
    if (rules.max_length > 0) sql += " CHECK (length(" + name + ") <= " + std::to_string(rules.max_length) + ")";
    if (field.kind == Kind::flag) sql += " CHECK (" + name + " IN (0, 1))";
    if (field.kind == Kind::choice) {
        sql += " CHECK (" + name + " IN (";
        for (std::size_t i = 0; i < field.choices.size(); ++i) sql += (i ? ", '" : "'") + std::string(field.choices[i].name) + "'";
        sql += "))";
    }
    if (field.kind == Kind::choices)
        sql += " CHECK (" + name + " >= 0 AND " + name + " < " + std::to_string(std::int64_t{1} << field.choices.size()) + ")";
    if (rules.min > std::numeric_limits<std::int64_t>::min()) sql += " CHECK (" + name + " >= " + std::to_string(rules.min) + ")";
    if (rules.max < std::numeric_limits<std::int64_t>::max()) sql += " CHECK (" + name + " <= " + std::to_string(rules.max) + ")";
    return sql;
}

std::string column(const Field& field) {
    if (field.kind == Kind::id) return "  \"id\" ID";
    std::string sql = "  " + quoted(field.name) + (is_text(field.kind) || field.kind == Kind::choice ? " TEXT" : " BIGINT");
    if (!field.nullable) sql += " NOT NULL";
    if (field.rules.unique) sql += " UNIQUE";
    sql += checks(field);
    if (!field.target.empty()) {
        sql += " REFERENCES " + quoted(field.target) + " (\"id\")";
        if (field.rules.on_delete == OnDelete::cascade) sql += " ON DELETE CASCADE";
    }
    return sql;
}

std::string column_list(std::string_view joined) {
    std::string sql;
    for (auto part : parts_of(joined)) sql += (sql.empty() ? "" : ", ") + quoted(part);
    return sql;
}

std::string index_name(const RecordType& type, std::string_view joined) {
    std::string name(type.name);
    for (auto part : parts_of(joined)) name += "_" + std::string(part);
    return quoted(name);
}

}  // namespace

std::string create_table(const RecordType& type) {
    std::string sql = "CREATE TABLE " + type.table + " (\n";
    for (std::size_t i = 0; i < type.fields.size(); ++i) sql += (i ? ",\n" : "") + column(type.fields[i]);
    for (auto together : type.traits().unique_together)
        if (!together.empty()) sql += ",\n  UNIQUE (" + column_list(together) + ")";
    sql += "\n);\n";
    auto index = [&](std::string_view joined) {
        sql += "CREATE INDEX " + index_name(type, joined) + " ON " + type.table + " (" + column_list(joined) + ");\n";
    };
    for (std::size_t i = 0; i < type.declared; ++i) {
        const Field& field = type.fields[i];
        auto starts = [&](std::string_view joined) { return !joined.empty() && parts_of(joined)[0] == field.name; };
        bool covered = std::ranges::any_of(type.traits().indexes, starts) || std::ranges::any_of(type.traits().unique_together, starts);
        if (field.kind == Kind::link && !field.rules.unique && !covered) index(field.name);
    }
    for (auto joined : type.traits().indexes)
        if (!joined.empty()) index(joined);
    return sql;
}

void House::add(std::string_view chapter, const Declaration& declaration) {
    const Traits& traits = declaration.traits;
    auto refuse = [&](const std::string& why) { throw std::logic_error(std::string(declaration.table) + ": " + why); };
    if (find(declaration.table)) refuse("added twice");
    RecordType type{.declaration = &declaration, .name = declaration.table, .chapter = chapter};
    type.fields.assign(declaration.fields.begin(), declaration.fields.end());
    type.declared = type.fields.size();
    type.table = quoted(type.name);
    add_own_fields(type);
    auto must_name = [&](std::string_view field) {
        auto at = type.place(field);
        if (at == RecordType::npos) refuse("a trait names no field: " + std::string(field));
        return at;
    };
    for (std::size_t i = 1; i < type.declared; ++i) {
        const Field& field = type.fields[i];
        if (field.kind == Kind::link && field.target != type.name && !find(field.target))
            refuse("links to what is not there yet: " + std::string(field.target));
        if (field.rules.owner) type.owner_field = i;
    }
    must_name(traits.title);
    if (!traits.state.empty()) type.state_field = must_name(traits.state);
    for (auto joined : {traits.keys[0], traits.keys[1], traits.keys[2]})
        for (auto part : parts_of(joined)) must_name(part);
    for (auto field : traits.columns)
        if (!field.empty()) must_name(field);
    if (!traits.parent.empty()) type.parent_field = must_name(traits.parent);
    if (!traits.belongs_to.empty()) {
        type.whole_field = must_name(traits.belongs_to);
        type.whole = find(type.fields[type.whole_field].target);
        if (!type.whole || type.whole == &type) refuse("belongs to no other record");
    }
    for (const Move& move : traits.moves)
        for (auto asked : move.asks)
            if (!asked.empty()) must_name(asked_field(asked));
    for (auto link : traits.shown_with)
        if (!link.empty()) must_name(link);
    if (std::ranges::find(chapters_, chapter) == chapters_.end()) chapters_.push_back(chapter);
    RecordType& kept = types_.emplace_back(std::move(type));
    if (kept.is_line()) {
        for (RecordType& owner : types_)
            if (owner.name == kept.fields[kept.parent_field].target) {
                owner.lines = &kept;
                kept.parent = &owner;
            }
    }
}

const RecordType* House::find(std::string_view name) const {
    for (const RecordType& type : types_)
        if (type.name == name) return &type;
    return nullptr;
}

const RecordType& House::get(std::string_view name) const {
    const RecordType* type = find(name);
    if (!type) throw std::logic_error("no such record: " + std::string(name));
    return *type;
}

std::vector<Migration> House::migrations() const {
    auto sorted = migrations_;
    std::ranges::sort(sorted, {}, &Migration::number);
    return sorted;
}

}  // namespace kernel
