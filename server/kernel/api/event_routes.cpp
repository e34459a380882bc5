#include "kernel/api/event_routes.h"

namespace kernel {

namespace {

// What the browser sends by itself when it comes back; else what a page knows that opens the stream anew.
std::string last_heard(const http::Request& request) {
    if (const auto id = request.header("last-event-id"); !id.empty()) return std::string(id);
    const std::string* after = request.parameter("after");
    return after ? *after : std::string();
}

void listen(const EventRoutes& routes, const CallPtr& call) {
    auto seat = routes.hub.admit(call->viewer);
    if (!seat) return call->refuse(seat.problem());
    http::Response response{
        .status = 200, .content_type = "text/event-stream", .headers = {}, .body = {}, .keep = {}, .body_view = {}, .stream = {}};
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Accel-Buffering", "no");  // a proxy that gathers answers would hold the news back
    response.stream = [routes, call, seat = std::move(*seat)](http::StreamPtr stream) {
        auto again = [&front = routes.front, call](Connection& connection) {
            bool not_noted = false;  // a page that is merely left open does not keep its session from running out
            return front.viewer_of(connection, *call, not_noted);
        };
        routes.hub.join({.stream = std::move(stream),
                         .viewer = call->viewer,
                         .again = std::move(again),
                         .seat = seat,
                         .after = last_heard(call->request)});
    };
    call->respond(std::move(response));
}

}  // namespace

void add_event_routes(Router& router, const EventRoutes& routes) {
    router.add(http::Method::get, "/api/v1/events", Need::viewer, [routes](const CallPtr& call) { listen(routes, call); });
}

}  // namespace kernel
