// 4.3.1: the order ledger.
#pragma once
#include "chapters/customers/customer.h"
#include "chapters/sales/product.h"

namespace sales {

enum class OrderState : std::uint8_t { draft, confirmed, delivered, closed, cancelled };

struct Order {
    static constexpr std::string_view table = "orders";
    kernel::Id<Order> id;
    std::string number;
    kernel::Link<customers::Customer> customer;
    kernel::Day ordered_on;
    OrderState state = OrderState::draft;
    kernel::Link<kernel::Account> owner;
    std::string shipping;
    kernel::Money revenue;
    kernel::Money cost;
    kernel::Money profit;
    kernel::Decimal<3> quantity;
    kernel::LongText note;
};
const kernel::Declaration& declaration(const Order*);

// amount = quantity × price × (1 − discount), rounded half-up to 分 once, here; profit = amount − cost. Whichever of them is given, the
// others follow, so that the equation holds for every line.
struct OrderLine {
    static constexpr std::string_view table = "order_lines";
    kernel::Id<OrderLine> id;
    kernel::Link<Order> order;
    kernel::Link<Product> product;
    kernel::Decimal<3> quantity{1000};
    kernel::Decimal<6> price;
    kernel::Decimal<4> discount;  // a share: 0.2 is 20 % off
    kernel::Money amount;
    kernel::Money cost;
    kernel::Money profit;
    kernel::Link<customers::Region> region;
    std::optional<kernel::Day> delivery_on;
    std::string note;
};
const kernel::Declaration& declaration(const OrderLine*);

// The arithmetic of a line, for prepare and its tests.
kernel::Result<kernel::Done> settle_amount(OrderLine& line, bool amount_given, bool price_given);

}  // namespace sales

template <>
inline constexpr kernel::Choice kernel::choices<sales::OrderState>[] = {{"draft", Tone::neutral},
                                                                        {"confirmed", Tone::info},
                                                                        {"delivered", Tone::success},
                                                                        {"closed", Tone::neutral},
                                                                        {"cancelled", Tone::danger}};
