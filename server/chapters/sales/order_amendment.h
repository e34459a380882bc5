// 4.3.1: what was agreed changes only so: what (the order's history at that version), why, who, and whether the customer was told. Closing
// short and cancelling are amendments too.
#pragma once
#include "chapters/sales/order.h"

namespace sales {

enum class AmendmentKind : std::uint8_t { content, short_close, cancel };
enum class CustomerTold : std::uint8_t { yes, not_yet, not_needed };

struct OrderAmendment {
    static constexpr std::string_view table = "order_amendments";
    kernel::Id<OrderAmendment> id;
    std::string number;
    kernel::Link<Order> order;
    AmendmentKind kind = AmendmentKind::content;
    kernel::Link<OrderLine> line;  // closed short: this line only
    std::string reason;
    std::optional<CustomerTold> customer_told;
    std::int64_t order_version = 0;  // that the order is at by it
};
const kernel::Declaration& declaration(const OrderAmendment*);

}  // namespace sales

template <>
inline constexpr kernel::Choice kernel::choices<sales::AmendmentKind>[] = {
    {"content", Tone::info}, {"short_close", Tone::warning}, {"cancel", Tone::danger}};
template <>
inline constexpr kernel::Choice kernel::choices<sales::CustomerTold>[] = {
    {"yes", Tone::success}, {"not_yet", Tone::warning}, {"not_needed", Tone::neutral}};
