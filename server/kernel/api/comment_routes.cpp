#include "kernel/api/comment_routes.h"

#include "kernel/api/small_body.h"
#include "kernel/base/id.h"

namespace kernel {

namespace {

using http::Method;

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

// {record}/{id}, if this viewer may know of the type; whether they may read the record itself is asked with what is done.
Result<Comments::Subject> subject_of(const App& app, const Call& call) {
    const RecordType* type = app.house.find(call.parameters[0]);
    const auto id = parse_id(call.parameters[1]);
    if (!type || !id || !may(call.viewer, *type, Action::read)) return not_found();
    return Comments::Subject{*type, *id};
}

void answer(const Call& call, Result<std::string> json) {
    if (!json) return call.refuse(json.problem());
    call.answer(200, std::move(*json));
}

void list(const App& app, const CallPtr& call, const Comments& comments) {
    const auto subject = subject_of(app, *call);
    if (!subject) return call->refuse(subject.problem());
    answer(*call, comments.list(*call->connection, call->viewer, *subject, parameter(*call, "cursor")));
}

void readers(const App& app, const CallPtr& call, const Comments& comments) {
    const auto subject = subject_of(app, *call);
    if (!subject) return call->refuse(subject.problem());
    answer(*call, comments.readers(*call->connection, call->viewer, *subject, parameter(*call, "q")));
}

void add(const App& app, const CallPtr& call, Comments& comments) {
    const auto subject = subject_of(app, *call);
    if (!subject) return call->refuse(subject.problem());
    auto given = new_comment_from(call->request.body);
    if (!given) return call->refuse(given.problem());
    write(app, call, [call, &comments, subject = *subject, given = std::move(*given)](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(std::string json, comments.add(transaction, call->viewer, subject, given));
        return Answer{.status = 201, .json = std::move(json)};
    });
}

std::int64_t comment_of(const Call& call) { return parse_id(call.parameters[0]).value_or(0); }

void change(const App& app, const CallPtr& call, Comments& comments) {
    auto given = new_comment_from(call->request.body);
    if (!given) return call->refuse(given.problem());
    write(app, call, [call, &comments, given = std::move(*given)](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(std::string json, comments.change(transaction, call->viewer, comment_of(*call), given));
        return Answer{.status = 200, .json = std::move(json)};
    });
}

void remove(const App& app, const CallPtr& call, Comments& comments) {
    write(app, call, [call, &comments](Transaction& transaction) -> Result<Answer> {
        TRY(comments.remove(transaction, call->viewer, comment_of(*call)));
        return Answer{.status = 204};
    });
}

void mark_read(const App& app, const CallPtr& call, const Comments& comments) {
    const auto body = SmallBody::read(call->request, {"id"});
    if (!body) return call->refuse(body.problem());
    const auto given = body->given("id");
    const auto record = given ? parse_id(*given) : std::nullopt;
    if (given && !record) return call->refuse(invalid_field("id", "problem.field.kind.id"));
    write(app, call, [call, &comments, record](Transaction& transaction) -> Result<Answer> {
        comments.mark_read(transaction, call->viewer, record);
        return Answer{.status = 204};
    });
}

}  // namespace

void add_comment_routes(Router& router, const App& app, Comments& comments) {
    const std::string of_record = "/api/v1/{record}/{id}", one = "/api/v1/comments/{comment}";
    router.add(Method::get, of_record + "/comments", Need::viewer, [&app, &comments](const CallPtr& call) { list(app, call, comments); });
    router.add(Method::post, of_record + "/comments", Need::viewer, [&app, &comments](const CallPtr& call) { add(app, call, comments); });
    router.add(Method::get, of_record + "/readers", Need::viewer, [&app, &comments](const CallPtr& call) { readers(app, call, comments); });
    router.add(Method::patch, one, Need::viewer, [&app, &comments](const CallPtr& call) { change(app, call, comments); });
    router.add(Method::del, one, Need::viewer, [&app, &comments](const CallPtr& call) { remove(app, call, comments); });
    router.add(Method::get, "/api/v1/mentions", Need::viewer,
               [&comments](const CallPtr& call) { call->answer(200, comments.mentions(*call->connection, call->viewer)); });
    router.add(Method::post, "/api/v1/mentions/read", Need::viewer,
               [&app, &comments](const CallPtr& call) { mark_read(app, call, comments); });
}

}  // namespace kernel
