// How servers on one PostgreSQL hear of each other's commits: a notification on a session of its own, so that the writer waits for nothing.
#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "kernel/store/postgres_session.h"

namespace kernel {

class PostgresWatch {
public:
    // `changed` is called from a thread of this, when another session has told something, or may have while the connection was lost.
    PostgresWatch(std::string connection_string, std::function<void()> changed);
    ~PostgresWatch();
    PostgresWatch(const PostgresWatch&) = delete;
    PostgresWatch& operator=(const PostgresWatch&) = delete;

    void tell();  // the others, soon; from any thread

private:
    void run() noexcept;
    void attend();
    void wait(int socket, int at_most_ms);
    void hear();

    const std::string connection_string_;
    const std::function<void()> changed_;
    PostgresConnection connection_;
    int bell_;  // an eventfd: rung by tell() and by the end
    std::atomic<bool> wants_to_tell_{false};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace kernel
