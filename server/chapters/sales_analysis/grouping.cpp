#include "chapters/sales_analysis/grouping.h"

#include <algorithm>

#include "kernel/base/id.h"
#include "kernel/base/time.h"

namespace sales {

using namespace kernel;

namespace {

constexpr std::size_t titles_at_once = 100;

std::vector<std::int64_t> ids_of_path(std::string_view path) {
    std::vector<std::int64_t> ids;
    while (path.size() > 1) {  // "/1/2/"
        path.remove_prefix(1);
        const auto end = path.find('/');
        if (const auto id = parse_id(path.substr(0, end))) ids.push_back(*id);
        path.remove_prefix(std::min(end, path.size()));
    }
    return ids;
}

std::string quoted_text(std::string_view text) {
    std::string out = "\"";
    for (const char character : text) {
        if (character == '"' || character == '\\') out += '\\';
        out += character;
    }
    return out += '"';
}

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

Masters::Nodes Masters::load(const Dimension& tree) {
    Nodes nodes;
    Sql sql(tree.key == key_region ? R"(SELECT n."id", n."path" FROM "regions" n WHERE )"
                                   : R"(SELECT p."id", n."path" FROM "products" p JOIN "categories" n ON n."id" = p."category" WHERE )");
    append_scope(sql, viewer_, app_.house.get(tree.record), Action::read, "n");
    Rows rows = sql.query(connection_);
    while (rows.next()) nodes[rows.integer(0)] = ids_of_path(rows.text(1));
    return nodes;
}

const std::vector<std::int64_t>& Masters::nodes(const Dimension& tree, std::int64_t key) {
    static const std::vector<std::int64_t> none;
    auto loaded = nodes_.find(tree.record);
    if (loaded == nodes_.end()) loaded = nodes_.emplace(tree.record, load(tree)).first;
    const auto found = loaded->second.find(key);
    return found == loaded->second.end() ? none : found->second;
}

const std::string& Masters::segment(std::int64_t customer) {
    static const std::string none;
    if (!has_segments_) {
        has_segments_ = true;
        Sql sql(R"(SELECT c."id", c."segment" FROM "customers" c WHERE c."segment" IS NOT NULL AND )");
        append_scope(sql, viewer_, app_.house.get("customers"), Action::read, "c");
        Rows rows = sql.query(connection_);
        while (rows.next()) segments_[rows.integer(0)] = rows.text(1);
    }
    const auto found = segments_.find(customer);
    return found == segments_.end() ? none : found->second;
}

bool Masters::is_returned(std::int64_t order) {
    if (!has_returned_) {
        has_returned_ = true;
        Rows rows = connection_.query(R"(SELECT o."id" FROM "order_returns" r JOIN "orders" o ON o."id" = r."order"
            WHERE r."state" = 'accepted' AND r."archived_at" IS NULL AND o."returned" > 0)");
        while (rows.next()) returned_.insert(rows.integer(0));
    }
    return returned_.contains(order);
}

std::map<std::int64_t, std::string> Masters::texts(const RecordType& type, std::string_view column, std::span<const std::int64_t> ids) {
    std::map<std::int64_t, std::string> texts;
    for (; !ids.empty(); ids = ids.subspan(std::min(titles_at_once, ids.size()))) {
        Sql sql("SELECT \"id\", " + quoted(column) + " FROM " + type.table + " WHERE \"id\" IN (");
        for (std::size_t n = 0; n < titles_at_once; ++n) {  // always as many, so that it is one statement
            sql << (n ? ", " : "");
            sql.bind(n < ids.size() ? ids[n] : std::int64_t{0});
        }
        sql << ')';
        Rows rows = sql.query(connection_);
        while (rows.next()) texts[rows.integer(0)] = rows.text(1);
    }
    return texts;
}

std::map<std::int64_t, std::string> Masters::titles(std::string_view record, std::span<const std::int64_t> ids) {
    const RecordType& type = app_.house.get(record);
    return texts(type, type.title_column(), ids);
}

std::map<std::int64_t, std::string> Masters::managers(std::span<const std::int64_t> regions) {
    const RecordType& type = app_.house.get("regions");
    if (!may_read(viewer_, type.fields[type.place("manager")])) return {};
    return texts(type, "manager", regions);
}

std::int64_t time_group(Dimension::Of of, Day day) {
    const CalendarDate date = calendar_date(day);
    if (of == Dimension::Of::year) return date.year;
    if (of == Dimension::Of::quarter) return std::int64_t{date.year} * 4 + (date.month - 1) / 3;
    return std::int64_t{date.year} * 12 + date.month - 1;
}

std::pair<Day, Day> days_of_group(Dimension::Of of, std::int64_t group) {
    const std::int64_t months = of == Dimension::Of::year ? 12 : of == Dimension::Of::quarter ? 3 : 1;
    return {first_of_month(group * months), Day{first_of_month((group + 1) * months).since_1970 - 1}};
}

std::int64_t Grouping::text_group(const std::string& text) const {
    if (text.empty()) return 0;
    const auto [found, is_new] = texts_->groups.try_emplace(text, static_cast<std::int64_t>(texts_->of_group.size()));
    if (is_new) texts_->of_group.push_back(text);
    return found->second;
}

std::int64_t Grouping::group_of(std::int64_t key) const {
    if (dimension_->of == Dimension::Of::link) return key;
    if (dimension_->of == Dimension::Of::flag) return masters_->is_returned(key) ? 1 : 0;
    if (dimension_->of == Dimension::Of::text) return text_group(masters_->segment(key));
    const auto& nodes = masters_->nodes(*dimension_, key);
    if (nodes.empty()) return 0;
    const std::size_t depth = std::min(nodes.size(), static_cast<std::size_t>(dimension_->level));
    (*depths_)[nodes[depth - 1]] = static_cast<int>(depth);
    return nodes[depth - 1];
}

Cut Grouping::cut(const std::function<Day(Day)>& shown) const {
    if (!dimension_->is_time()) return {dimension_->key, [*this](std::int64_t key) { return group_of(key); }};
    return {dimension_->key,
            [of = dimension_->of, shown](std::int64_t day) { return time_group(of, shown(Day{static_cast<std::int32_t>(day)})); }};
}

std::string Grouping::name(std::int64_t group) const {
    switch (dimension_->of) {
        case Dimension::Of::year:
            return std::to_string(group);
        case Dimension::Of::quarter:
            return std::to_string(group / 4) + "-Q" + std::to_string(group % 4 + 1);
        case Dimension::Of::month:
            return std::to_string(group / 12) + '-' + two_digits(group % 12 + 1);
        case Dimension::Of::flag:
            return group == 0 ? "no" : "yes";
        case Dimension::Of::text:
            return texts_->of_group[static_cast<std::size_t>(group)];
        case Dimension::Of::tree:
        case Dimension::Of::link:
            break;
    }
    return group == 0 ? std::string() : std::to_string(group);
}

std::string Grouping::ledger(std::int64_t group) const {
    const std::string path(dimension_->path);
    if (dimension_->is_time()) {
        const auto [from, to] = days_of_group(dimension_->of, group);
        return ledger_of_days(from, to);
    }
    if (dimension_->of == Dimension::Of::flag) return (group == 0 ? "not " : "") + path + " > 0";
    // What is not to be read counts as having no value, here as in the groups.
    if (group == 0)
        return path.find('.') == path.npos || dimension_->of == Dimension::Of::link ? path + " is empty" : "not " + path + " is not empty";
    if (dimension_->of == Dimension::Of::text) return path + " = " + quoted_text(name(group));
    if (dimension_->of == Dimension::Of::link) return path + " = " + name(group);
    // A node above the level has only what hangs at it: what is below it has a group of its own.
    const auto depth = depths_->find(group);
    const bool whole = depth != depths_->end() && depth->second == dimension_->level;
    return path + (whole ? " within " : " = ") + name(group);
}

std::map<std::int64_t, std::string> Grouping::titles(std::span<const std::int64_t> groups) const {
    if (dimension_->of == Dimension::Of::tree || dimension_->of == Dimension::Of::link) return masters_->titles(dimension_->record, groups);
    std::map<std::int64_t, std::string> titles;
    for (const std::int64_t group : groups)
        if (std::string text = name(group); !text.empty())
            titles[group] = dimension_->of == Dimension::Of::flag ? masters_->label("analysis.returned." + text) : std::move(text);
    return titles;
}

std::map<std::int64_t, std::string> Grouping::notes(std::span<const std::int64_t> groups) const {
    if (dimension_->key != key_region) return {};
    return masters_->managers(groups);
}

Condition condition_of(const Term& term, Masters& masters) {
    const Dimension& dimension = *term.dimension;
    std::unordered_set<std::string> texts;
    std::unordered_set<std::int64_t> ids;
    for (const std::string& value : term.values) {
        texts.insert(value);
        ids.insert(parse_id(value).value_or(-1));
    }
    const auto holds = [&dimension, &masters, texts, ids](std::int64_t key) {
        if (dimension.of == Dimension::Of::flag) return texts.contains(masters.is_returned(key) ? "yes" : "no");
        if (dimension.of == Dimension::Of::text) {
            const std::string& text = masters.segment(key);
            return texts.empty() ? text.empty() : texts.contains(text);
        }
        if (dimension.of == Dimension::Of::link) return ids.empty() ? key == 0 : ids.contains(key);
        const auto& nodes = masters.nodes(dimension, key);
        if (ids.empty()) return nodes.empty();
        return std::ranges::any_of(nodes, [&](std::int64_t node) { return ids.contains(node); });
    };
    return {dimension.key, [holds, negated = term.negated](std::int64_t key) { return holds(key) != negated; }};
}

std::string ledger_of(const Term& term) {
    const std::string path(term.dimension->path);
    if (term.dimension->of == Dimension::Of::flag) return (term.values.front() == "yes" ? "" : "not ") + path + " > 0";
    std::string any;
    for (const std::string& value : term.values) {
        const bool tree = term.dimension->of == Dimension::Of::tree;
        const bool text = term.dimension->of == Dimension::Of::text;
        any += (any.empty() ? "" : " or ") + path + (tree ? " within " : " = ") + (text ? quoted_text(value) : value);
    }
    if (term.values.empty()) any = "not " + path + " is not empty";
    if (term.negated) return "not (" + any + ')';
    return term.values.size() > 1 ? '(' + any + ')' : any;
}

std::string ledger_of_days(std::optional<Day> from, std::optional<Day> to) {
    if (!from && !to) return {};
    return "order.ordered_on in " + (from ? format_day(*from) : std::string()) + ".." + (to ? format_day(*to) : std::string());
}

}  // namespace sales
