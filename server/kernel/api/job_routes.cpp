#include "kernel/api/job_routes.h"

#include <cstdio>

#include "kernel/base/id.h"
#include "kernel/http/client.h"

namespace kernel {

namespace {

using http::Method;

std::int64_t id_of(const Call& call) { return parse_id(call.parameters[0]).value_or(0); }

void answer(const Call& call, Result<std::string> json) {
    if (!json) return call.refuse(json.problem());
    call.answer(200, std::move(*json));
}

void post_export(const JobRoutes& routes, const CallPtr& call) {
    auto request = export_request_from(call->request.body);
    if (!request) return call->refuse(request.problem());
    const auto rows = routes.exports.count(*call->connection, call->viewer, *request);
    if (!rows) return call->refuse(rows.problem());
    start_job(routes.app, routes.jobs, call, [routes, call, rows = *rows, request = std::move(*request)](Transaction& transaction) {
        return routes.exports.create(transaction, call->viewer, request, rows);
    });
}

// A job waits for nobody, so that one can be stopped while the writer is busy.
void post_cancel(const JobRoutes& routes, const CallPtr& call) {
    auto note = routes.jobs.cancel(*call->connection, call->viewer, id_of(*call));
    if (!note) return call->refuse(note.problem());
    routes.app.store.write({.apply = std::move(*note), .settled = [](Outcome, const std::exception_ptr&) {}});
    auto json = routes.jobs.get(*call->connection, call->viewer, id_of(*call));
    if (!json) return call->refuse(json.problem());
    call->answer(202, std::move(*json));
}

void send_file(const CallPtr& call, Jobs::File file) {
    const bool csv = file.name.ends_with(".csv");
    http::Response response{
        .status = 200,
        .content_type = csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        .headers = {},
        .body = std::move(file.bytes),
        .keep = {},
        .body_view = {}};
    response.headers.emplace_back("Content-Disposition", std::string("attachment; filename=\"export") + (csv ? ".csv" : ".xlsx") +
                                                             "\"; filename*=UTF-8''" + http::percent_encoded(file.name));
    response.headers.emplace_back("Cache-Control", "no-store");
    call->respond(std::move(response));
}

void get_file(const JobRoutes& routes, const CallPtr& call) {
    const bool queued = routes.app.store.read_long([routes, call](Connection& connection) {
        try {
            auto file = routes.jobs.file(connection, call->viewer, id_of(*call));
            if (!file) return call->refuse(file.problem());
            send_file(call, std::move(*file));
        } catch (const std::exception& error) {
            std::fprintf(stderr, "request %lld: %s\n", static_cast<long long>(call->request_id), error.what());
            call->refuse({.code = Code::failed, .key = "problem.failed"});
        }
    });
    if (!queued) call->refuse({.code = Code::unavailable, .key = "problem.busy"});
}

}  // namespace

void start_job(const App& app, Jobs& jobs, const CallPtr& call, std::function<Result<std::int64_t>(Transaction&)> create) {
    // Once it is answered it is durable, so the worker finds it.
    call->respond = [&jobs, respond = call->respond](http::Response response) {
        jobs.tell();
        respond(std::move(response));
    };
    write(app, call, [&jobs, call, create = std::move(create)](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(const std::int64_t id, create(transaction));
        TRY_ASSIGN(std::string json, jobs.get(transaction, call->viewer, id));
        Answer made{.status = 202, .json = std::move(json)};
        made.headers.emplace_back("Location", "/api/v1/jobs/" + std::to_string(id));
        return made;
    });
}

void add_job_routes(Router& router, const JobRoutes& routes) {
    const std::string one = "/api/v1/jobs/{job}";
    router.add(Method::post, "/api/v1/exports", Need::viewer, [routes](const CallPtr& call) { post_export(routes, call); });
    router.add(Method::get, "/api/v1/jobs", Need::viewer,
               [routes](const CallPtr& call) { call->answer(200, routes.jobs.list(*call->connection, call->viewer)); });
    router.add(Method::get, one, Need::viewer,
               [routes](const CallPtr& call) { answer(*call, routes.jobs.get(*call->connection, call->viewer, id_of(*call))); });
    router.add(Method::post, one + "/cancel", Need::viewer, [routes](const CallPtr& call) { post_cancel(routes, call); });
    router.add(Method::get, one + "/outcomes", Need::viewer, [routes](const CallPtr& call) {
        answer(*call, routes.jobs.outcomes(*call->connection, call->viewer, id_of(*call), parameter(*call, "refused") == "true",
                                           parameter(*call, "cursor")));
    });
    router.add(Method::get, one + "/file", Need::viewer, [routes](const CallPtr& call) { get_file(routes, call); });
}

}  // namespace kernel
