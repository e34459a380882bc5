#include "kernel/store/worker_pool.h"

#include <utility>

namespace kernel {

WorkerPool::WorkerPool(int threads, std::size_t queue_limit, Connect connect) : queue_limit_(queue_limit), connect_(std::move(connect)) {
    for (int n = 0; n < threads; ++n) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(Work& work) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_limit_) return false;
        queue_.push_back(std::move(work));
    }
    arrived_.notify_one();
    return true;
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

void WorkerPool::run() noexcept {
    const std::unique_ptr<Connection> connection = connect_();
    std::unique_lock lock(mutex_);
    for (;;) {
        arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        const Work work = std::exchange(queue_.front(), nullptr);
        queue_.pop_front();
        lock.unlock();
        work(*connection);
        lock.lock();
    }
}

}  // namespace kernel
