// Work that takes longer than an answer may: rows of the database, so that a job outlives the process, shows how far it has come, can be
// cancelled, and is done by one node only. What a job does is its kind's; imports, which came before, keep their own.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "kernel/jobs/job_store.h"
#include "kernel/records/records.h"

namespace kernel {

class Messages;

// A job at work, for its kind. Called from the one thread that does it.
class RunningJob {
public:
    RunningJob(class Jobs& jobs, JobRow row, Viewer viewer) : row_(std::move(row)), jobs_(jobs), viewer_(std::move(viewer)) {}
    const JobRow& row() const { return row_; }
    const Viewer& viewer() const { return viewer_; }
    // How far it is. False when it is to stop: cancelled, or the server ends and the job will be taken up again.
    bool progress(std::int64_t done, std::int64_t total);
    bool goes_on() const;
    bool is_cancelled() const { return cancelled_; }

    std::string result = {};  // JSON
    std::string file = {};    // the name of the file whose pieces it has written
    std::int64_t bytes = 0;
    std::vector<AuditEntry> entries = {};  // written with its end

private:
    friend class Jobs;
    JobRow row_;
    Jobs& jobs_;
    const Viewer viewer_;
    std::int64_t noted_at_ = 0;
    std::atomic<bool> cancelled_{false};
    std::atomic<std::int64_t> done_{0}, total_{0};
};

class Jobs {
public:
    struct Parts {
        const Policy& policy;
        const Messages& messages;
        const Clock& clock;
        IdMaker& ids;
        Store& store;
        Records& records;
        std::uint8_t node = 1;
    };
    using Run = std::function<Result<Done>(RunningJob&)>;

    explicit Jobs(const Parts& parts) : parts_(parts) {}
    ~Jobs() { stop(); }
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    // Before start(). One thread for each kind, so that a long export does not keep a bulk change waiting.
    void add(std::string kind, Run run) { kinds_.emplace(std::move(kind), std::move(run)); }
    void start();
    void stop();
    const Parts& parts() const { return parts_; }

    // A new one, waiting. tell() when the transaction is durable, or run_now() on a thread that may take its time.
    Result<std::int64_t> create(Transaction& transaction, const Viewer& viewer, std::string_view kind, std::string_view record,
                                std::string request, std::int64_t total);
    void tell();
    void run_now(std::int64_t id);

    // One's own only; whoever asks for another's hears that there is none.
    Result<std::string> get(Connection& connection, const Viewer& viewer, std::int64_t id);
    std::string list(Connection& connection, const Viewer& viewer);
    // Rows of it that were refused (or all): {"items":[{"id","title","version","problem"}],"next"}.
    Result<std::string> outcomes(Connection& connection, const Viewer& viewer, std::int64_t id, bool refused_only, std::string_view cursor);
    struct File {
        std::string name;
        std::int64_t bytes = 0;  // in pieces from 0 on, read one by one
    };
    Result<File> file(Connection& connection, const Viewer& viewer, std::int64_t id);
    Result<std::function<bool(Transaction&)>> cancel(Connection& connection, const Viewer& viewer, std::int64_t id);

private:
    friend class RunningJob;
    void work(const std::string& kind);
    Result<JobRow> own(Connection& connection, const Viewer& viewer, std::int64_t id);
    void end(RunningJob& job, const Result<Done>& ending);
    std::int64_t lease_until() const;

    const Parts parts_;
    std::map<std::string, Run, std::less<>> kinds_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> stopping_{false};
    std::int64_t asked_ = 0;  // how often
    std::map<std::int64_t, RunningJob*> running_;
    std::vector<std::thread> threads_;
};

// {"code","key","arguments"} as it is kept, and the sentence it makes for a reader.
std::string kept_problem(const Problem& problem);
void append_kept_problem(std::string& out, std::string_view kept, const Messages& messages, std::string_view locale);

}  // namespace kernel
