#include "kernel/bulk/rows.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "kernel/base/json.h"
#include "kernel/records/change.h"
#include "kernel/records/event.h"

namespace kernel {

namespace {

Problem problem_of_error(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const Refusal& refused) { return refused.problem; } catch (const ConstraintError& refused) {
        return problem_of(refused);
    } catch (const DatabaseError& failed) {
        return {.code = failed.retry ? Code::unavailable : Code::failed, .key = failed.retry ? "problem.unavailable" : "problem.failed"};
    } catch (...) { return {.code = Code::failed, .key = "problem.failed"}; }
}

Result<Written> apply(const RowChange& change, Transaction& transaction, const BulkItem& item) {
    if (change.action == "update")
        return change.records.patch(transaction, change.viewer, change.type, item.id, item.version, change.draft);
    return change.records.move(transaction, change.viewer, change.type, item.id, item.version, change.action, change.told);
}

}  // namespace

void change_row(Store& store, const std::shared_ptr<const RowChange>& change, const BulkItem& item, NoteRow note,
                const std::function<void(RowOutcome)>& settled) {
    const auto outcome = std::make_shared<RowOutcome>();
    const bool queued = store.write({.apply =
                                         [change, item, outcome, note = std::move(note)](Transaction& transaction) {
                                             *outcome = {};
                                             auto written = apply(*change, transaction, item);
                                             if (!written) {
                                                 outcome->problem = std::move(written.problem());
                                                 return false;
                                             }
                                             outcome->version = written->version;
                                             return !note || note(transaction, *outcome);
                                         },
                                     .settled =
                                         [outcome, settled](Outcome, const std::exception_ptr& error) {
                                             if (error) *outcome = {.version = 0, .problem = problem_of_error(error)};
                                             settled(std::move(*outcome));
                                         }});
    if (!queued) settled({.version = 0, .problem = Problem{.code = Code::unavailable, .key = "problem.busy"}});
}

namespace {

// A job's rows, a few hundred in the writer's queue at a time. What each came to is written with it: taken up again after a fall, the job
// does no row twice.
class BulkRun {
public:
    BulkRun(const Jobs::Parts& parts, RunningJob& job, const RecordType& type, const BulkRequest& request, Draft draft)
        : parts_(parts),
          job_(job),
          type_(type),
          request_(request),
          change_(std::make_shared<const RowChange>(RowChange{.records = parts.records,
                                                              .viewer = job.viewer(),
                                                              .type = type,
                                                              .action = request.action,
                                                              .told = request.set,
                                                              .draft = std::move(draft)})) {}

    Result<Done> execute() {
        TRY(collect());
        const std::int64_t total = noted_ + static_cast<std::int64_t>(items_.size());
        for (std::size_t from = 0; from < items_.size(); from += limits::bulk_together) {
            if (!job_.progress(noted_ + static_cast<std::int64_t>(from), total)) {
                if (job_.is_cancelled()) say_result();  // of what is done by then
                return Done{};
            }
            change_some(from, std::min(from + limits::bulk_together, items_.size()));
        }
        job_.progress(total, total);
        say_result();
        return Done{};
    }

private:
    // The rows as they stand when the job begins, with the versions they are at: whoever changes one in between is not overrun.
    Result<Done> collect() {
        Result<Done> read = Done{};
        parts_.store.read_and_wait([&](Connection& connection) {
            noted_ = count_outcomes(connection, job_.row().id).all;
            read = request_.job != 0 ? collect_done(connection) : collect_all(connection);
        });
        return read;
    }
    Result<Done> collect_all(Connection& connection) {
        const std::size_t title = type_.place(type_.title_column()), version = type_.place("version");
        return parts_.records.each(connection, job_.viewer(), type_, *request_.all, [&](const Select& select, const Rows& rows) {
            BulkItem item{.id = rows.integer(0)};
            for (const Select::Column& column : select.columns) {
                const Cell cell = select.cell(rows, column);
                if (column.place == version) item.version = cell.number;
                if (column.place == title) item.title = cell.title.empty() ? cell.text : cell.title;
            }
            if (!is_noted(connection, item.id)) items_.push_back(std::move(item));
            return items_.size() < static_cast<std::size_t>(limits::bulk_rows);
        });
    }
    Result<Done> collect_done(Connection& connection) {
        for (std::int64_t after = 0;;) {
            const JobOutcomePage page = read_outcomes(connection, request_.job, false, after, limits::bulk_together);
            for (const JobOutcome& one : page.items)
                if (one.version != 0 && !is_noted(connection, one.record_id))
                    items_.push_back({.id = one.record_id, .version = one.version, .title = one.title});
            if (page.next == 0) return Done{};
            after = page.next;
        }
    }
    bool is_noted(Connection& connection, std::int64_t id) const { return noted_ > 0 && has_outcome(connection, job_.row().id, id); }

    JobOutcome outcome_of(const BulkItem& item, const RowOutcome& outcome) const {
        return {.record_id = item.id,
                .version = outcome.version,
                .title = item.title,
                .problem = outcome.problem ? kept_problem(*outcome.problem) : std::string()};
    }

    void change_some(std::size_t from, std::size_t to) {
        std::mutex mutex;
        std::condition_variable settled;
        std::size_t left = to - from;
        std::vector<std::pair<std::size_t, RowOutcome>> refused;
        const std::int64_t job = job_.row().id;
        for (std::size_t i = from; i < to; ++i) {
            const auto note = [this, job, i](Transaction& transaction, const RowOutcome& outcome) {
                insert_outcome(transaction, job, seq_of(i), outcome_of(items_[i], outcome));
                return true;
            };
            change_row(parts_.store, change_, items_[i], note, [&, i](RowOutcome outcome) {
                const std::lock_guard lock(mutex);
                if (outcome.problem) refused.emplace_back(i, std::move(outcome));
                if (--left == 0) settled.notify_one();
            });
        }
        std::unique_lock lock(mutex);
        settled.wait(lock, [&] { return left == 0; });
        if (refused.empty()) return;
        parts_.store.write_and_wait([&](Transaction& transaction) {
            for (const auto& [i, outcome] : refused) insert_outcome(transaction, job, seq_of(i), outcome_of(items_[i], outcome));
            return true;
        });
    }
    std::int64_t seq_of(std::size_t item) const { return noted_ + static_cast<std::int64_t>(item) + 1; }

    void say_result() {
        OutcomeCount count;
        parts_.store.read_and_wait([&](Connection& connection) { count = count_outcomes(connection, job_.row().id); });
        JsonWriter(job_.result).object().key("done").value(count.all - count.refused).key("refused").value(count.refused).end_object();
    }

    const Jobs::Parts& parts_;
    RunningJob& job_;
    const RecordType& type_;
    const BulkRequest& request_;
    const std::shared_ptr<const RowChange> change_;
    std::vector<BulkItem> items_;
    std::int64_t noted_ = 0;  // by an earlier run of this job
};

}  // namespace

Result<Done> change_all(const Jobs::Parts& parts, RunningJob& job, const RecordType& type, const BulkRequest& request, Draft draft) {
    return BulkRun(parts, job, type, request, std::move(draft)).execute();
}

}  // namespace kernel
