#include "kernel/views/view_state.h"

#include <algorithm>
#include <boost/json.hpp>

#include "kernel/base/json.h"
#include "kernel/base/text.h"
#include "kernel/views/limits.h"

namespace kernel {

namespace {

constexpr std::string_view modes[] = {"table", "cards"};
constexpr std::string_view densities[] = {"comfortable", "compact"};

// The field that a column of a list shows. Archiving is a flag to whoever reads it and an instant in the table.
const Field* column_field(const RecordType& type, std::string_view name) {
    const auto place = type.place(name == "archived" ? "archived_at" : name);
    return place == RecordType::npos ? nullptr : &type.fields[place];
}

struct Reader {
    const boost::json::object& given;
    const std::string& where;
    ViewState& state;

    Result<Done> text(std::string_view name, std::string& to) const {
        const auto* found = given.if_contains(name);
        if (!found || found->is_null()) return Done{};
        if (!found->is_string()) return invalid_field(where + std::string(name), "problem.field.kind.text");
        to = std::string_view(found->get_string());
        return Done{};
    }
    Result<Done> word(std::string_view name, std::string& to, std::span<const std::string_view> words) const {
        TRY(text(name, to));
        if (!to.empty() && std::ranges::find(words, to) == words.end())
            return invalid_field(where + std::string(name), "problem.field.kind.choice");
        return Done{};
    }
    Result<Done> column(const boost::json::value& value) const {
        const auto* object = value.if_object();
        const auto* name = object ? object->if_contains("name") : nullptr;
        if (!name || !name->is_string()) return invalid_field(where + "columns", "problem.view.column");
        ViewColumn made{.name = std::string(std::string_view(name->get_string()))};
        if (const auto* width = object->if_contains("width"); width && !width->is_null()) {
            if (!width->is_int64() || width->get_int64() < limits::view_column_least || width->get_int64() > limits::view_column_most)
                return invalid_field(
                    where + "columns", "problem.view.width",
                    {{"min", std::to_string(limits::view_column_least)}, {"max", std::to_string(limits::view_column_most)}});
            made.width = static_cast<int>(width->get_int64());
        }
        const bool is_new = std::ranges::find(state.columns, made.name, &ViewColumn::name) == state.columns.end();
        if (!is_new || state.columns.size() == limits::view_columns) return invalid_field(where + "columns", "problem.view.column");
        state.columns.push_back(std::move(made));
        return Done{};
    }
    Result<Done> columns() const {
        const auto* found = given.if_contains("columns");
        if (!found || found->is_null()) return Done{};
        if (!found->is_array()) return invalid_field(where + "columns", "problem.field.kind.array");
        for (const auto& value : found->get_array()) TRY(column(value));
        return Done{};
    }
    Result<Done> archived() const {
        const auto* found = given.if_contains("archived");
        if (!found || found->is_null()) return Done{};
        if (!found->is_bool()) return invalid_field(where + "archived", "problem.field.kind.flag");
        state.archived = found->get_bool();
        return Done{};
    }
};

constexpr std::string_view layout_members[] = {"mode", "density", "columns"};
constexpr std::string_view row_members[] = {"filter", "sort", "q", "archived"};

}  // namespace

std::string json_of(const ViewState& state, ViewPart part) {
    std::string out;
    JsonWriter json(out);
    json.object();
    const auto text = [&](std::string_view name, const std::string& value) {
        json.key(name);
        if (value.empty())
            json.null();
        else
            json.value(value);
    };
    if (part == ViewPart::whole) {
        text("filter", state.filter);
        text("sort", state.sort);
        text("q", state.search);
        json.key("archived").value(state.archived);
    }
    text("mode", state.mode);
    text("density", state.density);
    json.key("columns").array();
    for (const ViewColumn& column : state.columns) {
        json.object().key("name").value(column.name).key("width");
        if (column.width == 0)
            json.null();
        else
            json.value(column.width);
        json.end_object();
    }
    json.end_array().end_object();
    return out;
}

Result<ViewState> view_state_from(std::string_view json, ViewPart part, const std::string& where) {
    boost::json::error_code error;
    const boost::json::value value = boost::json::parse(boost::json::string_view(json.data(), json.size()), error);
    if (error || !value.is_object()) return invalid_field(where.substr(0, where.size() - 1), "problem.field.kind.object");
    for (const auto& member : value.get_object()) {
        const std::string_view name(member.key().data(), member.key().size());
        const bool known = std::ranges::find(layout_members, name) != std::end(layout_members) ||
                           (part == ViewPart::whole && std::ranges::find(row_members, name) != std::end(row_members));
        if (!known) return invalid_field(where + cut(std::string(name), 60), "problem.field.unknown");
    }
    ViewState state;
    const Reader reader{value.get_object(), where, state};
    if (part == ViewPart::whole) {
        TRY(reader.text("filter", state.filter));
        TRY(reader.text("sort", state.sort));
        TRY(reader.text("q", state.search));
        TRY(reader.archived());
    }
    TRY(reader.word("mode", state.mode, modes));
    TRY(reader.word("density", state.density, densities));
    TRY(reader.columns());
    return state;
}

Result<Done> check_view(const Records& records, const Viewer& viewer, const RecordType& type, const ViewState& state) {
    for (const ViewColumn& column : state.columns) {
        const Field* field = column_field(type, column.name);
        if (!field || !may_read(viewer, *field)) return invalid_field("state.columns", "problem.view.column");
    }
    return records.check(viewer, type, {.filter = state.filter, .sort = state.sort, .search = state.search, .archived = state.archived});
}

void leave_readable_columns(const Viewer& viewer, const RecordType& type, ViewState& state) {
    std::erase_if(state.columns, [&](const ViewColumn& column) {
        const Field* field = column_field(type, column.name);
        return !field || !may_read(viewer, *field);
    });
}

}  // namespace kernel
