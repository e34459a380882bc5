#include "kernel/bulk/bulk.h"

#include <algorithm>
#include <atomic>

#include "kernel/base/json.h"
#include "kernel/bulk/rows.h"
#include "kernel/record/messages.h"

namespace kernel {

namespace {

Action action_of(const std::string& action) {
    if (action == "update") return Action::update;
    return action == "archive" || action == "restore" ? Action::archive : Action::move;
}

// The rows that a caller waits for, and what becomes of them.
struct Waiting {
    std::vector<BulkItem> items;
    std::vector<RowOutcome> outcomes;
    std::atomic<std::size_t> left{0};
    std::function<void(std::string)> done;
};

std::string answer_of(const Waiting& waiting, const Messages& messages, const std::string& locale) {
    std::string out;
    JsonWriter json(out);
    const auto refused = std::ranges::count_if(waiting.outcomes, [](const RowOutcome& one) { return one.problem.has_value(); });
    json.object()
        .key("done")
        .value(static_cast<std::int64_t>(waiting.outcomes.size()) - refused)
        .key("refused")
        .value(std::int64_t{refused});
    json.key("outcomes").array();
    for (std::size_t i = 0; i < waiting.items.size(); ++i) {
        const RowOutcome& outcome = waiting.outcomes[i];
        std::string problem = outcome.problem ? "" : "null";
        if (outcome.problem) append_kept_problem(problem, kept_problem(*outcome.problem), messages, locale);
        json.object().key("id").id(waiting.items[i].id).key("version").value(outcome.version).key("problem").raw(problem).end_object();
    }
    json.end_array().end_object();
    return out;
}

}  // namespace

Bulk::Bulk(Jobs& jobs) : jobs_(jobs) {
    jobs.add("bulk", [this](RunningJob& job) { return run(job); });
}

Result<Draft> Bulk::check(const Viewer& viewer, const RecordType& type, const BulkRequest& request) const {
    const Action action = action_of(request.action);
    // 2.1: what ends somebody's access is done one by one.
    if (type.is_line() || type.name == "accounts") return Problem{.code = Code::invalid, .key = "problem.bulk.not_here"};
    if (action == Action::move && std::ranges::find(type.traits().moves, request.action, &Move::name) == type.traits().moves.end())
        return invalid_field("action", "problem.bulk.action");
    if (!may(viewer, type, action))
        return Problem{.code = Code::forbidden, .key = "problem.forbidden", .arguments = {}, .clause = std::string(type.traits().clause)};
    if (action == Action::move) {
        // Lines are those of one record: told to all, they would replace everybody's.
        TRY_ASSIGN(const Asked asked, jobs_.parts().records.told(viewer, type, request.action, request.set));
        if (asked.own.has_lines || asked.kept.has_lines) return invalid_field("set", "problem.bulk.set");
    }
    if (action != Action::update) return Draft{};
    TRY_ASSIGN(Draft draft, jobs_.parts().records.draft(viewer, type, request.set, Records::Purpose::change));
    if (draft.has_lines) return invalid_field("set", "problem.bulk.set");
    return draft;
}

void Bulk::change(const Viewer& viewer, const RecordType& type, const BulkRequest& request, Draft draft,
                  std::function<void(std::string)> done) const {
    const auto waiting = std::make_shared<Waiting>();
    waiting->items = request.items;
    waiting->outcomes.resize(request.items.size());
    waiting->left = request.items.size();
    waiting->done = std::move(done);
    const auto change = std::make_shared<const RowChange>(RowChange{.records = jobs_.parts().records,
                                                                    .viewer = viewer,
                                                                    .type = type,
                                                                    .action = request.action,
                                                                    .told = request.set,
                                                                    .draft = std::move(draft)});
    const Messages& messages = jobs_.parts().messages;
    for (std::size_t i = 0; i < waiting->items.size(); ++i) {
        const auto settled = [waiting, change, i, &messages](RowOutcome outcome) {
            waiting->outcomes[i] = std::move(outcome);
            if (--waiting->left == 0) waiting->done(answer_of(*waiting, messages, change->viewer.locale));
        };
        change_row(jobs_.parts().store, change, waiting->items[i], {}, settled);
    }
}

Result<std::int64_t> Bulk::count(Connection& connection, const Viewer& viewer, const RecordType& type, const BulkRequest& request) const {
    if (request.job != 0) {
        TRY(jobs_.get(connection, viewer, request.job));
        return std::int64_t{0};
    }
    TRY_ASSIGN(const std::int64_t rows, jobs_.parts().records.count(connection, viewer, type, *request.all));
    if (rows > limits::bulk_rows)
        return Problem{.code = Code::too_large, .key = "problem.bulk.too_many", .arguments = {{"max", std::to_string(limits::bulk_rows)}}};
    return rows;
}

Result<std::int64_t> Bulk::create(Transaction& transaction, const Viewer& viewer, const RecordType& type, const BulkRequest& request,
                                  std::int64_t rows) const {
    return jobs_.create(transaction, viewer, "bulk", type.name, json_of(request), rows);
}

Result<Done> Bulk::run(RunningJob& job) const {
    TRY_ASSIGN(const BulkRequest request, bulk_request_from(job.row().request));
    const RecordType* type = jobs_.parts().records.house().find(job.row().record);
    if (!type) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    TRY_ASSIGN(Draft draft, check(job.viewer(), *type, request));
    return change_all(jobs_.parts(), job, *type, request, std::move(draft));
}

}  // namespace kernel
