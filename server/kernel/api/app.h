// Everything that routes need, put together once by main.cpp, and the way of a request through it.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/accounts.h"
#include "kernel/api/router.h"
#include "kernel/records/records.h"
#include "kernel/search/index.h"

namespace kernel {

// A route that a chapter adds, for OpenAPI; told to whoever may read the record it is about.
struct DescribedRoute {
    std::string_view record;
    std::string_view path;
    std::string_view methods;  // JSON: {"get":{…}}
};

struct App {
    const House& house;
    const Policy& policy;
    const Messages& messages;
    const Clock& clock;
    IdMaker& ids;
    Store& store;
    Accounts& accounts;
    Records& records;
    SearchIndex& search;
    std::vector<DescribedRoute> described = {};
};

// What a piece of writing work answers when it is committed.
struct Answer {
    int status = 200;
    std::string json = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
};

// What was thrown, as a problem: 503 when the same may succeed later, else 500. Whatever nobody expected goes to the log under the
// request's id; without an exception it is the 500.
Problem problem_from(const std::exception_ptr& error, std::int64_t request);

// Runs `work` on the writer and answers the call when it is durable. With an Idempotency-Key the first answer is kept in the same
// transaction and replayed; constraint violations and full queues become problems.
void write(const App& app, const CallPtr& call, std::function<Result<Answer>(Transaction&)> work);

// Lists, records, moves, history: one set of routes for every record type.
void add_record_routes(Router& router, const App& app);
// GET /api/v1/search: over everything at once.
void add_search_routes(Router& router, const App& app);
// GET /api/v1/schema and /api/v1/openapi.json.
void add_schema_routes(Router& router, const App& app);

// The whole way: probes, the web app, then /api with its checks in order: cross-site, route, who, handler.
class Front {
public:
    // Whoever runs commands beside the server: known by a token that is made anew at every start and lies in the data directory. Acts as an
    // administrator; with the header X-Bylaw-As, as the account with that login.
    struct Operator {
        std::string token;
        const Role* role;
    };
    Front(const App& app, const Router& router, Operator op) : app_(app), router_(router), operator_(std::move(op)) {}
    const std::string& operator_token() const { return operator_.token; }
    void stop_being_ready() { ready_ = false; }  // /readyz says no from now on, so that nobody sends more
    void handle(http::Request&& request, const http::Respond& respond) const;
    http::Response refuse(int status, std::string_view key) const;  // for what never became a request
    // Who asks, for an upload whose body has not come yet; answers and returns null when nobody may. Runs on the reading connection.
    CallPtr admit_upload(const http::Request& head, const http::Respond& respond, Connection& connection) const;
    // Who asks, as of now; none when their session or token is over. `stale` comes out true when it is due to be noted as in use.
    std::optional<Viewer> viewer_of(Connection& connection, const Call& call, bool& stale) const;

private:
    std::optional<Viewer> admitted(Connection& connection, const Call& call) const;
    CallPtr call_for(http::Request&& request, const http::Respond& respond) const;
    void probe(const http::Request& request, const http::Respond& respond) const;
    const App& app_;
    const Router& router_;
    Operator operator_;
    std::atomic<bool> ready_{true};
};

// The web app's files, from inside the executable.
http::Response web_file(const http::Request& request);

extern const Migration api_migration;

namespace limits {
inline constexpr std::size_t idempotency_key = 200;  // characters
inline constexpr std::int64_t idempotency_kept_s = 72 * 3600;
}  // namespace limits

}  // namespace kernel
