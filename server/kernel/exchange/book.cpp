#include "kernel/exchange/book.h"

#include <algorithm>
#include <unordered_map>

namespace kernel {

namespace {

constexpr std::string_view between_levels = " / ";  // as a tree's full_name has it

// A cell that outlives the row of the result it came from.
struct KeptCell {
    bool null = true;
    std::int64_t number = 0;
    std::string text;
};

std::string_view level_of(std::string_view full_name, std::size_t level) {
    for (; level > 1; --level) {
        const auto end = full_name.find(between_levels);
        if (end == full_name.npos) return {};
        full_name.remove_prefix(end + between_levels.size());
    }
    return full_name.substr(0, full_name.find(between_levels));
}

}  // namespace

Book::Book(const House& house, const Viewer& viewer, const RecordType& type)
    : house_(house), viewer_(viewer), root_(type.parent ? *type.parent : type) {
    root_alias_ = type.parent ? "r" : "t";
    line_alias_ = type.parent ? "t" : "l";
    select_ = "SELECT t.\"id\"";
    from_ = " FROM " + type.table + " t";
    if (root_.lines) {
        const std::string parent = line_alias_ + '.' + quoted(root_.lines->traits().parent);
        from_ += type.parent ? " JOIN " + root_.table + " r ON r.\"id\" = " + parent
                             : " LEFT JOIN " + root_.lines->table + " l ON " + parent + " = t.\"id\"";
    }
    for (const Target& target : targets_of(house, root_, viewer)) add(target);
}

std::string Book::join(const std::string& alias, const Field& link, bool within_reach) {
    const RecordType& target = house_.get(link.target);
    const std::string on = alias + '.' + quoted(link.name);
    const bool is_narrow = within_reach && scope_of(viewer_, target, Action::read) != Scope::all;
    for (const Join& known : joins_)
        if (known.text.ends_with(" = " + on) && (known.scope != nullptr) == is_narrow) return known.alias;
    Join made{.text = {}, .scope = is_narrow ? &target : nullptr, .alias = "j" + std::to_string(joins_.size() + 1)};
    made.text = " LEFT JOIN " + target.table + ' ' + made.alias + " ON " + made.alias + ".\"id\" = " + on;
    return joins_.emplace_back(std::move(made)).alias;
}

// 9.2: of what a link leads to, its title shows wherever the record does; anything else only within one's reach.
std::string Book::column_of(const Target& target) {
    const std::string& own = target.in_lines ? line_alias_ : root_alias_;
    const RecordType& owner = target.in_lines ? *root_.lines : root_;
    if (target.link == 0) {
        const Field& field = target.field();
        if (field.kind != Kind::link) return own + '.' + quoted(field.name);
        return join(own, field, false) + '.' + quoted(house_.get(field.target).title_column());
    }
    const Field& link = owner.fields[target.link];
    const RecordType& linked = house_.get(link.target);
    const bool is_title = target.field().name == linked.traits().title;
    const std::string there = join(own, link, !is_title);
    if (target.field().kind != Kind::link) return there + '.' + quoted(target.field().name);
    return join(there, target.field(), false) + '.' + quoted(house_.get(target.field().target).title_column());
}

void Book::add(const Target& target) {
    select_ += ", " + column_of(target);
    columns_.push_back({.target = target, .field = &target.field(), .at = static_cast<int>(columns_.size()) + 1});
}

std::vector<table::OutColumn> Book::columns(const Messages& messages, std::string_view locale) const {
    std::vector<table::OutColumn> made;
    for (const Column& column : columns_) {
        const Target& target = column.target;
        // Whose field it is, said once: an order's state is not a state of the country.
        const std::string group = target_group(messages, locale, target);
        std::string title = target_label(messages, locale, target);
        if (!title.starts_with(group)) title = group + ' ' + title;
        // Two links to records of one kind would read the same: the path is as good to an import.
        if (std::ranges::find(made, title, &table::OutColumn::title) != made.end()) title = target.path;
        made.push_back(ExportCells::column(std::move(title), column.field->kind));
    }
    return made;
}

void Book::write(Connection& connection, const std::vector<std::int64_t>& ids, ExportCells& cells, table::TableWriter& writer) const {
    Sql sql(select_ + from_);
    for (const Join& join : joins_) {
        sql << join.text;
        if (!join.scope) continue;
        sql << " AND ";
        append_scope(sql, viewer_, *join.scope, Action::read, join.alias);
    }
    sql << " WHERE t.\"id\" IN (";
    for (std::size_t i = 0; i < ids_together; ++i) {  // always as many, so that the statement is one
        if (i > 0) sql << ", ";
        sql.bind(i < ids.size() ? ids[i] : std::int64_t{0});
    }
    sql << ") ORDER BY t.\"id\"";
    if (root_.lines) sql << ", " << line_alias_ << ".\"position\"";

    std::unordered_map<std::int64_t, std::vector<std::vector<KeptCell>>> rows_of;
    Rows rows = sql.query(connection);
    while (rows.next()) {
        auto& row = rows_of[rows.integer(0)].emplace_back();
        for (const Column& column : columns_) {
            KeptCell& cell = row.emplace_back();
            cell.null = rows.is_null(column.at);
            if (cell.null) continue;
            if (is_text(column.field->kind) || column.field->kind == Kind::choice || column.field->kind == Kind::link)
                cell.text = rows.text(column.at);
            else
                cell.number = rows.integer(column.at);
        }
    }
    std::vector<table::OutCell> out;
    for (const std::int64_t id : ids) {
        for (const auto& row : rows_of[id]) {
            out.clear();
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                const Target& target = columns_[i].target;
                const std::string_view title = target.level > 0 ? level_of(row[i].text, target.level) : std::string_view(row[i].text);
                out.push_back(cells.of(*target.type, *columns_[i].field,
                                       {.null = row[i].null, .number = row[i].number, .text = row[i].text, .title = title}));
            }
            writer.row(out);
            cells.forget();
        }
    }
}

}  // namespace kernel
