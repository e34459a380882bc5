// 4.3.2: what the customer gives back: of one line, or of the whole order; and the money that goes back with it.
#pragma once
#include "chapters/sales/order.h"

namespace sales {

enum class ReturnState : std::uint8_t { requested, accepted, refused };
enum class ReturnReason : std::uint8_t { quality, wrong_goods, damaged, late, not_wanted, other };

struct OrderReturn {
    static constexpr std::string_view table = "order_returns";
    kernel::Id<OrderReturn> id;
    std::string number;
    kernel::Link<Order> order;
    kernel::Link<OrderLine> line;  // none: the whole order
    ReturnState state = ReturnState::requested;
    std::optional<kernel::Day> returned_on;      // left out: today
    std::optional<kernel::Decimal<3>> quantity;  // left out: all that has not been returned
    std::optional<kernel::Money> amount;         // left out: in proportion
    ReturnReason reason = ReturnReason::other;
    std::string decision;  // why it was accepted or refused
    kernel::LongText note;
};
const kernel::Declaration& declaration(const OrderReturn*);

}  // namespace sales

template <>
inline constexpr kernel::Choice kernel::choices<sales::ReturnState>[] = {
    {"requested", Tone::warning}, {"accepted", Tone::success}, {"refused", Tone::neutral}};
template <>
inline constexpr kernel::Choice kernel::choices<sales::ReturnReason>[] = {{"quality"}, {"wrong_goods"}, {"damaged"},
                                                                          {"late"},    {"not_wanted"},  {"other"}};
