// The thread that does what is asked of imports, one after the other.
#include "kernel/base/log.h"
#include "kernel/exchange/run.h"
#include "kernel/exchange/undo.h"

namespace kernel {

namespace {

constexpr std::chrono::seconds look_again_after{5};  // for what other nodes have left

}  // namespace

void Imports::start() {
    const std::int64_t now = parts_.clock.now().microseconds;
    parts_.store.write_and_wait([&](Transaction& transaction) {
        release_imports(transaction, parts_.node, now - limits::import_abandoned_s * 1'000'000);
        return true;
    });
    asked_ = true;
    thread_ = std::thread([this] { work(); });
}

void Imports::stop() {
    stopping_ = true;
    {
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

void Imports::tell() {
    const std::lock_guard lock(mutex_);
    asked_ = true;
    changed_.notify_all();
}

void Imports::work() {
    while (!stopping_) {
        {
            std::unique_lock lock(mutex_);
            const auto ready = [this] { return asked_ || stopping_.load(); };
            // Nobody but this process writes to an embedded database.
            if (parts_.store.engine() == Engine::sqlite)
                changed_.wait(lock, ready);
            else
                changed_.wait_for(lock, look_again_after, ready);
            asked_ = false;
        }
        try {
            while (!stopping_ && work_once()) continue;
        } catch (const std::exception& error) { LogLine(LogLevel::error, "imports").with("problem", error.what()); }
    }
}

bool Imports::work_once() {
    std::optional<std::int64_t> id;
    const std::int64_t now = parts_.clock.now().microseconds;
    parts_.store.read_and_wait([&](Connection& connection) { id = waiting_import(connection, now); });
    if (id) execute(*id, {});
    return id.has_value();
}

void Imports::execute(std::int64_t id, std::function<bool(const ImportProgress&)> progress) {
    std::optional<Taken> taken;
    std::optional<Viewer> viewer;
    const std::int64_t now = parts_.clock.now().microseconds;
    parts_.store.write_and_wait([&](Transaction& transaction) {
        taken = take_import(transaction, id, now, now + std::int64_t{limits::import_lease_s} * 1'000'000, parts_.node, parts_.ids.next());
        if (!taken) return false;
        if (taken->row.undo.state == ImportUndo::State::asked) return true;
        if (taken->row.mode == "all") update_progress(transaction, id, 0, 0, now + std::int64_t{limits::import_lease_all_s} * 1'000'000);
        viewer = viewer_of_account(transaction, parts_.policy, taken->row.account);
        return true;
    });
    if (!taken) return;
    if (taken->row.undo.state == ImportUndo::State::asked) return undo_import(parts_, std::move(taken->row), stopping_);
    const auto job = std::make_shared<Job>();
    job->progress = std::move(progress);
    {
        const std::lock_guard lock(mutex_);
        jobs_[id] = job;
    }
    const Viewer nobody{.account = 0, .name = {}, .role = nullptr};
    static const Role no_role{};
    Viewer as = viewer.value_or(nobody);
    if (!as.role) as.role = &no_role;
    ImportRun(*this, std::move(taken->row), std::move(as), taken->resumed, *job).execute();
    const std::lock_guard lock(mutex_);
    jobs_.erase(id);
}

}  // namespace kernel
