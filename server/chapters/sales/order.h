// 4.3.1: the order ledger.
#pragma once
#include "chapters/customers/customer.h"
#include "chapters/sales/product.h"

namespace sales {

enum class OrderState : std::uint8_t { draft, confirmed, delivered, closed, cancelled };

// Whether deliveries and receipts of an order are followed here. An order book from before brings orders whose goods and money were seen to
// elsewhere: nothing of them is late or owed.
enum class Tracking : std::uint8_t { here, elsewhere };

// 4.3.2: on time, right quality, right quantity; by what a line, once complete, has missed them.
enum class Otif : std::uint8_t { pending, met, missed };
enum class Miss : std::uint8_t { time, quality, quantity };

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
    std::optional<Tracking> tracking = Tracking::here;  // none: from before there was any
    std::optional<kernel::Day> payment_due_on;
    // What follows from lines, deliveries, returns, receipts and problems (order_progress.cpp).
    std::optional<kernel::Day> due_on;  // the earliest day promised for what is still open
    std::optional<Otif> on_time_in_full;
    std::optional<kernel::Choices<Miss>> missed;
    std::optional<std::int64_t> judged_lines;  // complete, so that on time in full is known; and how many of them met it
    std::optional<std::int64_t> met_lines;
    std::optional<kernel::Decimal<3>> delivered;
    std::optional<kernel::Money> returned;
    std::optional<kernel::Money> received;
    std::optional<kernel::Money> owed;      // revenue − returned − received
    std::optional<kernel::Day> owed_since;  // what its age counts from
    std::optional<std::int64_t> open_problems;
    std::optional<kernel::Money> problem_loss;  // of all of them, open or resolved
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
    std::optional<kernel::Day> delivery_on;  // when the customer wants it
    std::string note;
    std::optional<kernel::Day> promised_on;  // when we said it would be there
    // What follows from deliveries and returns.
    std::optional<kernel::Decimal<3>> delivered;     // accepted by the customer
    std::optional<kernel::Decimal<3>> rejected;      // brought, and not accepted
    std::optional<kernel::Decimal<3>> closed_short;  // given up by an amendment
    std::optional<kernel::Decimal<3>> returned;      // with its share of what was returned of the whole order, as the two below
    std::optional<kernel::Day> completed_on;         // of the last delivery
    std::optional<Otif> on_time_in_full;
    std::optional<kernel::Choices<Miss>> missed;
    std::optional<kernel::Money> returned_amount;
    std::optional<kernel::Money> problem_loss;

    std::int64_t open() const { return quantity.units - units(delivered) - units(closed_short); }
    std::optional<kernel::Day> due_on() const { return promised_on ? promised_on : delivery_on; }
    static std::int64_t units(const std::optional<kernel::Decimal<3>>& quantity) { return quantity ? quantity->units : 0; }
};
const kernel::Declaration& declaration(const OrderLine*);

// What follows for an order and its lines from what is kept of them: lateness, on time in full, what is owed, the state.
kernel::Result<kernel::Done> settle_order(kernel::Settling& settling);

// The arithmetic of a line, for prepare and its tests.
kernel::Result<kernel::Done> settle_amount(OrderLine& line, bool amount_given, bool price_given);

}  // namespace sales

template <>
inline constexpr kernel::Choice kernel::choices<sales::OrderState>[] = {{"draft", Tone::neutral},
                                                                        {"confirmed", Tone::info},
                                                                        {"delivered", Tone::success},
                                                                        {"closed", Tone::neutral},
                                                                        {"cancelled", Tone::danger}};
template <>
inline constexpr kernel::Choice kernel::choices<sales::Tracking>[] = {{"here"}, {"elsewhere"}};
template <>
inline constexpr kernel::Choice kernel::choices<sales::Otif>[] = {
    {"pending", Tone::neutral}, {"met", Tone::success}, {"missed", Tone::danger}};
template <>
inline constexpr kernel::Choice kernel::choices<sales::Miss>[] = {
    {"time", Tone::danger}, {"quality", Tone::danger}, {"quantity", Tone::danger}};
