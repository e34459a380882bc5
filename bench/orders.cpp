// Orders of five lines made through the API by 64 clients at once, into a book of a million.
#include <algorithm>
#include <cstdio>
#include <random>

#include "data.h"
#include "figures.h"
#include "load.h"
#include "order_limit.h"
#include "process.h"

namespace bench {

namespace {

std::string hexadecimal(std::uint64_t number) {
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
    return text;
}

class OrderRequests {
public:
    explicit OrderRequests(const Known& known) : known_(known), random_(std::random_device{}()) {}

    const std::string& next() {
        const Salesperson& seller = known_.salespersons[random_() % known_.salespersons.size()];
        std::string body = "{\"customer\":\"" + std::to_string(seller.customers[random_() % seller.customers.size()]) +
                           "\",\"ordered_on\":\"2026-11-01\",\"shipping\":\"標準級\",\"lines\":[";
        for (int n = 0; n < 5; ++n) {
            body += n ? ",{\"product\":\"" : "{\"product\":\"";
            body += std::to_string(known_.products[random_() % known_.products.size()]) +
                    R"(","quantity":"2","price":"1234.5","discount":"0.1","region":")" +
                    std::to_string(known_.regions[random_() % known_.regions.size()]) + "\"}";
        }
        body += "]}";
        request_ = "POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + seller.token +
                   "\r\nAccept-Language: zh-Hant\r\nContent-Type: application/json\r\nIdempotency-Key: " + hexadecimal(random_()) +
                   hexadecimal(random_()) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        return request_;
    }

private:
    const Known& known_;
    std::mt19937_64 random_;
    std::string request_;
};

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
