// Lists of 50 orders out of a million, each salesperson their own; and what the server keeps in memory after them.
#include <algorithm>
#include <cstdio>
#include <random>
#include <stdexcept>

#include "data.h"
#include "figures.h"
#include "kernel/base/time.h"
#include "load.h"
#include "process.h"

namespace bench {

namespace {

constexpr int requests_of_a_kind = 500;
constexpr int days_of_a_filter = 30;

std::string get(const std::string& target, const std::string& token) {
    std::string request = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    if (!token.empty()) request += "Authorization: Bearer " + token + "\r\nAccept-Language: zh-Hant\r\n";
    return request + "\r\n";
}

// The same questions to both.
struct Questions {
    std::vector<std::string> product, limit;
};

Questions first_pages(const Known& known) {
    Questions made;
    for (const Salesperson& one : known.salespersons) {
        made.product.push_back(get("/api/v1/orders?limit=50", one.token));
        made.limit.push_back(get("/orders?owner=" + std::to_string(one.account), {}));
    }
    return made;
}

Questions filtered(const Known& known) {
    Questions made;
    std::mt19937_64 random(11);
    for (int n = 0; n < requests_of_a_kind; ++n) {
        const Salesperson& one = known.salespersons[random() % known.salespersons.size()];
        const int from = first_day + static_cast<int>(random() % (days - days_of_a_filter)), to = from + days_of_a_filter;
        made.product.push_back(get("/api/v1/orders?limit=50&filter=state%20%3D%20confirmed%20and%20ordered_on%20in%20" +
                                       kernel::format_day(kernel::Day{from}) + ".." + kernel::format_day(kernel::Day{to}),
                                   one.token));
        made.limit.push_back(
            get("/orders?owner=" + std::to_string(one.account) + "&from=" + std::to_string(from) + "&to=" + std::to_string(to), {}));
    }
    return made;
}

std::string around_difference(const std::string& one, const std::string& other) {
    const auto place = static_cast<std::size_t>(std::ranges::mismatch(one, other).in1 - one.begin());
    return one.substr(place < 300 ? 0 : place - 300, 600);
}

// The limit is one only if it answers the same.
void compare_answers(const ServerProcess& product, const ServerProcess& limit, const Questions& questions) {
    for (std::size_t n = 0; n < 10; ++n) {
        const std::string one = fetch(product.port(), questions.product[n], 200), other = fetch(limit.port(), questions.limit[n], 200);
        const auto end = one.find("],\"next\":");
        if (one.substr(0, end) != other.substr(0, other.find("],\"next\":")) || end < 10'000)
            throw std::runtime_error("the limit does not answer what the server answers:\n" + around_difference(one, other) + '\n' +
                                     around_difference(other, one));
    }
}

struct Figure {
    Samples rate, microseconds, middle, slow;
    double bytes = 0;

    void measure(const ServerProcess& server, const std::vector<std::string>& requests, double seconds) {
        std::size_t at = 0;
        LoadPlan plan;
        plan.port = server.port();
        plan.seconds = seconds;
        plan.next = [&]() -> const std::string& { return requests[at++ % requests.size()]; };
        const double cpu_before = server.cpu_seconds();
        const LoadResult result = run_load(plan);
        rate.add(result.rate());
        microseconds.add((server.cpu_seconds() - cpu_before) / std::max(result.answers, 1.0) * 1e6);
        middle.add(result.middle_ms);
        slow.add(result.slow_ms);
        bytes = result.bytes / std::max(result.answers, 1.0);
    }
};

void measure_kind(const Setting& setting, Report& report, const ServerProcess& product, const ServerProcess& limit,
                  const Questions& questions, const std::string& name) {
    compare_answers(product, limit, questions);
    Figure made, possible, warm_up;
    warm_up.measure(product, questions.product, 0.5);
    warm_up.measure(limit, questions.limit, 0.5);
    for (int round = 0; round < setting.rounds(); ++round) {
        made.measure(product, questions.product, setting.seconds());
        possible.measure(limit, questions.limit, setting.seconds());
    }
    report.note(name + ", " + std::to_string(static_cast<int>(made.bytes / 1024)) + " KiB an answer");
    report.compare("lists", "a second", made.rate, possible.rate);
    report.compare("CPU time of the server", "us a list", made.microseconds, possible.microseconds);
    report.compare("half within", "ms", made.middle, possible.middle);
    report.compare("99 of 100 within", "ms", made.slow, possible.slow);
    report.at_least(name, 100 * made.rate.median() / possible.rate.median(), 60, "% of the limit");
}

}  // namespace

void measure_lists(const Setting& setting, Report& report) {
    report.heading("List of 50 of 1,000,000 orders through a salesperson's scope, 64 connections");
    const Known known = known_of(setting.order_book);
    const ServerProcess product({setting.bylaw, "serve", "--data", setting.order_book, "--listen", "127.0.0.1:0"});
    const ServerProcess limit({setting.self, "list-limit", setting.order_book});
    measure_kind(setting, report, product, limit, first_pages(known), "default sort");
    measure_kind(setting, report, product, limit, filtered(known), "filter by state and 30 days");
    report.below("memory after the lists", product.resident_megabytes(), 60, "MB");
}

}  // namespace bench
