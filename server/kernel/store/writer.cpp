#include "kernel/store/writer.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include "kernel/base/log.h"
#include "kernel/store/limits.h"

namespace kernel {

namespace {

constexpr std::chrono::seconds idle_after{1};
constexpr int batches_in_step_after_repeat = 16;
constexpr int gathering_share = 8;  // of the time the last batch took
constexpr std::chrono::steady_clock::duration longest_gathering = std::chrono::milliseconds(2);

void pause_before_attempt(int attempt) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const int longest_ms = 5 << attempt;
    std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution<int>(1, longest_ms)(random)));
}

bool is_storage_full(const std::exception_ptr& error) {
    if (!error) return false;
    try {
        std::rethrow_exception(error);
    } catch (const StorageFull&) { return true; } catch (...) {
        return false;
    }
}

}  // namespace

Writer::Writer(std::unique_ptr<WriteEngine> engine) : engine_(std::move(engine)) {
    thread_ = std::thread([this] { run(); });
}

Writer::~Writer() { stop(); }

bool Writer::submit(WriteWork work) {
    bool enough = false;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= limits::write_queue) return false;
        queue_.push_back(std::move(work));
        enough = queue_.size() >= wanted_;
    }
    if (enough) arrived_.notify_one();
    return true;
}

void Writer::before_commit(std::function<void(Transaction&)> act) {
    const std::lock_guard lock(before_commit_mutex_);
    before_commit_ = std::move(act);
}

void Writer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Writer::when_committed(std::function<void()> changed) {
    const std::lock_guard lock(mutex_);
    committed_ = std::move(changed);
}

StoreFigures Writer::figures() const {
    StoreFigures figures{.commits = &commits_, .batches = &batches_, .waiting = 0, .failed = failed_};
    const std::lock_guard lock(mutex_);
    figures.waiting = static_cast<std::int64_t>(queue_.size());
    return figures;
}

void Writer::run() noexcept {
    std::vector<Pending> batch;
    batch.reserve(limits::write_batch);
    while (take(batch)) {
        const auto begin = std::chrono::steady_clock::now();
        write(batch);
        last_batch_took_ = std::chrono::steady_clock::now() - begin;
        last_batch_ = batch.size();
        if (std::any_of(batch.begin(), batch.end(), [](const Pending& pending) { return pending.kept; })) {
            commits_.add(std::chrono::duration_cast<std::chrono::microseconds>(last_batch_took_).count());
            batches_.add(static_cast<std::int64_t>(batch.size()));
        }
        const bool changed = std::any_of(batch.begin(), batch.end(), [](const Pending& pending) { return pending.kept; });
        if (changed && committed_) committed_();  // first: whoever is told that the work is settled may set it anew
        for (Pending& pending : batch)
            pending.work.settled(pending.kept ? Outcome::committed : Outcome::rolled_back, std::move(pending.error));
        batch.clear();
        engine_->after_batch();
    }
}

// Waits for work; false when the writer is to end.
bool Writer::take(std::vector<Pending>& batch) {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return stopping_ || !queue_.empty(); };
    while (!arrived_.wait_for(lock, idle_after, ready)) {
        lock.unlock();
        const bool again = engine_->when_idle();
        lock.lock();
        if (!again) arrived_.wait(lock, ready);
    }
    gather(lock);
    const std::size_t count = std::min(queue_.size(), limits::write_batch);
    for (std::size_t n = 0; n < count; ++n) {
        batch.push_back(Pending{std::move(queue_.front()), false, nullptr});
        queue_.pop_front();
    }
    return count > 0;
}

// Those who have just been answered ask again in a moment, and a commit for all of them costs little more than one for the first of them.
void Writer::gather(std::unique_lock<std::mutex>& lock) {
    if (stopping_ || queue_.size() >= last_batch_) return;
    wanted_ = last_batch_;
    arrived_.wait_for(lock, std::min(last_batch_took_ / gathering_share, longest_gathering),
                      [this] { return stopping_ || queue_.size() >= wanted_; });
    wanted_ = 1;
}

void Writer::write(std::span<Pending> batch) {
    if (!storage_failure_.empty()) {
        fail(batch, std::make_exception_ptr(DatabaseError(storage_failure_, false)));
        return;
    }
    Trouble trouble = attempt(batch, batches_in_step_ > 0 ? Pace::in_step : Pace::ahead);
    batches_in_step_ = std::max(0, batches_in_step_ - 1);
    if (trouble == Trouble::blame) {
        batches_in_step_ = batches_in_step_after_repeat;
        trouble = attempt(batch, Pace::in_step);
    }
    if (trouble == Trouble::serialisation) write_singly(batch);
}

// Each in a transaction of its own, so that one which cannot succeed takes no other with it.
void Writer::write_singly(std::span<Pending> batch) {
    pause_before_attempt(0);  // the other side of a deadlock goes first
    for (std::size_t n = 0; n < batch.size(); ++n) {
        const std::span<Pending> one = batch.subspan(n, 1);
        if (!storage_failure_.empty()) {
            fail(one, std::make_exception_ptr(DatabaseError(storage_failure_, false)));
            continue;
        }
        for (int attempts = 1; attempt(one, Pace::in_step) == Trouble::serialisation; ++attempts) {
            if (attempts == limits::serialisation_attempts) break;
            pause_before_attempt(attempts);
        }
    }
}

// Runs the batch in one transaction and notes in each what came of it; none when that is final.
Trouble Writer::attempt(std::span<Pending> batch, Pace pace) {
    try {
        engine_->begin(pace);
        for (Pending& pending : batch) {
            apply(pending, batch.size() == 1);
            if (engine_->trouble() != Trouble::none) return conclude(batch);
        }
        const bool any = std::any_of(batch.begin(), batch.end(), [](const Pending& pending) { return pending.kept; });
        if (any)
            commit();
        else
            engine_->rollback();
        return Trouble::none;
    } catch (const ConstraintError&) {
        // Only a deferred constraint, or a lone statement sent without waiting, speaks as late as the commit.
        fail(batch, std::current_exception());
        if (engine_->trouble() != Trouble::none) return conclude(batch);
        engine_->rollback();
        return batch.size() > 1 ? Trouble::serialisation : Trouble::none;
    } catch (...) {
        fail(batch, std::current_exception());
        return conclude(batch);
    }
}

void Writer::commit() {
    {
        const std::lock_guard lock(before_commit_mutex_);
        if (before_commit_) before_commit_(engine_->transaction());
    }
    engine_->commit();
}

// The transaction cannot go on: undo it, and tell everybody in it why.
Trouble Writer::conclude(std::span<Pending> batch) {
    const Trouble trouble = engine_->trouble();
    const auto full = std::find_if(batch.begin(), batch.end(), [](const Pending& pending) { return is_storage_full(pending.error); });
    if (trouble == Trouble::lost && full != batch.end())
        fail(batch, std::exception_ptr(full->error));
    else if (trouble != Trouble::none)
        fail(batch, trouble_error());
    if (trouble == Trouble::storage) {
        storage_failure_ = "the database cannot be written any more until the server is restarted: " + engine_->trouble_text();
        failed_ = true;
        LogLine(LogLevel::error, "storage_failed").with("problem", storage_failure_);
    }
    engine_->rollback();
    return trouble;
}

void Writer::apply(Pending& pending, bool alone) {
    Transaction& transaction = engine_->transaction();
    pending.kept = false;
    pending.error = nullptr;
    if (!alone) engine_->savepoint();
    try {
        pending.kept = pending.work.apply(transaction);
        if (pending.kept) transaction.write_gathered();
        // PostgreSQL could not keep it either way, so SQLite does not.
        if (pending.kept && engine_->spoiled()) throw DatabaseError("a statement failed, so nothing of this work can be kept", false);
        if (pending.kept && !alone) engine_->release();
    } catch (...) {
        pending.kept = false;
        pending.error = std::current_exception();
    }
    transaction.drop_gathered();
    if (!pending.kept && !alone && engine_->trouble() == Trouble::none) engine_->rollback_to_savepoint();
}

void Writer::fail(std::span<Pending> batch, const std::exception_ptr& error) const {
    for (Pending& pending : batch) {
        pending.kept = false;
        pending.error = error;
    }
}

std::exception_ptr Writer::trouble_error() const {
    return std::make_exception_ptr(DatabaseError(engine_->trouble_text(), engine_->trouble() != Trouble::storage));
}

}  // namespace kernel
