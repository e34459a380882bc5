// Requests that make orders of five lines, each for another customer of one of the salespersons.
#pragma once
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

#include "data.h"

namespace bench {

inline std::string hexadecimal(std::uint64_t number) {
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

}  // namespace bench
