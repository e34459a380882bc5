#include "embedded/embedded.h"
#include "kernel/api/app.h"
#include "kernel/api/session_routes.h"
#include "kernel/base/hash.h"
#include "kernel/base/id.h"
#include "kernel/base/log.h"

namespace kernel {

namespace {

// For every answer of the API and of the web app.
void add_security_headers(http::Response& response) {
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
    response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
}

bool accepts(const http::Request& request, std::string_view coding) {
    return request.header("accept-encoding").find(coding) != std::string_view::npos;
}

http::Response index_page(const EmbeddedFile& file) {
    static constexpr std::string_view hole = "__CSP_NONCE__";
    const std::string nonce = random_token();
    http::Response response{.status = 200,
                            .content_type = std::string(file.media_type),
                            .headers = {},
                            .body = std::string(file.content),
                            .keep = {},
                            .body_view = {}};
    for (auto at = response.body.find(hole); at != std::string::npos; at = response.body.find(hole, at))
        response.body.replace(at, hole.size(), nonce);
    response.headers.emplace_back(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce +
            "'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; "
            "frame-ancestors 'none'; form-action 'self'; object-src 'none'");
    response.headers.emplace_back("Cache-Control", "no-cache");
    return response;
}

}  // namespace

// For the metrics and the log: which route and how long, never who or what.
static void note_answer(const Call& call, int status) {
    constexpr std::int64_t slow_us = 2'000'000;
    const auto took = std::chrono::steady_clock::now() - call.began;
    const std::int64_t microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    if (call.figures) call.figures->add(status, microseconds);
    const LogLevel level = status >= 500 || microseconds > slow_us ? LogLevel::warning : LogLevel::debug;
    if (!is_logged(level)) return;
    LogLine(level, "request").id("request", call.request_id).with("route", call.route).with("status", status).with("us", microseconds);
}

http::Response web_file(const http::Request& request) {
    const EmbeddedFile* file = request.path == "/" ? nullptr : embedded_file("web" + request.path);
    if (!file || request.path == "/index.html") {
        if (request.path.starts_with("/assets/"))
            return {.status = 404, .content_type = "text/plain", .headers = {}, .body = "not found\n", .keep = {}, .body_view = {}};
        return index_page(*embedded_file("web/index.html"));
    }
    http::Response response{
        .status = 200, .content_type = std::string(file->media_type), .headers = {}, .body = {}, .keep = {}, .body_view = file->content};
    const std::string etag = '"' + std::string(file->digest.substr(0, 32)) + '"';
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    response.headers.emplace_back("Cache-Control",
                                  request.path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.header("if-none-match") == etag) {
        response.status = 304;
        response.body_view = {};
    } else if (!file->brotli.empty() && accepts(request, "br")) {
        response.headers.emplace_back("Content-Encoding", "br");
        response.body_view = file->brotli;
    } else if (!file->gzip.empty() && accepts(request, "gzip")) {
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.body_view = file->gzip;
    }
    return response;
}

CallPtr Front::call_for(http::Request&& request, const http::Respond& respond) const {
    auto call = std::make_shared<Call>();
    call->request = std::move(request);
    call->respond = [respond, asked = std::weak_ptr<Call>(call)](http::Response response) {
        add_security_headers(response);
        if (const CallPtr answered = asked.lock()) note_answer(*answered, response.status);
        respond(std::move(response));
    };
    call->messages = &app_.messages;
    call->locale = app_.messages.locale_for(call->request.header("accept-language"));
    call->request_id = app_.ids.next();
    return call;
}

http::Response Front::refuse(int status, std::string_view key) const {
    const Code code = status == 500                    ? Code::failed
                      : status == 503                  ? Code::unavailable
                      : status == 413 || status == 431 ? Code::too_large
                                                       : Code::invalid;
    return problem_response({.code = code, .key = std::string(key)}, app_.messages, "zh-Hant", app_.ids.next(), status);
}

void Front::probe(const http::Request& request, const http::Respond& respond) const {
    if (request.path == "/readyz" && (!ready_ || app_.store.figures().failed))
        return respond({.status = 503,
                        .content_type = "text/plain",
                        .headers = {},
                        .body = ready_ ? "the storage has failed: nothing is written until a restart\n" : "going\n",
                        .keep = {},
                        .body_view = {}});
    const http::Response well{.status = 200, .content_type = "text/plain", .headers = {}, .body = "ok\n", .keep = {}, .body_view = {}};
    if (request.path == "/livez") return respond(well);
    app_.store.read([respond, well](Connection& connection) {
        http::Response answer = well;
        try {
            connection.query("SELECT 1").next();
        } catch (const std::exception&) {
            answer.status = 503;
            answer.body = "the database does not answer\n";
        }
        respond(answer);
    });
}

std::optional<Viewer> Front::viewer_of(Connection& connection, const Call& call, bool& stale) const {
    stale = false;
    const auto authorization = call.request.header("authorization");
    if (authorization.starts_with("Bearer ") && same(authorization.substr(7), operator_.token)) {
        const auto login = call.request.header("x-bylaw-as");
        if (login.empty()) return Viewer{.account = Viewer::operator_account, .name = "operator", .role = operator_.role};
        const auto profile = app_.accounts.profile(connection, login);
        if (!profile || !profile->active) return std::nullopt;
        return Viewer{.account = profile->id, .name = profile->name, .role = app_.policy.role(profile->role)};
    }
    return authenticate(app_.accounts, connection, call.request, stale);
}

std::optional<Viewer> Front::admitted(Connection& connection, const Call& call) const {
    bool stale = false;
    auto viewer = viewer_of(connection, call, stale);
    if (viewer && stale) note_seen(app_.accounts, app_.store, call.request);
    return viewer;
}

void Front::handle(http::Request&& request, const http::Respond& respond) const {
    if (request.path == "/livez" || request.path == "/readyz") return probe(request, respond);
    if (!request.path.starts_with("/api/")) {
        if (request.method != http::Method::get && request.method != http::Method::head) return respond(refuse(405, "problem.method"));
        http::Response page = web_file(request);
        add_security_headers(page);
        return respond(std::move(page));
    }
    CallPtr call = call_for(std::move(request), respond);
    if (cross_site(call->request)) return call->refuse({.code = Code::forbidden, .key = "problem.cross_site"});
    Router::Found found = router_.find(call->request.method, call->request.path);
    if (!found.handle) {
        if (found.allowed.empty()) return call->refuse({.code = Code::not_found, .key = "problem.not_found"});
        http::Response refusal =
            problem_response({.code = Code::wrong_method, .key = "problem.method"}, app_.messages, call->locale, call->request_id);
        refusal.headers.emplace_back("Allow", found.allowed);
        return call->respond(std::move(refusal));
    }
    call->parameters = std::move(found.parameters);
    call->route = found.route;
    call->figures = found.figures;
    if (found.need == Need::nobody) return (*found.handle)(call);
    app_.store.read([this, call, handle = found.handle](Connection& connection) {
        try {
            auto viewer = admitted(connection, *call);
            if (!viewer) return call->refuse({.code = Code::unauthenticated, .key = "problem.unauthenticated"});
            call->viewer = std::move(*viewer);
            call->viewer.locale = call->locale;
            call->connection = &connection;
            (*handle)(call);
        } catch (...) { call->refuse(problem_from(std::current_exception(), call->request_id)); }
        call->connection = nullptr;
    });
}

CallPtr Front::admit_upload(const http::Request& head, const http::Respond& respond, Connection& connection) const {
    CallPtr call = call_for(http::Request(head), respond);
    if (cross_site(call->request)) return call->refuse({.code = Code::forbidden, .key = "problem.cross_site"}), nullptr;
    auto viewer = admitted(connection, *call);
    if (!viewer) return call->refuse({.code = Code::unauthenticated, .key = "problem.unauthenticated"}), nullptr;
    call->viewer = std::move(*viewer);
    call->viewer.locale = call->locale;
    return call;
}

}  // namespace kernel
