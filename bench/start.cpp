// From the start of the process to its first answer, on the million orders; and the memory it then has.
#include <chrono>

#include "data.h"
#include "figures.h"
#include "process.h"

namespace bench {

namespace {

struct Start {
    double milliseconds = 0, megabytes = 0;
};

Start start(const std::vector<std::string>& words, const std::string& request) {
    const auto begin = std::chrono::steady_clock::now();
    const ServerProcess server(words);
    fetch(server.port(), request, 200);
    const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - begin;
    return {passed.count(), server.resident_megabytes()};
}

}  // namespace

void measure_start(const Setting& setting, Report& report) {
    report.heading("Start to the first answer (50 of 1,000,000 orders), and memory then");
    const Known known = known_of(setting.order_book);
    const Salesperson& one = known.salespersons[0];
    const std::string head = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    Samples time, limit_time, memory, limit_memory;
    for (int round = 0; round < setting.rounds() + 2; ++round) {
        const Start made = start({setting.bylaw, "serve", "--data", setting.order_book, "--listen", "127.0.0.1:0"},
                                 "GET /api/v1/orders" + head + "Authorization: Bearer " + one.token + "\r\n\r\n");
        const Start possible =
            start({setting.self, "list-limit", setting.order_book}, "GET /orders?owner=" + std::to_string(one.account) + head + "\r\n");
        time.add(made.milliseconds);
        memory.add(made.megabytes);
        limit_time.add(possible.milliseconds);
        limit_memory.add(possible.megabytes);
    }
    report.compare("first answer after", "ms", time, limit_time);
    report.compare("memory", "MB", memory, limit_memory);
    report.below("start", time.median(), 200, "ms");
    report.below("idle memory", memory.median(), 60, "MB");
}

}  // namespace bench
