#include "kernel/api/backup_routes.h"

#include "kernel/base/json.h"

namespace kernel {

namespace {

std::string_view name_of(Backups::State state) {
    static constexpr std::string_view names[] = {"none", "copying", "checking", "done", "failed"};
    return names[static_cast<std::size_t>(state)];
}

std::string json_of(const Backups::Status& status) {
    std::string out;
    JsonWriter json(out);
    json.object().key("state").value(name_of(status.state)).key("file").value(status.file);
    json.key("bytes").value(status.bytes).key("of_bytes").value(status.of_bytes).key("problem").value(status.problem).end_object();
    return out;
}

bool is_operator(const CallPtr& call) {
    if (call->viewer.account == Viewer::operator_account) return true;
    call->refuse({.code = Code::not_found, .key = "problem.not_found"});
    return false;
}

}  // namespace

void add_backup_routes(Router& router, Backups& backups) {
    router.add(http::Method::post, "/api/v1/operator/backup", Need::viewer, [&backups](const CallPtr& call) {
        if (!is_operator(call)) return;
        if (!backups.start(call->viewer.account)) return call->refuse({.code = Code::conflict, .key = "problem.backup_running"});
        call->answer(202, json_of(backups.status()));
    });
    router.add(http::Method::get, "/api/v1/operator/backup", Need::viewer, [&backups](const CallPtr& call) {
        if (is_operator(call)) call->answer(200, json_of(backups.status()));
    });
}

}  // namespace kernel
