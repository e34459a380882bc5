#include "kernel/store/postgres_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace kernel {

namespace {

constexpr int pause_after_failure_ms = 1000;
constexpr std::chrono::milliseconds least_between_notifications{50};  // a notification costs every server on the database a look
constexpr const char* listen = "LISTEN bylaw_changed";
constexpr const char* notify = "NOTIFY bylaw_changed";

void must(PGconn* connection, const char* sql) {
    const PostgresResult result(PQexec(connection, sql));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) throw DatabaseError(PQerrorMessage(connection), true);
}

}  // namespace

PostgresWatch::PostgresWatch(std::string connection_string, std::function<void()> changed)
    : connection_string_(std::move(connection_string)), changed_(std::move(changed)), bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    thread_ = std::thread([this] { run(); });
}

PostgresWatch::~PostgresWatch() {
    stopping_ = true;
    tell();
    thread_.join();
    ::close(bell_);
}

void PostgresWatch::tell() {
    if (wants_to_tell_.exchange(true)) return;
    const std::uint64_t once = 1;
    // It can only fail when the bell has been rung already.
    [[maybe_unused]] const auto written = ::write(bell_, &once, sizeof once);
}

void PostgresWatch::run() noexcept {
    while (!stopping_) {
        try {
            attend();
        } catch (const std::exception&) {
            // The writer and the readers tell of a database that is gone; here it is enough to come back to it.
            connection_.reset();
        }
        if (!stopping_) wait(-1, pause_after_failure_ms);
    }
}

void PostgresWatch::attend() {
    connection_ = connect_postgres(connection_string_);
    must(connection_.get(), listen);
    changed_();
    auto told_at = std::chrono::steady_clock::time_point{};
    while (!stopping_) {
        const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - told_at);
        const bool may_tell = since >= least_between_notifications;
        if (wants_to_tell_ && may_tell) {
            wants_to_tell_ = false;
            told_at = std::chrono::steady_clock::now();
            must(connection_.get(), notify);
        }
        hear();
        const bool waits_to_tell = wants_to_tell_;
        wait(PQsocket(connection_.get()), waits_to_tell ? static_cast<int>((least_between_notifications - since).count()) : -1);
    }
}

// What came from others; one's own notification comes back too.
void PostgresWatch::hear() {
    if (PQconsumeInput(connection_.get()) != 1) throw DatabaseError(PQerrorMessage(connection_.get()), true);
    bool others = false;
    while (PGnotify* heard = PQnotifies(connection_.get())) {
        others = others || heard->be_pid != PQbackendPID(connection_.get());
        PQfreemem(heard);
    }
    if (others) changed_();
}

// Until the socket has something, the bell rings or the time is over.
void PostgresWatch::wait(int socket, int at_most_ms) {
    std::array<pollfd, 2> sources{{{bell_, POLLIN, 0}, {socket, POLLIN, 0}}};
    ::poll(sources.data(), sources.size(), at_most_ms < 0 ? -1 : std::max(1, at_most_ms));
    std::uint64_t rings = 0;
    [[maybe_unused]] const auto taken = ::read(bell_, &rings, sizeof rings);
}

}  // namespace kernel
