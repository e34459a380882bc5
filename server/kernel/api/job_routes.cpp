#include "kernel/api/job_routes.h"

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

// Reads each piece when the one before has been taken, so that no more than one is held.
class JobFileSource final : public http::Source {
public:
    JobFileSource(Store& store, std::int64_t job) : store_(store), job_(job) {}

    void next(std::function<void(std::string)> take) override {
        store_.read([take = std::move(take), job = job_, seq = seq_++](Connection& connection) {
            std::string piece;
            try {
                piece = read_job_piece(connection, job, seq);
            } catch (...) { problem_from(std::current_exception(), job); }  // to the log
            take(std::move(piece));
        });
    }

private:
    Store& store_;
    const std::int64_t job_;
    std::int64_t seq_ = 0;
};

void get_file(const JobRoutes& routes, const CallPtr& call) {
    const auto file = routes.jobs.file(*call->connection, call->viewer, id_of(*call));
    if (!file) return call->refuse(file.problem());
    const std::string ending = file->name.ends_with(".csv") ? ".csv" : ".xlsx";
    http::Response response{
        .status = 200,
        .content_type = ending == ".csv" ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        .headers = {},
        .body = {},
        .keep = {},
        .body_view = {}};
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"export" + ending + "\"; filename*=UTF-8''" + http::percent_encoded(file->name));
    response.headers.emplace_back("Cache-Control", "no-store");
    response.source = std::make_shared<JobFileSource>(routes.app.store, id_of(*call));
    response.source_bytes = static_cast<std::uint64_t>(file->bytes);
    call->respond(std::move(response));
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
