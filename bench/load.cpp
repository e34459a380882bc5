#include "load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <vector>

namespace bench {

namespace {

using Time = std::chrono::steady_clock;
constexpr int patience_milliseconds = 10'000;

class Client {
public:
    explicit Client(std::uint16_t port) : peer_(connected(port)) {}
    ~Client() { close(peer_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    int peer() const { return peer_; }

    // Requests are far smaller than the socket's buffer, so one send takes all of one.
    void ask(const std::string& request) {
        answer_.clear();
        whole_ = std::string::npos;
        asked_at_ = Time::now();
        if (send(peer_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
            throw std::runtime_error("the server took only a part of a request");
    }

    // True when the answer is here in full.
    bool take(int expected_status) {
        static thread_local std::array<char, 262144> part;
        const ssize_t count = recv(peer_, part.data(), part.size(), 0);
        if (count <= 0) throw std::runtime_error("the server closed a connection under load");
        answer_.append(part.data(), static_cast<std::size_t>(count));
        if (whole_ == std::string::npos) read_head(expected_status);
        return answer_.size() >= whole_;
    }

    std::size_t bytes() const { return answer_.size(); }
    Time::time_point asked_at() const { return asked_at_; }

private:
    void read_head(int expected_status) {
        const auto end = answer_.find("\r\n\r\n");
        if (end == std::string::npos) return;
        if (std::atoi(answer_.c_str() + 9) != expected_status) throw std::runtime_error("unexpected answer: " + answer_.substr(0, 1000));
        const auto length = answer_.find("Content-Length: ");
        if (length > end) throw std::runtime_error("an answer without its length: " + answer_.substr(0, end));
        whole_ = end + 4 + std::strtoull(answer_.c_str() + length + 16, nullptr, 10);
    }

    int peer_;
    std::string answer_;
    std::size_t whole_ = std::string::npos;
    Time::time_point asked_at_;
};

struct Poll {
    int handle = epoll_create1(EPOLL_CLOEXEC);
    Poll() = default;
    ~Poll() { close(handle); }
    Poll(const Poll&) = delete;
    Poll& operator=(const Poll&) = delete;
};

double milliseconds(Time::duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

}  // namespace

int connected(std::uint16_t port) {
    const int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect to the server under load");
    return peer;
}

LoadResult run_load(const LoadPlan& plan) {
    const Poll poll;
    std::vector<std::unique_ptr<Client>> clients;
    for (int n = 0; n < plan.connections; ++n) {
        Client* client = clients.emplace_back(std::make_unique<Client>(plan.port)).get();
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = client;
        epoll_ctl(poll.handle, EPOLL_CTL_ADD, client->peer(), &event);
    }
    LoadResult result;
    std::vector<double> waits;
    waits.reserve(1 << 17);
    const auto begin = Time::now(), end = begin + std::chrono::microseconds(static_cast<std::int64_t>(plan.seconds * 1e6));
    for (const auto& client : clients) client->ask(plan.next());
    // What is under way at the end is waited for but not counted: the server is quiet when this returns.
    for (int open = plan.connections; open > 0;) {
        std::array<epoll_event, 64> events;
        const int count = epoll_wait(poll.handle, events.data(), static_cast<int>(events.size()), patience_milliseconds);
        if (count <= 0) throw std::runtime_error("no answer within ten seconds");
        for (int n = 0; n < count; ++n) {
            Client& client = *static_cast<Client*>(events[static_cast<std::size_t>(n)].data.ptr);
            if (!client.take(plan.expected_status)) continue;
            const auto now = Time::now();
            if (now >= end) {
                --open;
                continue;
            }
            waits.push_back(milliseconds(now - client.asked_at()));
            result.bytes += static_cast<double>(client.bytes());
            client.ask(plan.next());
        }
    }
    result.seconds = plan.seconds;
    result.answers = static_cast<double>(waits.size());
    std::sort(waits.begin(), waits.end());
    if (!waits.empty()) {
        result.middle_ms = waits[waits.size() / 2];
        result.slow_ms = waits[waits.size() * 99 / 100];
    }
    return result;
}

}  // namespace bench
