#include "kernel/api/bulk_routes.h"

#include "kernel/api/job_routes.h"

namespace kernel {

namespace {

struct BulkRoutes {
    const App& app;
    Jobs& jobs;
    Bulk& bulk;
};

void post_job(const BulkRoutes& routes, const CallPtr& call, const RecordType& type, BulkRequest request) {
    const auto rows = routes.bulk.count(*call->connection, call->viewer, type, request);
    if (!rows) return call->refuse(rows.problem());
    start_job(routes.app, routes.jobs, call, [routes, call, &type, rows = *rows, request = std::move(request)](Transaction& transaction) {
        return routes.bulk.create(transaction, call->viewer, type, request, rows);
    });
}

void post(const BulkRoutes& routes, const CallPtr& call) {
    const RecordType* type = routes.app.house.find(call->parameters[0]);
    if (!type || !may(call->viewer, *type, Action::read)) return call->refuse({.code = Code::not_found, .key = "problem.not_found"});
    auto request = bulk_request_from(call->request.body);
    if (!request) return call->refuse(request.problem());
    auto draft = routes.bulk.check(call->viewer, *type, *request);
    if (!draft) return call->refuse(draft.problem());
    if (request->items.empty()) return post_job(routes, call, *type, std::move(*request));
    routes.bulk.change(call->viewer, *type, *request, std::move(*draft), [call](std::string json) { call->answer(200, std::move(json)); });
}

}  // namespace

void add_bulk_routes(Router& router, const App& app, Jobs& jobs, Bulk& bulk) {
    const BulkRoutes routes{app, jobs, bulk};
    router.add(http::Method::post, "/api/v1/{record}/bulk", Need::viewer, [routes](const CallPtr& call) { post(routes, call); });
}

}  // namespace kernel
