// Routes: who may call, what the path names, and one answer. The only place that knows statuses, cookies and problem bodies.
#pragma once
#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/policy.h"
#include "kernel/api/request_figures.h"
#include "kernel/base/result.h"
#include "kernel/http/http.h"
#include "kernel/record/messages.h"

namespace kernel {

// One call: alive until answered. Handlers keep it by its shared_ptr.
struct Call {
    http::Request request;
    http::Respond respond;
    Viewer viewer;                        // when the route needs one
    std::string locale;                   // the reader's
    std::vector<std::string> parameters;  // what {…} in the route stood for
    const Messages* messages = nullptr;
    std::int64_t request_id = 0;
    std::string_view route;  // "POST /api/v1/{record}"; empty when there is none for the path
    RequestFigures* figures = nullptr;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    Connection* connection = nullptr;  // for reading, while the handler runs; null in routes that need nobody

    void answer(int status, std::string json, std::vector<std::pair<std::string, std::string>> headers = {}) const;
    void refuse(const Problem& problem) const;
};
using CallPtr = std::shared_ptr<Call>;

// A parameter of the query; empty when it is not there.
std::string parameter(const Call& call, std::string_view name);
// Unknown and repeated parameters are refused, never ignored.
Result<Done> check_parameters(const Call& call, std::initializer_list<std::string_view> known);

// problem+json in the reader's language, and the status of its code.
// `status`: another than that of its code, for what never became a request.
http::Response problem_response(const Problem& problem, const Messages& messages, std::string_view locale, std::int64_t request_id,
                                int status = 0);

enum class Need : std::uint8_t { nobody, viewer };

class Router {
public:
    using Handle = std::function<void(const CallPtr&)>;
    // "/api/v1/session", "/api/v1/{record}/{id}/history"; the route with fewer holes wins.
    void add(http::Method method, std::string_view pattern, Need need, Handle handle);
    struct Found {
        const Handle* handle = nullptr;  // null: no such path (or, with `allowed`, not with this method)
        Need need = Need::viewer;
        std::vector<std::string> parameters;
        std::string_view route;             // as it was added, with its method
        RequestFigures* figures = nullptr;  // of the route
        std::string allowed;                // "GET, POST": what this path takes, when not this method
    };
    Found find(http::Method method, std::string_view path) const;
    void each(const std::function<void(std::string_view route, const RequestFigures& figures)>& tell) const;

private:
    struct Route {
        http::Method method;
        std::vector<std::string> parts;
        Need need;
        Handle handle;
        std::string name;
        std::unique_ptr<RequestFigures> figures;
    };
    std::vector<Route> routes_;
};

}  // namespace kernel
