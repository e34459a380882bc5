#include "kernel/api/session_cookie.h"
#include "kernel/api/session_routes.h"
#include "kernel/base/text.h"

namespace kernel {
namespace {

// As browsers write it in Origin and Host: without the port that goes with the scheme.
std::string host_of(std::string_view authority, std::string_view scheme) {
    std::string host = lower_ascii(authority);
    const std::string_view port = scheme == "https" ? ":443" : ":80";
    if (host.ends_with(port)) host.resize(host.size() - port.size());
    return host;
}

bool is_of_host(std::string_view origin, std::string_view host) {
    const auto after_scheme = origin.find("://");
    if (after_scheme == std::string_view::npos || host.empty()) return false;
    const std::string_view scheme = origin.substr(0, after_scheme);
    if (scheme != "http" && scheme != "https") return false;
    return host_of(origin.substr(after_scheme + 3), scheme) == host_of(host, scheme);
}

bool only_reads(http::Method method) {
    return method == http::Method::get || method == http::Method::head || method == http::Method::options;
}

}  // namespace

std::optional<std::string_view> bearer_of(const http::Request& request) {
    constexpr std::string_view scheme = "bearer ";
    const std::string_view header = request.header("authorization");
    if (lower_ascii(header.substr(0, scheme.size())) != scheme) return std::nullopt;
    return trimmed(header.substr(scheme.size()));
}

std::optional<Viewer> authenticate(const Accounts& accounts, Connection& connection, const http::Request& request, bool& stale) {
    stale = false;
    // Never both: whoever is exempt from cross_site by a bearer token gains nothing from the cookie.
    if (const auto token = bearer_of(request)) return accounts.by_token(connection, *token, stale);
    const std::string_view session = request.cookie(session_cookie);
    return session.empty() ? std::nullopt : accounts.by_session(connection, session, stale);
}

void note_seen(const Accounts& accounts, Store& store, const http::Request& request) {
    const std::string secret(bearer_of(request).value_or(request.cookie(session_cookie)));
    // When the queue is full the next request notes it.
    static_cast<void>(store.write({[&accounts, secret](Transaction& transaction) {
                                       accounts.note_seen(transaction, secret);
                                       return true;
                                   },
                                   [](Outcome, const std::exception_ptr&) {}}));
}

// Signing in has no cookie yet and is held to the browser's word all the same: nobody is to be signed in as somebody else.
bool cross_site(const http::Request& request) {
    if (only_reads(request.method) || bearer_of(request)) return false;
    const std::string_view site = request.header("sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") return true;
    const std::string_view origin = request.header("origin");
    if (!origin.empty() && !is_of_host(origin, request.header("host"))) return true;
    return !request.cookie(session_cookie).empty() && request.header("x-bylaw") != "1";
}

}  // namespace kernel
