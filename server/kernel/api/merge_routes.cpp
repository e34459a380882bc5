#include "kernel/api/merge_routes.h"

#include "kernel/api/precondition.h"
#include "kernel/base/id.h"

namespace kernel {

namespace {

using http::Method;

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

// Messages are in the language of whoever asks.
Viewer reader(const Call& call) {
    Viewer viewer = call.viewer;
    viewer.locale = call.locale;
    return viewer;
}

Result<Merges::Subject> subject_of(const App& app, const Call& call) {
    const RecordType* type = app.house.find(call.parameters[0]);
    const auto id = parse_id(call.parameters[1]);
    if (!type || !id || !is_mergeable(*type) || !may(call.viewer, *type, Action::read)) return not_found();
    return Merges::Subject{*type, *id};
}

void answer(const Call& call, Result<std::string> json) {
    if (!json) return call.refuse(json.problem());
    call.answer(200, std::move(*json));
}

void list(const App& app, const CallPtr& call, const Merges& merges) {
    const auto subject = subject_of(app, *call);
    if (!subject) return call->refuse(subject.problem());
    answer(*call, merges.list(*call->connection, reader(*call), *subject));
}

void preview(const App& app, const CallPtr& call, const Merges& merges) {
    const auto subject = subject_of(app, *call);
    if (!subject) return call->refuse(subject.problem());
    const auto other = parse_id(parameter(*call, "other"));
    if (!other) return call->refuse(not_found());
    answer(*call, merges.preview(*call->connection, reader(*call), *subject, *other));
}

void merge(const App& app, const CallPtr& call, const Merges& merges) {
    const auto subject = subject_of(app, *call);
    if (!subject) return call->refuse(subject.problem());
    const auto version = expected_version(*call);
    if (!version) return call->refuse(version.problem());
    auto asked = merge_asked_from(call->request.body);
    if (!asked) return call->refuse(asked.problem());
    asked->version = *version;
    write(app, call, [call, &merges, subject = *subject, asked = std::move(*asked)](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(std::string json, merges.merge(transaction, reader(*call), subject, asked));
        return Answer{.status = 201, .json = std::move(json)};
    });
}

void undo(const App& app, const CallPtr& call, const Merges& merges) {
    write(app, call, [call, &merges](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(std::string json, merges.undo(transaction, reader(*call), parse_id(call->parameters[0]).value_or(0)));
        return Answer{.status = 200, .json = std::move(json)};
    });
}

}  // namespace

void add_merge_routes(Router& router, const App& app, const Merges& merges) {
    const std::string of_record = "/api/v1/{record}/{id}";
    router.add(Method::get, of_record + "/merges", Need::viewer, [&app, &merges](const CallPtr& call) { list(app, call, merges); });
    router.add(Method::get, of_record + "/merge", Need::viewer, [&app, &merges](const CallPtr& call) { preview(app, call, merges); });
    router.add(Method::post, of_record + "/merge", Need::viewer, [&app, &merges](const CallPtr& call) { merge(app, call, merges); });
    router.add(Method::post, "/api/v1/merges/{merge}/undo", Need::viewer,
               [&app, &merges](const CallPtr& call) { undo(app, call, merges); });
}

}  // namespace kernel
