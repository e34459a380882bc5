#include <algorithm>
#include <charconv>

#include "kernel/api/app.h"
#include "kernel/api/precondition.h"
#include "kernel/base/number.h"
#include "kernel/base/text.h"

namespace kernel {

namespace {

using http::Method;

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

// The type that {record} names, if this viewer may know of it.
const RecordType* type_of(const App& app, const Call& call) {
    const RecordType* type = app.house.find(call.parameters[0]);
    return type && may(call.viewer, *type, Action::read) ? type : nullptr;
}

Result<ListQuery> list_query(const Call& call) {
    TRY(check_parameters(call, {"filter", "sort", "limit", "cursor", "q", "archived"}));
    ListQuery query{.filter = parameter(call, "filter"),
                    .sort = parameter(call, "sort"),
                    .cursor = parameter(call, "cursor"),
                    .search = parameter(call, "q")};
    const std::string archived = parameter(call, "archived");
    if (!archived.empty() && archived != "true" && archived != "false")
        return Problem{.code = Code::invalid, .key = "problem.parameter", .arguments = {{"text", "archived"}}};
    query.archived = archived == "true";
    if (const std::string limit = parameter(call, "limit"); !limit.empty()) {
        const auto end = std::from_chars(limit.data(), limit.data() + limit.size(), query.limit).ptr;
        if (end != limit.data() + limit.size() || query.limit == 0) query.limit = -1;
    }
    return query;
}

void answer(const Call& call, Result<std::string> json) {
    if (!json) return call.refuse(json.problem());
    call.answer(200, std::move(*json));
}

Result<std::int64_t> id_of(const Call& call) {
    const auto id = parse_id(call.parameters[1]);
    if (!id) return not_found();
    return *id;
}

bool is_json(const Call& call) {
    const auto type = call.request.header("content-type");
    return type.starts_with("application/json") || type.starts_with("application/merge-patch+json");
}

void list(const App& app, const CallPtr& call,
          Result<std::string> (Records::*what)(Connection&, const Viewer&, const RecordType&, const ListQuery&) const) {
    const RecordType* type = type_of(app, *call);
    if (!type) return call->refuse(not_found());
    auto query = list_query(*call);
    if (!query) return call->refuse(query.problem());
    answer(*call, (app.records.*what)(*call->connection, call->viewer, *type, *query));
}

void pick(const App& app, const CallPtr& call) {
    const RecordType* type = app.house.find(call->parameters[0]);
    if (!type || (type->name != "accounts" && !type_of(app, *call))) return call->refuse(not_found());
    int limit = 20;
    const std::string text = parameter(*call, "limit");
    if (!text.empty()) std::from_chars(text.data(), text.data() + text.size(), limit);
    answer(*call, app.records.choices(*call->connection, call->viewer, *type, parameter(*call, "q"), parameter(*call, "ids"), limit,
                                      parameter(*call, "filter")));
}

void get(const App& app, const CallPtr& call) {
    const RecordType* type = type_of(app, *call);
    const auto id = id_of(*call);
    if (!type || !id) return call->refuse(not_found());
    auto found = app.records.get(*call->connection, call->viewer, *type, *id);
    if (!found) return call->refuse(found.problem());
    Answer made = answer_of(std::move(*found), 200);
    call->answer(made.status, std::move(made.json), std::move(made.headers));
}

void history(const App& app, const CallPtr& call) {
    const RecordType* type = type_of(app, *call);
    const auto id = id_of(*call);
    if (!type || !id || type->is_line()) return call->refuse(not_found());
    Viewer viewer = call->viewer;
    viewer.locale = call->locale;
    const std::string version = parameter(*call, "version");
    const auto only = version.empty() ? std::optional<std::int64_t>(0) : parse_decimal(version, 0, Excess::refuse);
    if (!only || *only < 0) return call->refuse({.code = Code::invalid, .key = "problem.parameter", .arguments = {{"text", "version"}}});
    answer(*call, app.records.history(*call->connection, viewer, *type, *id, parameter(*call, "cursor"), app.messages, *only));
}

// What a record that belongs to another would be: where its form begins.
void propose(const App& app, const CallPtr& call) {
    const RecordType* type = type_of(app, *call);
    if (!type || !type->whole) return call->refuse(not_found());
    const auto id = parse_id(parameter(*call, type->traits().belongs_to));
    if (!id) return call->refuse(not_found());
    answer(*call, app.records.proposal(*call->connection, call->viewer, *type, *id));
}

void create(const App& app, const CallPtr& call) {
    const RecordType* type = type_of(app, *call);
    if (!type || type->is_line()) return call->refuse(not_found());
    if (!may(call->viewer, *type, Action::create))
        return call->refuse(
            {.code = Code::forbidden, .key = "problem.forbidden", .arguments = {}, .clause = std::string(type->traits().clause)});
    if (!is_json(*call)) return call->refuse({.code = Code::unsupported, .key = "problem.media_type"});
    auto draft = app.records.draft(call->viewer, *type, call->request.body, Records::Purpose::create);
    if (!draft) return call->refuse(draft.problem());
    write(app, call, [&app, call, type, draft = std::move(*draft)](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(Written written, app.records.create(transaction, call->viewer, *type, draft));
        const std::string location = "/api/v1/" + std::string(type->name) + '/' + std::to_string(written.id);
        Answer made = answer_of(std::move(written), 201);
        made.headers.emplace_back("Location", location);
        return made;
    });
}

// 2.1: whoever is made inactive or given another role begins anew.
bool ends_access(const RecordType& type, const Draft& draft) {
    if (type.name != "accounts") return false;
    return ((draft.given >> type.place("role") | draft.given >> type.place("active")) & 1) != 0;
}

void patch(const App& app, const CallPtr& call) {
    const RecordType* type = type_of(app, *call);
    const auto id = id_of(*call);
    if (!type || !id || type->is_line()) return call->refuse(not_found());
    if (!is_json(*call)) return call->refuse({.code = Code::unsupported, .key = "problem.media_type"});
    const auto version = expected_version(*call);
    if (!version) return call->refuse(version.problem());
    auto draft = app.records.draft(call->viewer, *type, call->request.body, Records::Purpose::change);
    if (!draft) return call->refuse(draft.problem());
    write(app, call,
          [&app, call, type, id = *id, version = *version, draft = std::move(*draft)](Transaction& transaction) -> Result<Answer> {
              TRY_ASSIGN(Written written, app.records.patch(transaction, call->viewer, *type, id, version, draft));
              if (written.version != version && ends_access(*type, draft)) app.accounts.end_access(transaction, id);
              return answer_of(std::move(written), 200);
          });
}

void move(const App& app, const CallPtr& call) {
    const RecordType* type = type_of(app, *call);
    const auto id = id_of(*call);
    if (!type || !id || type->is_line()) return call->refuse(not_found());
    const auto version = expected_version(*call);
    if (!version) return call->refuse(version.problem());
    if (!call->request.body.empty() && !is_json(*call)) return call->refuse({.code = Code::unsupported, .key = "problem.media_type"});
    write(app, call, [&app, call, type, id = *id, version = *version](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(Written written,
                   app.records.move(transaction, call->viewer, *type, id, version, call->parameters[2], call->request.body));
        if (type->name == "accounts") app.accounts.end_access(transaction, id);
        return answer_of(std::move(written), 200);
    });
}

}  // namespace

void add_record_routes(Router& router, const App& app) {
    auto add = [&](Method method, std::string_view pattern, void (*handle)(const App&, const CallPtr&)) {
        router.add(method, pattern, Need::viewer, [&app, handle](const CallPtr& call) { handle(app, call); });
    };
    add(Method::get, "/api/v1/{record}", [](const App& a, const CallPtr& call) { list(a, call, &Records::list); });
    add(Method::get, "/api/v1/{record}/totals", [](const App& a, const CallPtr& call) { list(a, call, &Records::totals); });
    add(Method::get, "/api/v1/{record}/choices", pick);
    add(Method::get, "/api/v1/{record}/proposal", propose);
    add(Method::post, "/api/v1/{record}", create);
    add(Method::get, "/api/v1/{record}/{id}", get);
    add(Method::patch, "/api/v1/{record}/{id}", patch);
    add(Method::get, "/api/v1/{record}/{id}/history", history);
    add(Method::post, "/api/v1/{record}/{id}/{move}", move);
}

}  // namespace kernel
