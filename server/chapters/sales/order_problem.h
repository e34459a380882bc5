// 4.3.3: what went wrong with an order: why, whose it is to mend, when the customer was told, how it ended.
#pragma once
#include "chapters/sales/order.h"

namespace sales {

enum class ProblemState : std::uint8_t { open, resolved };
enum class ProblemCause : std::uint8_t { delay, quality, shortage, price, cancellation, other };

struct OrderProblem {
    static constexpr std::string_view table = "order_problems";
    kernel::Id<OrderProblem> id;
    std::string number;
    kernel::Link<Order> order;
    kernel::Link<OrderLine> line;
    ProblemState state = ProblemState::open;
    ProblemCause cause = ProblemCause::other;
    kernel::Day found_on;
    std::string department;
    std::optional<kernel::Money> loss;
    kernel::LongText detail;
    std::optional<kernel::Day> customer_told_on;
    std::string told_how;
    std::string resolution;
    std::optional<kernel::Day> resolved_on;
};
const kernel::Declaration& declaration(const OrderProblem*);

}  // namespace sales

template <>
inline constexpr kernel::Choice kernel::choices<sales::ProblemState>[] = {{"open", Tone::danger}, {"resolved", Tone::success}};
template <>
inline constexpr kernel::Choice kernel::choices<sales::ProblemCause>[] = {{"delay"}, {"quality"},      {"shortage"},
                                                                          {"price"}, {"cancellation"}, {"other"}};
