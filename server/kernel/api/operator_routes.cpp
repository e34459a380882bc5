#include "kernel/api/operator_routes.h"

#include "kernel/base/json.h"
#include "kernel/files/files.h"
#include "kernel/store/snapshot.h"

namespace kernel {

namespace {

// Every sum that a record keeps of its lines must be the sum of its lines.
void verify_sums(Connection& connection, const House& house, std::vector<std::string>& findings) {
    for (const RecordType& type : house.types())
        for (const Field& field : type.fields) {
            if (field.rules.sum_of.empty()) continue;
            Rows rows = connection.query("SELECT t.\"id\" FROM " + type.table + " t WHERE t." + quoted(field.name) +
                                         " <> COALESCE((SELECT sum(l." + quoted(field.rules.sum_of) + ") FROM " + type.lines->table +
                                         " l WHERE l." + quoted(type.lines->traits().parent) + " = t.\"id\"), 0)");
            while (rows.next())
                findings.push_back(std::string(type.name) + ' ' + std::to_string(rows.integer(0)) + ": " + std::string(field.name) +
                                   " is not the sum of its lines");
        }
}

void verify(const App& app, const Check& check, const CallPtr& call) {
    if (call->viewer.account != Viewer::operator_account) return call->refuse({.code = Code::not_found, .key = "problem.not_found"});
    const bool queued = app.store.read_long([&app, call, check](Connection& connection) {
        try {
            const Snapshot snapshot(connection);  // else what is written meanwhile looks like a head without its entry
            AuditLog::Report report = app.records.audit().verify(connection);
            verify_sums(connection, app.house, report.findings);
            app.search.verify(connection, report.findings);
            Files::verify(connection, report.findings);
            for (const RecordType& type : app.house.types())
                if (type.traits().recount) type.traits().recount(connection, report.findings);
            for (std::string& finding : check(connection)) report.findings.push_back(std::move(finding));
            std::string out;
            JsonWriter json(out);
            json.object().key("entries").value(report.entries).key("findings").array();
            for (const std::string& finding : report.findings) json.value(finding);
            json.end_array().end_object();
            call->answer(200, std::move(out));
        } catch (...) { call->refuse(problem_from(std::current_exception(), call->request_id)); }
    });
    if (!queued) call->refuse({.code = Code::unavailable, .key = "problem.busy"});
}

}  // namespace

void add_operator_routes(Router& router, const App& app, Check check) {
    router.add(http::Method::post, "/api/v1/operator/verify", Need::viewer,
               [&app, check = std::move(check)](const CallPtr& call) { verify(app, check, call); });
}

}  // namespace kernel
