// What live events cost those who write: orders made by 64 clients while a thousand pages listen, and while nobody does, in turns.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <vector>

#include "data.h"
#include "figures.h"
#include "load.h"
#include "order_requests.h"
#include "process.h"

namespace bench {

namespace {

constexpr int listeners = 1000;

// Connections that have asked for the events and throw away what they hear.
class Listeners {
public:
    Listeners(std::uint16_t port, const Known& known) {
        for (int n = 0; n < listeners; ++n) {
            const Salesperson& who = known.salespersons[static_cast<std::size_t>(n) % known.salespersons.size()];
            peers_.push_back(connected(port));
            const std::string request = "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + who.token + "\r\n\r\n";
            if (send(peers_.back(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
                throw std::runtime_error("a listener was not taken");
            std::array<char, 4096> answer;
            const ssize_t count = recv(peers_.back(), answer.data(), answer.size(), 0);
            if (count <= 0 || !std::string_view(answer.data(), static_cast<std::size_t>(count)).starts_with("HTTP/1.1 200"))
                throw std::runtime_error("a listener was refused");
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.fd = peers_.back();
            epoll_ctl(poll_, EPOLL_CTL_ADD, peers_.back(), &event);
        }
        thread_ = std::thread([this] { hear(); });
    }
    ~Listeners() {
        stopping_ = true;
        thread_.join();
        for (const int peer : peers_) close(peer);
        close(poll_);
    }
    Listeners(const Listeners&) = delete;
    Listeners& operator=(const Listeners&) = delete;
    std::int64_t bytes() const { return bytes_; }

private:
    void hear() {
        std::array<epoll_event, 256> events;
        std::vector<char> heard(1 << 20);
        while (!stopping_) {
            const int count = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 50);
            for (int n = 0; n < count; ++n) {
                const int peer = events[static_cast<std::size_t>(n)].data.fd;
                const ssize_t got = recv(peer, heard.data(), heard.size(), 0);
                if (got > 0)
                    bytes_ += got;
                else
                    epoll_ctl(poll_, EPOLL_CTL_DEL, peer, nullptr);
            }
        }
    }

    const int poll_ = epoll_create1(EPOLL_CLOEXEC);
    std::vector<int> peers_;
    std::atomic<std::int64_t> bytes_{0};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace

void measure_live(const Setting& setting, Report& report) {
    report.heading("Durable orders of 5 lines, 64 clients, while 1,000 pages listen to live events and while none does");
    const std::string own = setting.data + "/live_orders";
    copy_order_book(setting.small_book, own);
    const Known known = known_of(own);
    OrderRequests requests(known);
    Samples heard, alone, heard_cpu, alone_cpu, kilobytes;
    {
        const ServerProcess product({setting.bylaw, "serve", "--data", own, "--listen", "127.0.0.1:0"});
        LoadPlan plan;
        plan.port = product.port();
        plan.expected_status = 201;
        plan.next = [&]() -> const std::string& { return requests.next(); };
        plan.seconds = 0.5;
        run_load(plan);
        plan.seconds = setting.seconds();
        const auto measure = [&](Samples& rate, Samples& microseconds) {
            const double before = product.cpu_seconds();
            const LoadResult result = run_load(plan);
            rate.add(result.rate());
            microseconds.add((product.cpu_seconds() - before) / std::max(result.answers, 1.0) * 1e6);
        };
        for (int round = 0; round < setting.rounds(); ++round) {
            measure(alone, alone_cpu);
            const Listeners listening(product.port(), known);
            measure(heard, heard_cpu);
            kilobytes.add(static_cast<double>(listening.bytes()) / 1000);
        }
    }
    char text[160];
    std::snprintf(text, sizeof text, "the listeners heard %.0f kB in each round", kilobytes.median());
    report.note(text);
    report.compare("orders, 1,000 listeners", "a second", heard, alone);
    report.compare("CPU time", "us an order", heard_cpu, alone_cpu);
    report.at_least("orders while 1,000 listen", 100 * heard.median() / std::max(alone.median(), 1e-9), 90, "% of those while none does");
    remove_order_book(own);
}

}  // namespace bench
