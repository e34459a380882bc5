// The queue and the one thread that writes, the same for both engines.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "kernel/store/store.h"

namespace kernel {

// What stands in the way of a whole batch, whatever the single pieces of work made of it.
enum class Trouble : std::uint8_t {
    none,
    blame,          // a statement sent without waiting has failed and belongs to an earlier piece of work
    serialisation,  // a deadlock or the like: the same work may well succeed in a transaction of its own
    lost,           // the transaction is gone
    storage         // the file can no longer be trusted
};

// Whether the engine may run ahead of its answers from one piece of work to the next.
enum class Pace : std::uint8_t { ahead, in_step };

// What the writer asks of an engine, always on the writer's thread. All may throw ConstraintError or DatabaseError.
class WriteEngine {
public:
    virtual ~WriteEngine() = default;
    virtual Transaction& transaction() = 0;
    virtual void begin(Pace pace) = 0;
    virtual void savepoint() = 0;
    virtual void release() = 0;
    virtual void rollback_to_savepoint() = 0;
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    virtual Trouble trouble() const = 0;  // since begin()
    virtual std::string trouble_text() const = 0;
    virtual bool spoiled() const = 0;                    // a statement has failed since begin() or savepoint()
    virtual void after_batch() noexcept {}               // everybody has been told
    virtual bool when_idle() noexcept { return false; }  // nothing has come for a second; true: ask again in another
};

class Writer {
public:
    explicit Writer(std::unique_ptr<WriteEngine> engine);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    bool submit(WriteWork work);  // false when the queue is full or the writer has stopped
    void stop();                  // does what waits, then joins
    StoreFigures figures() const;
    void when_committed(std::function<void()> changed);  // before any work that it is to hear of
    void before_commit(std::function<void(Transaction&)> act);

private:
    struct Pending {
        WriteWork work;
        bool kept = false;
        std::exception_ptr error;
    };

    void run() noexcept;
    bool take(std::vector<Pending>& batch);
    void gather(std::unique_lock<std::mutex>& lock);
    void write(std::span<Pending> batch);
    Trouble attempt(std::span<Pending> batch, Pace pace);
    void apply(Pending& pending, bool alone);
    Trouble conclude(std::span<Pending> batch);
    void write_singly(std::span<Pending> batch);
    void commit();
    void fail(std::span<Pending> batch, const std::exception_ptr& error) const;
    std::exception_ptr trouble_error() const;

    const std::unique_ptr<WriteEngine> engine_;
    std::function<void()> committed_;
    std::string storage_failure_;  // not empty: nothing is written any more
    int batches_in_step_ = 0;      // left to do after a repeat
    Durations commits_;
    Sizes batches_;
    std::atomic<bool> failed_{false};
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<WriteWork> queue_;
    std::size_t wanted_ = 1;  // in the queue before the writer is woken
    bool stopping_ = false;
    std::size_t last_batch_ = 0;
    std::chrono::steady_clock::duration last_batch_took_{};
    std::mutex before_commit_mutex_;
    std::function<void(Transaction&)> before_commit_;
    std::thread thread_;
};

}  // namespace kernel
