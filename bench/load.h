// Clients that keep their connections and ask again as soon as they are answered: one thread, epoll, loopback.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

namespace bench {

struct LoadPlan {
    std::uint16_t port = 0;
    int connections = 64;
    double seconds = 2;
    int expected_status = 200;
    std::function<const std::string&()> next;  // a whole request; holds until the next call
};

struct LoadResult {
    double seconds = 0;
    double answers = 0;
    double bytes = 0;
    double middle_ms = 0, slow_ms = 0;  // the 50th and 99th of 100 answers
    double rate() const { return answers / seconds; }
};

int connected(std::uint16_t port);  // a socket, without delay

// Throws when an answer has another status or a connection breaks.
LoadResult run_load(const LoadPlan& plan);

}  // namespace bench
