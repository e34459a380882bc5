#include "kernel/api/view_routes.h"

#include "kernel/api/precondition.h"
#include "kernel/base/id.h"

namespace kernel {

namespace {

using http::Method;

std::int64_t id_of(const Call& call) { return parse_id(call.parameters[0]).value_or(0); }

void list(const CallPtr& call, const Views& views) {
    const std::string* record = call->request.parameter("record");
    auto json = views.list(*call->connection, call->viewer, record ? *record : std::string());
    if (!json) return call->refuse(json.problem());
    call->answer(200, std::move(*json));
}

void create(const App& app, const CallPtr& call, Views& views) {
    auto view = new_view_from(call->request.body);
    if (!view) return call->refuse(view.problem());
    write(app, call, [call, &views, view = std::move(*view)](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(Written written, views.create(transaction, call->viewer, view));
        return answer_of(std::move(written), 201);
    });
}

void change(const App& app, const CallPtr& call, Views& views) {
    auto changes = view_change_from(call->request.body);
    if (!changes) return call->refuse(changes.problem());
    const auto version = expected_version(*call);
    if (!version) return call->refuse(version.problem());
    write(app, call, [call, &views, version = *version, changes = std::move(*changes)](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(Written written, views.change(transaction, call->viewer, id_of(*call), version, changes));
        return answer_of(std::move(written), 200);
    });
}

void remove(const App& app, const CallPtr& call, Views& views) {
    write(app, call, [call, &views](Transaction& transaction) -> Result<Answer> {
        TRY(views.remove(transaction, call->viewer, id_of(*call)));
        return Answer{.status = 204};
    });
}

void set(const App& app, const CallPtr& call, Views& views) {
    auto setting = view_setting_from(call->request.body);
    if (!setting) return call->refuse(setting.problem());
    write(app, call, [call, &views, setting = std::move(*setting)](Transaction& transaction) -> Result<Answer> {
        TRY(views.set(transaction, call->viewer, setting));
        return Answer{.status = 204};
    });
}

}  // namespace

void add_view_routes(Router& router, const App& app, Views& views) {
    const std::string all = "/api/v1/views", one = all + "/{view}";
    router.add(Method::get, all, Need::viewer, [&views](const CallPtr& call) { list(call, views); });
    router.add(Method::post, all, Need::viewer, [&app, &views](const CallPtr& call) { create(app, call, views); });
    router.add(Method::post, all + "/settings", Need::viewer, [&app, &views](const CallPtr& call) { set(app, call, views); });
    router.add(Method::patch, one, Need::viewer, [&app, &views](const CallPtr& call) { change(app, call, views); });
    router.add(Method::del, one, Need::viewer, [&app, &views](const CallPtr& call) { remove(app, call, views); });
}

}  // namespace kernel
