#include <charconv>

#include "kernel/api/app.h"
#include "kernel/base/text.h"
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

}  // namespace

void add_search_routes(Router& router, const App& app) {
    router.add(http::Method::get, "/api/v1/search", Need::viewer, [&app](const CallPtr& call) { search(app, call); });
}

}  // namespace kernel
