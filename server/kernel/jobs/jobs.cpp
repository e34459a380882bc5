#include "kernel/jobs/jobs.h"

#include <charconv>
#include <cstdio>

#include "kernel/base/json.h"
#include "kernel/base/log.h"
#include "kernel/jobs/limits.h"
#include "kernel/record/messages.h"
#include "kernel/records/change.h"

namespace kernel {

namespace {

constexpr std::chrono::seconds look_again_after{5};  // for what other nodes have left

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

Problem problem_of_failure() {
    try {
        throw;
    } catch (const ConstraintError& error) { return problem_of(error); } catch (const DatabaseError& error) {
        return {.code = error.retry ? Code::unavailable : Code::failed, .key = error.retry ? "problem.unavailable" : "problem.failed"};
    } catch (const std::exception& error) {
        LogLine(LogLevel::error, "jobs").with("problem", error.what());
        return {.code = Code::failed, .key = "problem.failed"};
    }
}

void append_job(std::string& out, const JobRow& job, const Messages& messages) {
    JsonWriter json(out);
    const auto raw = [&](std::string_view name, const std::string& text) {
        json.key(name);
        if (text.empty())
            json.null();
        else
            json.raw(text);
    };
    json.object().key("id").id(job.id).key("kind").value(job.kind).key("record").value(job.record).key("state").value(job.state);
    json.key("progress").object().key("done").value(job.done).key("total").value(job.total).end_object();
    raw("request", job.request);
    raw("result", job.result);
    std::string problem;
    if (!job.problem.empty()) append_kept_problem(problem, job.problem, messages, job.locale);
    raw("problem", problem);
    json.key("file");
    if (job.file.empty())
        json.null();
    else
        json.object().key("name").value(job.file).key("bytes").value(job.bytes).end_object();
    json.key("created_at").value(format_instant(Instant{job.created_at})).end_object();
}

}  // namespace

bool RunningJob::goes_on() const { return !cancelled_ && !jobs_.stopping_; }

bool RunningJob::progress(std::int64_t done, std::int64_t total) {
    done_ = row_.done = done;
    total_ = row_.total = total;
    const std::int64_t now = jobs_.parts_.clock.now().microseconds;
    if (now - noted_at_ < limits::job_progress_ms * 1000) return goes_on();
    noted_at_ = now;
    jobs_.parts_.store.write_and_wait([&](Transaction& transaction) {
        note_progress(transaction, row_, jobs_.lease_until());
        if (is_job_cancelled(transaction, row_.id)) cancelled_ = true;  // by way of another node
        return true;
    });
    return goes_on();
}

std::int64_t Jobs::lease_until() const { return parts_.clock.now().microseconds + std::int64_t{limits::job_lease_s} * 1'000'000; }

void Jobs::start() {
    parts_.store.write_and_wait([&](Transaction& transaction) {
        release_jobs(transaction, parts_.node);
        return true;
    });
    for (const auto& [kind, run] : kinds_) threads_.emplace_back([this, name = kind] { work(name); });
}

void Jobs::stop() {
    stopping_ = true;
    {
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
    }
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

void Jobs::tell() {
    const std::lock_guard lock(mutex_);
    ++asked_;
    changed_.notify_all();
}

void Jobs::work(const std::string& kind) {
    std::int64_t heard = -1;
    while (!stopping_) {
        {
            std::unique_lock lock(mutex_);
            const auto ready = [&] { return asked_ != heard || stopping_.load(); };
            // Nobody but this process writes to an embedded database.
            if (parts_.store.engine() == Engine::sqlite)
                changed_.wait(lock, ready);
            else
                changed_.wait_for(lock, look_again_after, ready);
            heard = asked_;
        }
        try {
            std::optional<std::int64_t> id;
            do {
                const std::int64_t now = parts_.clock.now().microseconds;
                parts_.store.read_and_wait([&](Connection& connection) { id = waiting_job(connection, kind, now); });
                if (id) run_now(*id);
            } while (id && !stopping_);
        } catch (const std::exception& error) { LogLine(LogLevel::error, "jobs").with("problem", error.what()); }
    }
}

void Jobs::run_now(std::int64_t id) {
    std::optional<JobRow> taken;
    std::optional<Viewer> viewer;
    const std::int64_t now = parts_.clock.now().microseconds;
    parts_.store.write_and_wait([&](Transaction& transaction) {
        taken = take_job(transaction, id, now, lease_until(), parts_.node);
        if (taken) viewer = viewer_of_account(transaction, parts_.policy, taken->account);
        return taken.has_value();
    });
    const auto run = taken ? kinds_.find(taken->kind) : kinds_.end();
    if (run == kinds_.end()) return;
    const bool may_go_on = viewer && viewer->role->name == taken->role;
    if (viewer) viewer->locale = taken->locale;
    RunningJob job(*this, std::move(*taken), viewer.value_or(Viewer{}));
    {
        const std::lock_guard lock(mutex_);
        running_[id] = &job;
    }
    Result<Done> ending = Problem{.code = Code::forbidden, .key = "problem.forbidden"};
    try {
        if (may_go_on) ending = run->second(job);
    } catch (...) { ending = problem_of_failure(); }
    {
        const std::lock_guard lock(mutex_);
        running_.erase(id);
    }
    end(job, ending);
}

void Jobs::end(RunningJob& job, const Result<Done>& ending) {
    if (stopping_ && !job.cancelled_ && job.row_.state == "running" && job.result.empty()) return;  // taken up again at the next start
    JobRow row = job.row_;
    row.state = job.cancelled_ ? "cancelled" : ending.ok() ? "done" : "failed";
    if (!ending.ok() && !job.cancelled_) row.problem = kept_problem(ending.problem());
    row.result = std::move(job.result);
    if (row.state == "done") {
        row.file = std::move(job.file);
        row.bytes = job.bytes;
    }
    parts_.store.write_and_wait([&](Transaction& transaction) {
        end_job(transaction, row);
        if (row.state == "done" && !job.entries.empty()) parts_.records.audit().append(transaction, job.entries);
        return true;
    });
}

Result<std::int64_t> Jobs::create(Transaction& transaction, const Viewer& viewer, std::string_view kind, std::string_view record,
                                  std::string request, std::int64_t total) {
    if (jobs_at_work(transaction, viewer.account) >= limits::jobs_waiting_per_account)
        return Problem{.code = Code::too_many,
                       .key = "problem.job.too_many",
                       .arguments = {{"max", std::to_string(limits::jobs_waiting_per_account)}},
                       .clause = {},
                       .fields = {},
                       .current_version = 0,
                       .retry_after_s = 10};
    const std::int64_t now = parts_.clock.now().microseconds;
    drop_old_jobs(transaction, viewer.account, limits::jobs_per_account - 1, now - limits::job_kept_s * 1'000'000);
    JobRow job;
    job.id = parts_.ids.next();
    job.account = viewer.account;
    job.role = viewer.role->name;
    job.kind = kind;
    job.record = record;
    job.locale = viewer.locale;
    job.request = std::move(request);
    job.total = total;
    job.created_at = now;
    insert_job(transaction, job);
    return job.id;
}

Result<JobRow> Jobs::own(Connection& connection, const Viewer& viewer, std::int64_t id) {
    auto job = read_job(connection, id);
    if (!job || job->account != viewer.account) return not_found();
    const std::lock_guard lock(mutex_);
    if (const auto running = running_.find(id); running != running_.end()) {
        job->done = running->second->done_;
        job->total = running->second->total_;
    }
    return std::move(*job);
}

Result<std::string> Jobs::get(Connection& connection, const Viewer& viewer, std::int64_t id) {
    TRY_ASSIGN(const JobRow job, own(connection, viewer, id));
    std::string out;
    append_job(out, job, parts_.messages);
    return out;
}

std::string Jobs::list(Connection& connection, const Viewer& viewer) {
    std::string out = R"({"items":[)";
    for (bool comma = false; const JobRow& job : read_jobs(connection, viewer.account, limits::jobs_per_account)) {
        if (comma) out += ',';
        comma = true;
        append_job(out, job, parts_.messages);
    }
    return out += R"(],"next":null})";
}

Result<std::string> Jobs::outcomes(Connection& connection, const Viewer& viewer, std::int64_t id, bool refused_only,
                                   std::string_view cursor) {
    TRY_ASSIGN(const JobRow job, own(connection, viewer, id));
    std::int64_t after = 0;
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
    if (!cursor.empty() && (error != std::errc{} || end != cursor.data() + cursor.size())) return invalid_field("cursor", "problem.cursor");
    const JobOutcomePage page = read_outcomes(connection, id, refused_only, after, limits::job_rows_page);
    std::string out;
    JsonWriter json(out);
    json.object().key("items").array();
    for (const JobOutcome& outcome : page.items) {
        json.object().key("id").id(outcome.record_id).key("title").value(outcome.title).key("version").value(outcome.version);
        std::string problem = outcome.problem.empty() ? "null" : "";
        if (!outcome.problem.empty()) append_kept_problem(problem, outcome.problem, parts_.messages, viewer.locale);
        json.key("problem").raw(problem).end_object();
    }
    json.end_array().key("next");
    if (page.next == 0)
        json.null();
    else
        json.value(std::to_string(page.next));
    json.end_object();
    return out;
}

// 9.2: what was made under a role is not given out when the account has another by now.
Result<Jobs::File> Jobs::file(Connection& connection, const Viewer& viewer, std::int64_t id) {
    TRY_ASSIGN(JobRow job, own(connection, viewer, id));
    if (job.file.empty() || job.role != viewer.role->name) return not_found();
    return File{.name = std::move(job.file), .bytes = job.bytes};
}

Result<std::function<bool(Transaction&)>> Jobs::cancel(Connection& connection, const Viewer& viewer, std::int64_t id) {
    TRY_ASSIGN(const JobRow job, own(connection, viewer, id));
    if (job.is_over()) return Problem{.code = Code::conflict, .key = "problem.job.over"};
    {
        const std::lock_guard lock(mutex_);
        if (const auto running = running_.find(id); running != running_.end()) running->second->cancelled_ = true;
    }
    return std::function<bool(Transaction&)>([id](Transaction& transaction) { return ask_job_to_cancel(transaction, id), true; });
}

}  // namespace kernel
