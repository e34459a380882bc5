// A few threads with a connection each, and a bounded queue before them.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "kernel/store/store.h"

namespace kernel {

class WorkerPool {
public:
    using Work = std::function<void(Connection&)>;
    using Connect = std::function<std::unique_ptr<Connection>()>;  // called on each thread; must not throw

    WorkerPool(int threads, std::size_t queue_limit, Connect connect);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    bool submit(Work& work);  // takes it; false when the queue is full or the pool has stopped, the work left as it is
    void stop();              // does what waits, then joins

private:
    void run() noexcept;

    const std::size_t queue_limit_;
    const Connect connect_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Work> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace kernel
