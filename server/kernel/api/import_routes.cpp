#include "kernel/api/import_routes.h"

#include "kernel/api/upload.h"
#include "kernel/base/id.h"
#include "kernel/base/text.h"
#include "kernel/exchange/chunks.h"

namespace kernel {

namespace {

using http::Method;

Problem failure(Code code, std::string key) { return {.code = code, .key = std::move(key)}; }

void answer(const Call& call, Result<std::string> json) {
    if (!json) return call.refuse(json.problem());
    call.answer(200, std::move(*json));
}

class ImportUpload final : public ChunkedUpload {
public:
    ImportUpload(const ImportRoutes& routes, const CallPtr& call)
        : ChunkedUpload(routes.app, call, {.bytes = limits::import_bytes, .piece = limits::import_chunk_bytes}), imports_(routes.imports) {}

private:
    Result<std::int64_t> begin(Transaction& transaction, std::string_view /*first_piece*/) override {
        return imports_.create(transaction, call()->viewer, parameter(*call(), "record"), parameter(*call(), "name"));
    }
    void append(Transaction& transaction, std::int64_t id, std::int64_t seq, std::string_view bytes) override {
        append_chunk(transaction, id, seq, bytes);
    }
    void finish(Connection& connection, std::int64_t id, std::int64_t size) override {
        imports_.finish(call()->viewer, id, size);
        auto json = imports_.get(connection, call()->viewer, id);
        if (!json) return refuse(json.problem());
        call()->answer(201, std::move(*json), {{"Location", "/api/v1/imports/" + std::to_string(id)}});
    }
    void abandon(std::int64_t id) override { imports_.abandon(id); }

    Imports& imports_;
};

std::int64_t id_of(const Call& call) { return parse_id(call.parameters[0]).value_or(0); }

// Work on the writer that answers with the import as it is then.
void change(const ImportRoutes& routes, const CallPtr& call, int status, std::function<Result<Done>(Transaction&, std::int64_t)> work) {
    write(routes.app, call, [routes, call, status, work = std::move(work)](Transaction& transaction) -> Result<Answer> {
        TRY(work(transaction, id_of(*call)));
        TRY_ASSIGN(std::string json, routes.imports.get(transaction, call->viewer, id_of(*call)));
        return Answer{.status = status, .json = std::move(json)};
    });
}

// Work for the worker: once it is answered it is durable, so the worker finds it.
void tell_then(const ImportRoutes& routes, const CallPtr& call) {
    call->respond = [&imports = routes.imports, respond = call->respond](http::Response response) {
        imports.tell();
        respond(std::move(response));
    };
}

void ask(const ImportRoutes& routes, const CallPtr& call, ImportMode mode) {
    tell_then(routes, call);
    change(routes, call, 202, [routes, call, mode](Transaction& transaction, std::int64_t id) {
        return routes.imports.ask(transaction, call->viewer, id, mode);
    });
}

void post_undo(const ImportRoutes& routes, const CallPtr& call) {
    tell_then(routes, call);
    change(routes, call, 202,
           [routes, call](Transaction& transaction, std::int64_t id) { return routes.imports.undo(transaction, call->viewer, id); });
}

void post_run(const ImportRoutes& routes, const CallPtr& call) {
    const auto mode = run_mode_from(call->request.body);
    if (!mode) return call->refuse(mode.problem());
    ask(routes, call, *mode);
}

void patch(const ImportRoutes& routes, const CallPtr& call) {
    auto changes = import_change_from(call->request.body);
    if (!changes) return call->refuse(changes.problem());
    change(routes, call, 200, [routes, call, changes = std::move(*changes)](Transaction& transaction, std::int64_t id) {
        return routes.imports.change(transaction, call->viewer, id, changes);
    });
}

// The writer may be busy with the very run that is to end, so nothing waits for it.
void post_cancel(const ImportRoutes& routes, const CallPtr& call) {
    auto note = routes.imports.cancel(*call->connection, call->viewer, id_of(*call));
    if (!note) return call->refuse(note.problem());
    routes.app.store.write({.apply = std::move(*note), .settled = [](Outcome, const std::exception_ptr&) {}});
    auto json = routes.imports.get(*call->connection, call->viewer, id_of(*call));
    if (!json) return call->refuse(json.problem());
    call->answer(202, std::move(*json));
}

void get_problems_csv(const ImportRoutes& routes, const CallPtr& call) {
    auto csv = routes.imports.problems_csv(*call->connection, call->viewer, id_of(*call));
    if (!csv) return call->refuse(csv.problem());
    http::Response response{
        .status = 200, .content_type = "text/csv; charset=utf-8", .headers = {}, .body = std::move(*csv), .keep = {}, .body_view = {}};
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"import-" + std::to_string(id_of(*call)) + "-problems.csv\"");
    response.headers.emplace_back("Cache-Control", "no-store");
    call->respond(std::move(response));
}

}  // namespace

bool is_import_upload(const http::Request& head) { return head.method == Method::post && head.path == "/api/v1/imports"; }

std::shared_ptr<http::Upload> open_upload(const ImportRoutes& routes, const CallPtr& call) {
    if (const auto allowed = routes.imports.may_create(call->viewer, parameter(*call, "record")); !allowed)
        return call->refuse(allowed.problem()), nullptr;
    return std::make_shared<ImportUpload>(routes, call);
}

void add_import_routes(Router& router, const ImportRoutes& routes) {
    const std::string all = "/api/v1/imports", one = all + "/{import}";
    router.add(Method::get, all, Need::viewer,
               [routes](const CallPtr& call) { call->answer(200, routes.imports.list(*call->connection, call->viewer)); });
    // With a body the door takes it (open_upload); without one there is no file.
    router.add(Method::post, all, Need::viewer, [](const CallPtr& call) { call->refuse(failure(Code::invalid, "problem.table.empty")); });
    router.add(Method::get, one, Need::viewer,
               [routes](const CallPtr& call) { answer(*call, routes.imports.get(*call->connection, call->viewer, id_of(*call))); });
    router.add(Method::patch, one, Need::viewer, [routes](const CallPtr& call) { patch(routes, call); });
    router.add(Method::post, one + "/check", Need::viewer, [routes](const CallPtr& call) { ask(routes, call, ImportMode::check); });
    router.add(Method::post, one + "/run", Need::viewer, [routes](const CallPtr& call) { post_run(routes, call); });
    router.add(Method::post, one + "/undo", Need::viewer, [routes](const CallPtr& call) { post_undo(routes, call); });
    router.add(Method::post, one + "/cancel", Need::viewer, [routes](const CallPtr& call) { post_cancel(routes, call); });
    router.add(Method::get, one + "/problems", Need::viewer, [routes](const CallPtr& call) {
        answer(*call, routes.imports.problems(*call->connection, call->viewer, id_of(*call), parameter(*call, "cursor")));
    });
    router.add(Method::get, one + "/problems.csv", Need::viewer, [routes](const CallPtr& call) { get_problems_csv(routes, call); });
}

}  // namespace kernel
