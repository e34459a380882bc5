// The limit of making orders: the same rows in the same tables with the same indexes, prepared, 64 orders a commit, durable, by one thread
// that does nothing else.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "data.h"

namespace bench {

// Of the texts that the server writes with an order: its entry in the log and the answer kept for its Idempotency-Key.
struct OrderSizes {
    std::size_t changes = 0, answer = 0;
};
OrderSizes sizes_of_order(const std::string& data_directory);

class OrderLimit {
public:
    OrderLimit(const std::string& data_directory, const Known& known, const OrderSizes& sizes);
    ~OrderLimit();
    struct Rate {
        double orders = 0;        // a second
        double microseconds = 0;  // of CPU time an order
    };
    Rate run(double seconds);

private:
    struct Statements;
    std::unique_ptr<Statements> statements_;
};

}  // namespace bench
