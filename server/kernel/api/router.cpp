#include "kernel/api/router.h"

#include <algorithm>

#include "kernel/base/json.h"
#include "kernel/base/text.h"

namespace kernel {

namespace {

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> parts;
    std::size_t at = 0;
    while (at < path.size()) {
        const auto end = std::min(path.find('/', at + 1), path.size());
        parts.emplace_back(path.substr(at + 1, end - at - 1));
        at = end;
    }
    return parts;
}

bool is_hole(std::string_view part) { return part.starts_with('{'); }

// The number of holes when the route fits, else -1.
int fit(const std::vector<std::string>& route, const std::vector<std::string>& parts) {
    if (route.size() != parts.size()) return -1;
    int holes = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (is_hole(route[i]))
            ++holes;
        else if (route[i] != parts[i])
            return -1;
    }
    return holes;
}

std::string_view method_name(http::Method method) {
    static constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"};
    return names[static_cast<std::size_t>(method)];
}

struct Status {
    int status;
    std::string_view name;
};
Status status_of(Code code) {
    switch (code) {
        case Code::invalid:
            return {400, "invalid"};
        case Code::reused_key:
            return {422, "invalid"};
        case Code::unauthenticated:
            return {401, "unauthenticated"};
        case Code::forbidden:
            return {403, "forbidden"};
        case Code::not_found:
            return {404, "not_found"};
        case Code::wrong_method:
            return {405, "invalid"};
        case Code::conflict:
            return {409, "conflict"};
        case Code::stale:
            return {412, "stale"};
        case Code::too_large:
            return {413, "too_large"};
        case Code::unsupported:
            return {415, "unsupported"};
        case Code::precondition_required:
            return {428, "precondition_required"};
        case Code::too_many:
            return {429, "too_many"};
        case Code::unavailable:
            return {503, "unavailable"};
        case Code::failed:
            break;
    }
    return {500, "failed"};
}

}  // namespace

void Router::add(http::Method method, std::string_view pattern, Need need, Handle handle) {
    std::string name = std::string(method_name(method)) + ' ' + std::string(pattern);
    routes_.push_back({method, split(pattern), need, std::move(handle), std::move(name), std::make_unique<RequestFigures>()});
}

Router::Found Router::find(http::Method method, std::string_view path) const {
    if (method == http::Method::head) method = http::Method::get;
    const auto parts = split(path);
    Found found;
    const Route* best = nullptr;
    int fewest = 0;
    for (const Route& route : routes_) {
        const int holes = fit(route.parts, parts);
        if (holes < 0) continue;
        if (route.method != method)
            found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(method_name(route.method));
        else if (!best || holes < fewest)
            best = &route, fewest = holes;
    }
    if (!best) return found;
    found.handle = &best->handle;
    found.need = best->need;
    found.route = best->name;
    found.figures = best->figures.get();
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (is_hole(best->parts[i])) found.parameters.push_back(parts[i]);
    return found;
}

std::string parameter(const Call& call, std::string_view name) {
    const std::string* found = call.request.parameter(name);
    return found ? *found : std::string();
}

Result<Done> check_parameters(const Call& call, std::initializer_list<std::string_view> known) {
    const auto& query = call.request.query;
    for (const auto& [name, value] : query) {
        const bool is_known = std::ranges::find(known, name) != known.end();
        if (!is_known || std::ranges::count(query, name, &std::pair<std::string, std::string>::first) > 1)
            return Problem{.code = Code::invalid, .key = "problem.parameter", .arguments = {{"text", cut(name, 60)}}};
    }
    return Done{};
}

void Router::each(const std::function<void(std::string_view route, const RequestFigures& figures)>& tell) const {
    for (const Route& route : routes_) tell(route.name, *route.figures);
}

void Call::answer(int status, std::string json, std::vector<std::pair<std::string, std::string>> headers) const {
    headers.emplace_back("Cache-Control", "no-store");
    respond({.status = status,
             .content_type = "application/json",
             .headers = std::move(headers),
             .body = std::move(json),
             .keep = {},
             .body_view = {}});
}

void Call::refuse(const Problem& problem) const { respond(problem_response(problem, *messages, locale, request_id)); }

http::Response problem_response(const Problem& problem, const Messages& messages, std::string_view locale, std::int64_t request_id,
                                int other_status) {
    Status status = status_of(problem.code);
    if (other_status != 0) status.status = other_status;
    http::Response response{
        .status = status.status, .content_type = "application/problem+json", .headers = {}, .body = {}, .keep = {}, .body_view = {}};
    JsonWriter json(response.body);
    json.object();
    json.key("type").value("urn:bylaw:problem:" + std::string(status.name));
    json.key("title").value(messages.text(locale, "problem.code." + std::string(status.name)));
    json.key("status").value(status.status);
    json.key("detail").value(messages.text(locale, problem.key, problem.arguments));
    json.key("code").value(status.name);
    json.key("key").value(problem.key);
    if (!problem.clause.empty()) json.key("clause").value(problem.clause);
    if (problem.current_version != 0) json.key("current_version").value(problem.current_version);
    if (!problem.fields.empty()) {
        json.key("errors").array();
        for (const FieldProblem& field : problem.fields) {
            json.object().key("field").value(field.field).key("message").value(messages.text(locale, field.key, field.arguments));
            json.key("key").value(field.key);
            if (!field.clause.empty()) json.key("clause").value(field.clause);
            json.end_object();
        }
        json.end_array();
    }
    json.key("request").id(request_id).end_object();
    response.headers.emplace_back("Cache-Control", "no-store");
    if (problem.retry_after_s > 0) response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after_s));
    return response;
}

}  // namespace kernel
