#include <charconv>

#include "kernel/api/app.h"
#include "kernel/base/id.h"
#include "kernel/base/text.h"
#include "kernel/search/duplicates.h"
#include "kernel/search/limits.h"
#include "kernel/search/search.h"

namespace kernel {

namespace {

// A record that the caller may not know of is as unknown as one that there is not.
Result<SearchQuery> search_query(const App& app, const Call& call) {
    TRY(check_parameters(call, {"q", "limit", "records"}));
    SearchQuery query{.text = parameter(call, "q"), .records = {}};
    if (const std::string limit = parameter(call, "limit"); !limit.empty()) {
        const auto end = std::from_chars(limit.data(), limit.data() + limit.size(), query.limit).ptr;
        if (end != limit.data() + limit.size() || query.limit == 0) query.limit = -1;
    }
    const std::string records = parameter(call, "records");
    for (std::string_view rest = records; !rest.empty();) {
        const std::string_view name = rest.substr(0, rest.find(','));
        const RecordType* type = app.house.find(name);
        if (!type || !may(call.viewer, *type, Action::read))
            return Problem{.code = Code::invalid, .key = "problem.search_record", .arguments = {{"text", cut(std::string(name), 60)}}};
        query.records.emplace_back(name);
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    }
    return query;
}

void search(const App& app, const CallPtr& call) {
    const auto query = search_query(app, *call);
    if (!query) return call->refuse(query.problem());
    auto found = search_everything(app.search, *call->connection, call->viewer, *query, app.messages, call->locale);
    if (!found) return call->refuse(found.problem());
    call->answer(200, std::move(*found));
}

// What is about to be saved, field by field; `id` when it is there already.
Result<DuplicateQuery> duplicate_query(const RecordType& type, const Call& call) {
    DuplicateQuery query{.type = type};
    for (const auto& [name, value] : call.request.query) {
        const auto place = type.place(name);
        const bool is_asked = place != RecordType::npos && type.fields[place].rules.alike != Likeness::none;
        if (!is_utf8(value) || characters(value) > limits::duplicate_characters || (!is_asked && name != "id"))
            return Problem{.code = Code::invalid, .key = "problem.parameter", .arguments = {{"text", cut(name, 60)}}};
        if (name == "id")
            query.except = parse_id(value).value_or(0);
        else if (may_read(call.viewer, type.fields[place]))
            query.values.emplace_back(place, value);
    }
    return query;
}

// For whoever may make or change such records, and nobody else.
void duplicates(const App& app, const CallPtr& call) {
    const RecordType* type = app.house.find(call->parameters[0]);
    if (!type || type->is_line() || !may(call->viewer, *type, Action::read))
        return call->refuse({.code = Code::not_found, .key = "problem.not_found"});
    if (!may(call->viewer, *type, Action::create) && !may(call->viewer, *type, Action::update))
        return call->refuse(
            {.code = Code::forbidden, .key = "problem.forbidden", .arguments = {}, .clause = std::string(type->traits().clause)});
    const auto query = duplicate_query(*type, *call);
    if (!query) return call->refuse(query.problem());
    call->answer(200, likely_duplicates(app.search, *call->connection, call->viewer, *query, app.messages, call->locale));
}

}  // namespace

void add_search_routes(Router& router, const App& app) {
    router.add(http::Method::get, "/api/v1/search", Need::viewer, [&app](const CallPtr& call) { search(app, call); });
    router.add(http::Method::get, "/api/v1/{record}/duplicates", Need::viewer, [&app](const CallPtr& call) { duplicates(app, call); });
}

}  // namespace kernel
