// Orders of five lines made through the API by 64 clients at once, into a book of a million.
#include <algorithm>
#include <cstdio>

#include "data.h"
#include "figures.h"
#include "load.h"
#include "order_limit.h"
#include "order_requests.h"
#include "process.h"

namespace bench {

namespace {

struct Orders {
    double rate = 0, share = 0;
};

Orders measure_book(const Setting& setting, Report& report, const std::string& book, const std::string& name) {
    const std::string own = setting.data + "/orders", raw = setting.data + "/raw_orders";
    copy_order_book(book, own);
    copy_order_book(book, raw);
    const Known known = known_of(own);
    OrderRequests requests(known);
    Samples rate, limit, microseconds, limit_microseconds, middle, slow;
    {
        const ServerProcess product({setting.bylaw, "serve", "--data", own, "--listen", "127.0.0.1:0"});
        LoadPlan plan;
        plan.port = product.port();
        plan.expected_status = 201;
        plan.next = [&]() -> const std::string& { return requests.next(); };
        plan.seconds = 0.5;
        run_load(plan);
        OrderLimit possible(raw, known, sizes_of_order(own));
        possible.run(0.5);
        plan.seconds = setting.seconds();
        for (int round = 0; round < setting.rounds(); ++round) {
            const double cpu_before = product.cpu_seconds();
            const LoadResult result = run_load(plan);
            rate.add(result.rate());
            microseconds.add((product.cpu_seconds() - cpu_before) / std::max(result.answers, 1.0) * 1e6);
            middle.add(result.middle_ms);
            slow.add(result.slow_ms);
            const OrderLimit::Rate raw_rate = possible.run(setting.seconds());
            limit.add(raw_rate.orders);
            limit_microseconds.add(raw_rate.microseconds);
        }
    }
    char text[160];
    std::snprintf(text, sizeof text, "%s; half answered within %.1f ms, 99 of 100 within %.1f ms", name.c_str(), middle.median(),
                  slow.median());
    report.note(text);
    report.compare("orders", "a second", rate, limit);
    report.compare("CPU time", "us an order", microseconds, limit_microseconds);
    remove_order_book(own);
    remove_order_book(raw);
    return {rate.median(), 100 * rate.median() / std::max(limit.median(), 1e-9)};
}

}  // namespace

void measure_orders(const Setting& setting, Report& report) {
    report.heading("Durable orders of 5 lines with their entry in the log, 64 clients");
    const Orders in_small = measure_book(setting, report, setting.small_book, "book of 5,000 orders");
    report.at_least("orders", in_small.rate, 2500, "a second");
    report.at_least("orders", in_small.share, 50, "% of the limit");
    const Orders in_large = measure_book(setting, report, setting.order_book, "book of 1,000,000 orders");
    report.at_least("orders", in_large.share, 50, "% of the limit");
}

}  // namespace bench
