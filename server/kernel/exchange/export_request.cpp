#include "kernel/exchange/export_request.h"

#include <algorithm>
#include <boost/json.hpp>

#include "kernel/base/json.h"
#include "kernel/base/text.h"

namespace kernel {

namespace {

constexpr std::string_view members[] = {"record", "format", "shape", "columns", "filter", "sort", "q", "archived", "offset_minutes"};
constexpr std::string_view formats[] = {"xlsx", "csv"};
constexpr std::string_view shapes[] = {"list", "book"};
constexpr std::int64_t most_minutes = 14 * 60;

struct Reader {
    const boost::json::object& given;

    const boost::json::value* find(std::string_view name) const {
        const auto* found = given.if_contains(name);
        return found && !found->is_null() ? found : nullptr;
    }
    Result<std::string> text(std::string_view name) const {
        const auto* found = find(name);
        if (!found) return std::string();
        if (!found->is_string()) return invalid_field(std::string(name), "problem.field.kind.text");
        return std::string(std::string_view(found->get_string()));
    }
    Result<std::size_t> word(std::string_view name, std::span<const std::string_view> words) const {
        TRY_ASSIGN(const std::string said, text(name));
        if (said.empty()) return std::size_t{0};
        const auto found = std::ranges::find(words, said);
        if (found == words.end()) return invalid_field(std::string(name), "problem.field.kind.choice");
        return static_cast<std::size_t>(found - words.begin());
    }
    Result<std::vector<std::string>> columns() const {
        std::vector<std::string> names;
        const auto* found = find("columns");
        if (!found) return names;
        if (!found->is_array()) return invalid_field("columns", "problem.field.kind.array");
        for (const auto& name : found->get_array()) {
            if (!name.is_string() || names.size() == limits::export_columns) return invalid_field("columns", "problem.view.column");
            names.emplace_back(std::string_view(name.get_string()));
        }
        return names;
    }
    Result<bool> archived() const {
        const auto* found = find("archived");
        if (!found) return false;
        if (!found->is_bool()) return invalid_field("archived", "problem.field.kind.flag");
        return found->get_bool();
    }
    Result<int> offset() const {
        const auto* found = find("offset_minutes");
        if (!found) return 0;
        if (!found->is_int64() || std::abs(found->get_int64()) > most_minutes)
            return invalid_field("offset_minutes", "problem.field.kind.integer");
        return static_cast<int>(found->get_int64());
    }
};

}  // namespace

std::string json_of(const ExportRequest& request) {
    std::string out;
    JsonWriter json(out);
    const auto text = [&](std::string_view name, const std::string& value) {
        json.key(name);
        if (value.empty())
            json.null();
        else
            json.value(value);
    };
    json.object().key("record").value(request.record);
    json.key("format").value(formats[static_cast<std::size_t>(request.format)]);
    json.key("shape").value(shapes[static_cast<std::size_t>(request.shape)]).key("columns").array();
    for (const std::string& column : request.columns) json.value(column);
    json.end_array();
    text("filter", request.query.filter);
    text("sort", request.query.sort);
    text("q", request.query.search);
    json.key("archived").value(request.query.archived).key("offset_minutes").value(request.offset_minutes).end_object();
    return out;
}

Result<ExportRequest> export_request_from(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 3;
    boost::json::error_code error;
    const boost::json::value value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error, {}, options);
    if (error || !value.is_object()) return Problem{.code = Code::invalid, .key = "problem.json", .arguments = {{"at", "1"}}};
    for (const auto& member : value.get_object()) {
        const std::string_view name(member.key().data(), member.key().size());
        if (std::ranges::find(members, name) == std::end(members))
            return invalid_field(cut(std::string(name), 60), "problem.field.unknown");
    }
    const Reader reader{value.get_object()};
    ExportRequest request;
    TRY_ASSIGN(request.record, reader.text("record"));
    TRY_ASSIGN(const std::size_t format, reader.word("format", formats));
    TRY_ASSIGN(const std::size_t shape, reader.word("shape", shapes));
    request.format = static_cast<ExportRequest::Format>(format);
    request.shape = static_cast<ExportRequest::Shape>(shape);
    TRY_ASSIGN(request.columns, reader.columns());
    TRY_ASSIGN(request.query.filter, reader.text("filter"));
    TRY_ASSIGN(request.query.sort, reader.text("sort"));
    TRY_ASSIGN(request.query.search, reader.text("q"));
    TRY_ASSIGN(request.query.archived, reader.archived());
    TRY_ASSIGN(request.offset_minutes, reader.offset());
    return request;
}

}  // namespace kernel
