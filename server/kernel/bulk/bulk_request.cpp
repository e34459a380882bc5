#include "kernel/bulk/bulk_request.h"

#include <algorithm>
#include <boost/json.hpp>

#include "kernel/base/id.h"
#include "kernel/base/json.h"
#include "kernel/base/text.h"

namespace kernel {

namespace {

using boost::json::object;
using boost::json::value;

std::string_view view_of(const boost::json::string& text) { return {text.data(), text.size()}; }

Result<Done> only(const object& given, std::initializer_list<std::string_view> members, const std::string& where) {
    for (const auto& member : given) {
        const std::string_view name(member.key().data(), member.key().size());
        if (std::ranges::find(members, name) == members.end())
            return invalid_field(where + cut(std::string(name), 60), "problem.field.unknown");
    }
    return Done{};
}

const value* find(const object& given, std::string_view name) {
    const auto* found = given.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
}

Result<std::string> text(const object& given, std::string_view name, const std::string& where) {
    const auto* found = find(given, name);
    if (!found) return std::string();
    if (!found->is_string()) return invalid_field(where + std::string(name), "problem.field.kind.text");
    return std::string(view_of(found->get_string()));
}

Result<std::int64_t> id(const value& given, const std::string& where) {
    const auto parsed = given.is_string() ? parse_id(view_of(given.get_string())) : std::nullopt;
    if (!parsed) return invalid_field(where, "problem.field.kind.id");
    return *parsed;
}

Result<std::vector<BulkItem>> items(const value& given) {
    if (!given.is_array()) return invalid_field("items", "problem.field.kind.array");
    if (given.get_array().size() > limits::bulk_items)
        return invalid_field("items", "problem.bulk.items", {{"max", std::to_string(limits::bulk_items)}});
    std::vector<BulkItem> made;
    for (const value& one : given.get_array()) {
        const std::string where = "items[" + std::to_string(made.size()) + "].";
        const auto* item = one.if_object();
        const value* named = item ? find(*item, "id") : nullptr;
        const value* version = item ? find(*item, "version") : nullptr;
        if (!named || !version || !version->is_int64()) return invalid_field(where + "version", "problem.bulk.item");
        TRY_ASSIGN(const std::int64_t found, id(*named, where + "id"));
        if (std::ranges::find(made, found, &BulkItem::id) != made.end()) return invalid_field(where + "id", "problem.bulk.item");
        made.push_back({.id = found, .version = version->get_int64()});
    }
    return made;
}

Result<ListQuery> rows(const value& given) {
    if (!given.is_object()) return invalid_field("all", "problem.field.kind.object");
    TRY(only(given.get_object(), {"filter", "q", "archived"}, "all."));
    ListQuery query;
    TRY_ASSIGN(query.filter, text(given.get_object(), "filter", "all."));
    TRY_ASSIGN(query.search, text(given.get_object(), "q", "all."));
    if (const auto* archived = find(given.get_object(), "archived")) {
        if (!archived->is_bool()) return invalid_field("all.archived", "problem.field.kind.flag");
        query.archived = archived->get_bool();
    }
    query.sort = "id";
    return query;
}

Result<Done> read_rows(const object& given, BulkRequest& request) {
    const value* named = find(given, "items");
    const value* all = find(given, "all");
    const value* job = find(given, "job");
    if (!!named + !!all + !!job != 1) return invalid_field("items", "problem.bulk.rows");
    if (named) {
        TRY_ASSIGN(request.items, items(*named));
        if (request.items.empty()) return invalid_field("items", "problem.bulk.rows");
    }
    if (all) { TRY_ASSIGN(request.all, rows(*all)); }
    if (job) { TRY_ASSIGN(request.job, id(*job, "job")); }
    return Done{};
}

}  // namespace

std::string json_of(const BulkRequest& request) {
    std::string out;
    JsonWriter json(out);
    json.object().key("action").value(request.action);
    if (!request.set.empty()) json.key("set").raw(request.set);
    if (request.job != 0) json.key("job").id(request.job);
    if (request.all) {
        json.key("all").object().key("filter").value(request.all->filter).key("q").value(request.all->search);
        json.key("archived").value(request.all->archived).end_object();
    }
    json.end_object();
    return out;
}

Result<BulkRequest> bulk_request_from(std::string_view body) {
    if (body.size() > limits::bulk_body_bytes) return Problem{.code = Code::too_large, .key = "problem.too_large"};
    boost::json::parse_options options;
    options.max_depth = 6;
    boost::json::error_code error;
    const value parsed = boost::json::parse(boost::json::string_view(body.data(), body.size()), error, {}, options);
    if (error || !parsed.is_object()) return Problem{.code = Code::invalid, .key = "problem.json", .arguments = {{"at", "1"}}};
    const object& given = parsed.get_object();
    TRY(only(given, {"action", "set", "items", "all", "job"}, ""));
    BulkRequest request;
    TRY_ASSIGN(request.action, text(given, "action", ""));
    if (request.action.empty()) return invalid_field("action", "problem.field.required");
    const value* set = find(given, "set");
    if (set && !set->is_object()) return invalid_field("set", "problem.field.kind.object");
    const bool sets = set && !set->get_object().empty();
    const bool must = request.action == "update", may = must || (request.action != "archive" && request.action != "restore");
    if (sets ? !may : must) return invalid_field("set", "problem.bulk.set");
    if (sets) request.set = boost::json::serialize(*set);
    TRY(read_rows(given, request));
    return request;
}

}  // namespace kernel
