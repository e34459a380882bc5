// 4.3.2, 4.3.3: how far an order is, kept on the order and its lines from what is recorded beside them: deliveries, returns, receipts,
// problems. One call for each kind, by the `after` of its record.
#pragma once
#include "chapters/sales/order.h"
#include "kernel/records/event.h"

namespace sales {

void recount_deliveries(const kernel::Event& event, std::int64_t order);
void recount_returns(const kernel::Event& event, std::int64_t order);
void recount_receipts(const kernel::Event& event, std::int64_t order);
void recount_problems(const kernel::Event& event, std::int64_t order);
void recount_orders(kernel::Connection& connection, std::vector<std::string>& findings);

// The declared fields of a row as its struct, and back.
template <class R>
R as(const kernel::Row& row) {
    return kernel::from_row<R>(declaration(static_cast<const R*>(nullptr)).fields, row);
}
template <class R>
void keep(const R& record, kernel::Row& row) {
    kernel::to_row(declaration(static_cast<const R*>(nullptr)).fields, record, row);
}

// What the checks of deliveries and returns need to know of a line of the order.
struct LineProgress {
    std::int64_t id = 0;
    std::int64_t quantity = 0;  // units of Decimal<3>
    std::int64_t delivered = 0;
    std::int64_t closed_short = 0;
    kernel::Money amount;
};
std::vector<LineProgress> lines_of(kernel::Connection& connection, std::int64_t order);
// "confirmed" …; empty when there is no such order.
std::string state_of(kernel::Connection& connection, std::int64_t order);

}  // namespace sales
