#include "kernel/base/number.h"
#include "kernel/base/text.h"
#include "kernel/records/filter.h"
#include "kernel/records/limits.h"
#include "kernel/records/relative_day.h"
#include "kernel/records/value.h"

namespace kernel {

std::string like_pattern(std::string_view text) {
    std::string pattern = "%";
    for (char c : lower_ascii(text)) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern += '%';
}

namespace {

// One condition at the end of its path: the field it is about, and the table that holds it.
struct Site {
    const Filter& filter;
    const House& house;
    const Viewer& viewer;
    const RecordType* type;
    std::string alias;
};

Problem refused(const Filter& filter, std::string_view what, std::string_view field) {
    return {.code = Code::invalid,
            .key = "problem.filter." + std::string(what),
            .arguments = {{"at", std::to_string(filter.at + 1)}, {"text", cut(std::string(field), 60)}}};
}

// Which end of a stretch of days a condition means: "<= month" is until its last day, "< month" before its first.
enum class End : std::uint8_t { first, last };

// "month-1" as a day, or as the moment at which it begins or ends at the branch.
std::optional<Value> relative_value(const Field& field, const std::string& text, std::optional<Day> today, End end) {
    if (!today || (field.kind != Kind::day && field.kind != Kind::instant)) return std::nullopt;
    const auto days = relative_days(text, *today);
    if (!days) return std::nullopt;
    if (field.kind == Kind::day) return Value{std::int64_t{(end == End::first ? days->first : days->last).since_1970}};
    constexpr std::int64_t day_us = 86'400'000'000, zone_us = 8 * 3'600'000'000LL;  // as Clock::today() has it
    if (end == End::first) return Value{days->first.since_1970 * day_us - zone_us};
    return Value{(days->last.since_1970 + 1) * day_us - zone_us - 1};
}

Result<Value> value_at(const Site& site, const Field& field, const std::string& text, End end = End::first) {
    if (field.target == "accounts" && text == "me") return Value{site.viewer.account};
    if (auto relative = relative_value(field, text, site.filter.today, end)) return std::move(*relative);
    auto value = value_from_text(field, text, Reading::strictly);
    if (!value || is_null(*value)) return refused(site.filter, "value_kind", text);
    return *value;
}

Result<Done> append_contains(Sql& sql, const Site& site, const Field& field, const std::string& column) {
    if (is_text(field.kind)) {
        sql << "lower(" << column << ") LIKE ";
        sql.bind(like_pattern(site.filter.values[0])) << " ESCAPE '\\'";
        return Done{};
    }
    if (field.kind != Kind::choices) return refused(site.filter, "contains_kind", field.name);
    TRY_ASSIGN(Value bits, value_at(site, field, site.filter.values[0]));
    sql << '(' << column << " & ";
    sql.bind(std::move(bits)) << ") <> 0";
    return Done{};
}

Result<Done> append_within(Sql& sql, const Site& site, const Field& field, const std::string& column) {
    const RecordType* tree = field.target.empty() ? nullptr : site.house.find(field.target);
    if (!tree || !tree->traits().tree) return refused(site.filter, "within_kind", field.name);
    TRY_ASSIGN(Value id, value_at(site, field, site.filter.values[0]));
    sql << column << " IN (SELECT below.\"id\" FROM " << tree->table << " top JOIN " << tree->table
        << " below ON substr(below.\"path\", 1, length(top.\"path\")) = top.\"path\" WHERE top.\"id\" = ";
    sql.bind(std::move(id)) << ')';
    return Done{};
}

Result<Done> append_in(Sql& sql, const Site& site, const Field& field, const std::string& column) {
    sql << column << " IN (";
    for (std::size_t i = 0; i < site.filter.values.size(); ++i) {
        if (i) sql << ", ";
        TRY_ASSIGN(Value value, value_at(site, field, site.filter.values[i]));
        sql.bind(std::move(value));
    }
    sql << ')';
    return Done{};
}

Result<Done> append_range(Sql& sql, const Site& site, const Field& field, const std::string& column) {
    static constexpr std::string_view signs[] = {" >= ", " <= "};
    sql << "(1 = 1";
    for (std::size_t i = 0; i < 2; ++i) {
        if (site.filter.values[i].empty()) continue;
        TRY_ASSIGN(Value value, value_at(site, field, site.filter.values[i], i == 0 ? End::first : End::last));
        sql << " AND " << column << signs[i];
        sql.bind(std::move(value));
    }
    sql << ')';
    return Done{};
}

Result<Done> append_comparison(Sql& sql, const Site& site, const Field& field, const std::string& column, std::string_view sign) {
    TRY_ASSIGN(Value value, value_at(site, field, site.filter.values[0], sign == "<=" || sign == ">" ? End::last : End::first));
    if (sign == "<>" && field.nullable) {  // an empty value is not equal to anything named
        sql << '(' << column << " IS NULL OR " << column << " <> ";
        sql.bind(std::move(value)) << ')';
        return Done{};
    }
    sql << column << ' ' << sign << ' ';
    sql.bind(std::move(value));
    return Done{};
}

Result<Done> append_condition(Sql& sql, const Site& site, const Field& field) {
    const std::string column = site.alias + '.' + quoted(field.name);
    switch (site.filter.of) {
        case Filter::Of::equal:
            return append_comparison(sql, site, field, column, "=");
        case Filter::Of::unequal:
            return append_comparison(sql, site, field, column, "<>");
        case Filter::Of::less:
            return append_comparison(sql, site, field, column, "<");
        case Filter::Of::less_or_equal:
            return append_comparison(sql, site, field, column, "<=");
        case Filter::Of::greater:
            return append_comparison(sql, site, field, column, ">");
        case Filter::Of::greater_or_equal:
            return append_comparison(sql, site, field, column, ">=");
        case Filter::Of::in:
            return append_in(sql, site, field, column);
        case Filter::Of::range:
            return append_range(sql, site, field, column);
        case Filter::Of::contains:
            return append_contains(sql, site, field, column);
        case Filter::Of::within:
            return append_within(sql, site, field, column);
        case Filter::Of::empty:
            sql << column << " IS NULL";
            return Done{};
        case Filter::Of::not_empty:
            sql << column << " IS NOT NULL";
            return Done{};
        case Filter::Of::all:
        case Filter::Of::any:
        case Filter::Of::none:
            break;
    }
    return Done{};
}

// Follows the dots of a name. A field that the viewer may not read is refused exactly as one that there is not.
Result<Done> append_path(Sql& sql, const Site& site, std::string_view path, std::size_t links) {
    const auto dot = path.find('.');
    const auto place = site.type->place(path.substr(0, dot));
    if (place == RecordType::npos) return refused(site.filter, "no_field", path.substr(0, dot));
    const Field& field = site.type->fields[place];
    if (!field.rules.filterable || !may_read(site.viewer, field)) return refused(site.filter, "no_field", field.name);
    if (dot == path.npos) return append_condition(sql, site, field);

    const RecordType* target = field.target.empty() ? nullptr : site.house.find(field.target);
    if (!target || links == 0 || !may(site.viewer, *target, Action::read)) return refused(site.filter, "no_field", path);
    const std::string alias = site.alias + "f";
    sql << site.alias << '.' << quoted(field.name) << " IN (SELECT " << alias << ".\"id\" FROM " << target->table << ' ' << alias
        << " WHERE ";
    append_scope(sql, site.viewer, *target, Action::read, alias);
    sql << " AND ";
    TRY(append_path(sql, {site.filter, site.house, site.viewer, target, alias}, path.substr(dot + 1), links - 1));
    sql << ')';
    return Done{};
}

}  // namespace

Result<Done> append_filter(Sql& sql, const Filter& filter, const House& house, const RecordType& type, const Viewer& viewer,
                           std::string_view alias) {
    const bool joins = filter.of == Filter::Of::all || filter.of == Filter::Of::any;
    if (joins) {
        if (filter.parts.empty()) return sql << "1 = 1", Done{};
        sql << '(';
        for (std::size_t i = 0; i < filter.parts.size(); ++i) {
            if (i) sql << (filter.of == Filter::Of::all ? " AND " : " OR ");
            TRY(append_filter(sql, filter.parts[i], house, type, viewer, alias));
        }
        sql << ')';
        return Done{};
    }
    if (filter.of == Filter::Of::none) {  // what is unknown is not so: NOT of it holds
        sql << "NOT COALESCE((";
        TRY(append_filter(sql, filter.parts[0], house, type, viewer, alias));
        sql << "), 1 = 0)";
        return Done{};
    }
    return append_path(sql, {filter, house, viewer, &type, std::string(alias)}, filter.path, limits::filter_links);
}

}  // namespace kernel
