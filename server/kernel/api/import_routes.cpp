#include "kernel/api/import_routes.h"

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

// A file on its way in: pieces are gathered to chunks, and the sender waits for each to be durable.
class FileUpload final : public http::Upload, public std::enable_shared_from_this<FileUpload> {
public:
    FileUpload(const ImportRoutes& routes, CallPtr call) : routes_(routes), call_(std::move(call)) {}

    void piece(std::string bytes, std::function<void()> more) override {
        if (refused_) return;
        size_ += bytes.size();
        if (size_ > limits::import_bytes) return refuse(failure(Code::too_large, "problem.too_large"));
        held_ += bytes;
        if (held_.size() < limits::import_chunk_bytes) return more();
        write(std::move(more));
    }

    void end(bool complete) override {
        if (!complete || refused_) {
            if (id_ != 0) routes_.imports.abandon(id_);
            return;
        }
        write([self = shared_from_this()] { self->finish(); });
    }

private:
    void refuse(const Problem& problem) {
        refused_ = true;
        call_->refuse(problem);
    }

    // Writes whole chunks; at the end of the file what is left too.
    void write(std::function<void()> then) {
        auto chunks = std::make_shared<std::vector<std::string>>();
        const bool last = held_.size() < limits::import_chunk_bytes;
        std::size_t from = 0;
        for (; held_.size() - from >= limits::import_chunk_bytes; from += limits::import_chunk_bytes)
            chunks->push_back(held_.substr(from, limits::import_chunk_bytes));
        if (last && from < held_.size()) {
            chunks->push_back(held_.substr(from));
            from = held_.size();
        }
        held_.erase(0, from);
        const auto id = std::make_shared<Result<std::int64_t>>(id_);
        const auto self = shared_from_this();
        const bool queued = routes_.app.store.write(
            {.apply = [self, id, chunks](Transaction& transaction) { return self->store(transaction, *id, *chunks); },
             .settled = [self, id, chunks, then = std::move(then)](
                            Outcome outcome,
                            const std::exception_ptr& error) { self->written(*id, chunks->size(), outcome, error, then); }});
        if (!queued) refuse(failure(Code::unavailable, "problem.busy"));
    }

    bool store(Transaction& transaction, Result<std::int64_t>& id, const std::vector<std::string>& chunks) {
        id = id_ != 0 ? Result<std::int64_t>(id_)
                      : routes_.imports.create(transaction, call_->viewer, parameter(*call_, "record"), parameter(*call_, "name"));
        if (!id.ok()) return false;
        std::int64_t seq = seq_;
        for (const std::string& chunk : chunks) append_chunk(transaction, *id, seq++, chunk);
        return true;
    }

    void written(const Result<std::int64_t>& id, std::size_t chunks, Outcome outcome, const std::exception_ptr& error,
                 const std::function<void()>& then) {
        if (!id.ok()) return refuse(id.problem());
        if (error) return refuse(problem_from(error, call_->request_id));
        if (outcome != Outcome::committed) return refuse(failure(Code::unavailable, "problem.unavailable"));
        id_ = *id;
        seq_ += static_cast<std::int64_t>(chunks);
        then();
    }

    void finish() {
        const bool queued =
            routes_.app.store.read_long([self = shared_from_this()](Connection& connection) { self->answer_with(connection); });
        if (queued) return;
        routes_.imports.abandon(id_);
        refuse(failure(Code::unavailable, "problem.busy"));
    }

    void answer_with(Connection& connection) {
        try {
            routes_.imports.finish(call_->viewer, id_, static_cast<std::int64_t>(size_));
            auto json = routes_.imports.get(connection, call_->viewer, id_);
            if (!json) return refuse(json.problem());
            call_->answer(201, std::move(*json), {{"Location", "/api/v1/imports/" + std::to_string(id_)}});
        } catch (...) {
            routes_.imports.abandon(id_);
            refuse(problem_from(std::current_exception(), call_->request_id));
        }
    }

    const ImportRoutes routes_;
    const CallPtr call_;
    std::string held_;
    std::uint64_t size_ = 0;
    std::int64_t id_ = 0, seq_ = 0;
    bool refused_ = false;
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
    return std::make_shared<FileUpload>(routes, call);
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
