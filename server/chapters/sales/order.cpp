#include "chapters/sales/order_progress.h"

#include "kernel/base/number.h"
#include "kernel/store/store.h"

namespace sales {

using namespace kernel;
using namespace kernel::words;

namespace {

constexpr std::int64_t whole_share = 10'000;                 // Decimal<4>: 1
constexpr std::int64_t highest_amount = 10'000'000'000'000;  // 分: 10^11 yuan a line
constexpr std::int64_t most = 1'000'000'000'000;             // Decimal<3>: 10^9 pieces
// quantity (3) × price (6) × share (4) has 13 decimals; 分 have 2.
constexpr std::int64_t line_divisor = 100'000'000'000;

std::optional<std::int64_t> amount_of(const OrderLine& line) {
    return multiply_divide(line.quantity.units, line.price.units, whole_share - line.discount.units, line_divisor);
}

// The price that makes the amount come out: of six decimals, the nearest.
std::optional<std::int64_t> price_for(const OrderLine& line) {
    const std::int64_t pieces = line.quantity.units * (whole_share - line.discount.units);  // 7 decimals, at most 10^16
    if (pieces == 0) return std::nullopt;
    return multiply_divide(line.amount.fen, line_divisor, pieces);
}

Problem no_amount(std::string_view key) { return invalid_field("amount", std::string(key), {}, "4.3.1"); }

// What one unit of the product costs and is sold for, when the line does not say.
Result<Done> take_from_product(OrderLine& line, const Given& given, Connection& connection) {
    const bool wants_price = !given.has<&OrderLine::price>() && !given.has<&OrderLine::amount>() && line.price.units == 0;
    const bool wants_cost = !given.has<&OrderLine::cost>() && !given.has<&OrderLine::profit>() && given.has<&OrderLine::product>();
    if (!line.product || (!wants_price && !wants_cost)) return Done{};
    Rows rows = connection.query(R"(SELECT "price", "cost" FROM "products" WHERE "id" = $1)", {line.product.value});
    if (!rows.next()) return Done{};
    if (wants_price) line.price.units = rows.integer(0);
    if (wants_cost) {
        const auto cost = multiply_divide(line.quantity.units, rows.integer(1), 10'000'000);  // 3 + 6 decimals to 2
        if (!cost) return invalid_field("cost", "problem.overflow", {}, "4.3.1");
        line.cost.fen = *cost;
    }
    return Done{};
}

Result<Done> prepare_line(void* record, const Given& given, Connection& connection) {
    auto& line = *static_cast<OrderLine*>(record);
    TRY(take_from_product(line, given, connection));
    TRY(settle_amount(line, given.has<&OrderLine::amount>(), given.has<&OrderLine::price>()));
    if (given.has<&OrderLine::profit>() && !given.has<&OrderLine::cost>())
        line.cost.fen = line.amount.fen - line.profit.fen;
    else
        line.profit.fen = line.amount.fen - line.cost.fen;
    return Done{};
}

// 4.3.1: an order without lines says nothing that could be confirmed.
Result<Done> has_lines(void*, const MoveContext& context) {
    if (context.lines == 0) return Problem{.code = Code::conflict, .key = "problem.order.no_lines", .arguments = {}, .clause = "4.3.1"};
    return Done{};
}

// 4.3.1: what has been delivered or paid for cannot be unmade; it is returned, or paid back.
Result<Done> is_untouched(void* record, const MoveContext&) {
    const auto& order = *static_cast<Order*>(record);
    const bool paid = order.received && order.received->fen != 0;
    if (OrderLine::units(order.delivered) == 0 && !paid) return Done{};
    return Problem{
        .code = Code::conflict, .key = paid ? "problem.order.paid" : "problem.order.delivered", .arguments = {}, .clause = "4.3.1"};
}

// 4.3.2: what was never begun is cancelled, not closed short.
Result<Done> is_begun(void* record, const MoveContext&) {
    if (OrderLine::units(static_cast<Order*>(record)->delivered) != 0) return Done{};
    return Problem{.code = Code::conflict, .key = "problem.order.not_begun", .arguments = {}, .clause = "4.3.2"};
}

// 4.3.3: an order is closed when its problems are.
Result<Done> has_no_problems(void* record, const MoveContext&) {
    if (static_cast<Order*>(record)->open_problems.value_or(0) == 0) return Done{};
    return Problem{.code = Code::conflict, .key = "problem.order.open_problems", .arguments = {}, .clause = "4.3.3"};
}

constexpr Move moves[] = {
    {.name = "confirm", .from = {"draft"}, .to = "confirmed", .clause = "4.3.1", .guard = has_lines},
    {.name = "deliver", .from = {"confirmed"}, .to = "delivered", .clause = "4.3.2", .tone = Tone::success, .kept_as = "deliveries"},
    {.name = "amend",
     .from = {"confirmed", "delivered"},
     .to = "confirmed",
     .clause = "4.3.1",
     .kept_as = "order_amendments",
     .edits = true},
    {.name = "short_close",
     .from = {"confirmed"},
     .to = "delivered",
     .clause = "4.3.2",
     .tone = Tone::warning,
     .guard = is_begun,
     .kept_as = "order_amendments"},
    {.name = "close", .from = {"delivered"}, .to = "closed", .clause = "4.3.1", .guard = has_no_problems},
    {.name = "cancel",
     .from = {"draft", "confirmed"},
     .to = "cancelled",
     .clause = "4.3.1",
     .tone = Tone::danger,
     .guard = is_untouched,
     .kept_as = "order_amendments"},
    {.name = "reopen", .from = {"cancelled"}, .to = "draft", .clause = "4.3.1", .tone = Tone::warning},
};

}  // namespace

Result<Done> settle_amount(OrderLine& line, bool amount_given, bool price_given) {
    if (amount_given && !price_given) {
        if (const auto price = price_for(line))
            line.price.units = *price;
        else if (line.amount.fen != 0)
            return no_amount("problem.order.amount_of_nothing");
    }
    const auto amount = amount_of(line);
    if (!amount || *amount > highest_amount || *amount < -highest_amount) return no_amount("problem.overflow");
    if (amount_given && *amount != line.amount.fen)
        return invalid_field("amount", "problem.order.amount", {{"amount", format_decimal(*amount, 2, Zeros::keep)}}, "4.3.1");
    line.amount.fen = *amount;
    return Done{};
}

static constexpr auto order = describe<Order>(
    {.clause = "4.3.1",
     .title = "number",
     .columns = {"number", "customer", "ordered_on", "due_on", "state", "revenue", "profit", "quantity", "owed", "open_problems", "owner"},
     .sort = "-ordered_on",
     .keys = {"number"},
     .indexes = {"ordered_on+id", "owner+ordered_on+id", "due_on+id", "owed_since+id"},
     .shown_with = {"customer"},
     .lines = "lines",
     .state = "state",
     .editable_in = {"draft"},
     .moves = moves,
     .settle = settle_order,
     .recount = recount_orders},
    {
        field<&Order::id>(),
        field<&Order::number>({unique, fixed, filterable, sortable, searchable, max_length(40), numbered("SO"), clause("4.3.1")}),
        field<&Order::customer>({required, filterable, searchable, clause("4.3.1")}),
        field<&Order::ordered_on>({required, filterable, sortable, clause("4.3.1")}),
        field<&Order::state>({required, filterable, sortable, when_imported("confirmed"), clause("4.3.1")}),
        field<&Order::owner>({owner, filterable, anytime}),
        field<&Order::shipping>({filterable, max_length(60)}),
        field<&Order::revenue>({sum_of<&OrderLine::amount>(), filterable, sortable, summed}),
        field<&Order::cost>({sum_of<&OrderLine::cost>(), filterable, sortable, summed, confidential, clause("9.1")}),
        field<&Order::profit>({sum_of<&OrderLine::profit>(), filterable, sortable, summed, confidential, clause("9.1")}),
        field<&Order::quantity>({sum_of<&OrderLine::quantity>(), filterable, sortable, summed}),
        field<&Order::note>({max_length(4000), anytime}),
        field<&Order::tracking>({filterable, when_imported("elsewhere"), clause("4.3.2")}),
        field<&Order::payment_due_on>({filterable, sortable, clause("4.3")}),
        field<&Order::due_on>({computed, deadline, filterable, sortable, clause("4.3.2")}),
        field<&Order::on_time_in_full>({computed, filterable, sortable, clause("4.3.2")}),
        field<&Order::missed>({computed, filterable, clause("4.3.2")}),
        field<&Order::judged_lines>({computed, filterable, summed, clause("4.3.2")}),
        field<&Order::met_lines>({computed, filterable, summed, clause("4.3.2")}),
        field<&Order::delivered>({sum_of<&OrderLine::delivered>(), filterable, sortable, summed, clause("4.3.2")}),
        field<&Order::returned>({computed, filterable, sortable, summed, clause("4.3.2")}),
        field<&Order::received>({computed, filterable, sortable, summed, clause("4.3")}),
        field<&Order::owed>({computed, filterable, sortable, summed, clause("4.3")}),
        field<&Order::owed_since>({computed, filterable, sortable, clause("4.3")}),
        field<&Order::open_problems>({computed, filterable, sortable, summed, clause("4.3.3")}),
        field<&Order::problem_loss>({computed, filterable, sortable, summed, clause("4.3.3")}),
    });

static constexpr auto order_line =
    describe<OrderLine>({.clause = "4.3.1",
                         .title = "product",
                         .columns = {"order", "product", "quantity", "price", "discount", "amount", "profit", "region", "delivery_on"},
                         .parent = "order",
                         .prepare = prepare_line},
                        {
                            field<&OrderLine::id>(),
                            field<&OrderLine::order>({required, cascade, filterable}),
                            field<&OrderLine::product>({required, filterable, searchable}),
                            field<&OrderLine::quantity>({required, filterable, sortable, summed, at_least(-most), at_most(most)}),
                            field<&OrderLine::price>({filterable, sortable, at_most(1'000'000'000'000'000)}),
                            field<&OrderLine::discount>({filterable, sortable, at_least(0), at_most(whole_share)}),
                            field<&OrderLine::amount>({filterable, sortable, summed, at_least(-highest_amount), at_most(highest_amount)}),
                            field<&OrderLine::cost>({filterable, sortable, summed, confidential, at_least(-highest_amount),
                                                     at_most(highest_amount), clause("9.1")}),
                            field<&OrderLine::profit>({filterable, sortable, summed, confidential, at_least(-2 * highest_amount),
                                                       at_most(2 * highest_amount), clause("9.1")}),
                            field<&OrderLine::region>({filterable}),
                            field<&OrderLine::delivery_on>({filterable, sortable, clause("4.3.1")}),
                            field<&OrderLine::note>({max_length(400)}),
                            field<&OrderLine::promised_on>({filterable, sortable, clause("4.3.2")}),
                            field<&OrderLine::delivered>({computed, filterable, sortable, summed, clause("4.3.2")}),
                            field<&OrderLine::rejected>({computed, filterable, sortable, summed, clause("4.3.2")}),
                            field<&OrderLine::closed_short>({computed, filterable, summed, clause("4.3.2")}),
                            field<&OrderLine::returned>({computed, filterable, summed, clause("4.3.2")}),
                            field<&OrderLine::completed_on>({computed, filterable, sortable, clause("4.3.2")}),
                            field<&OrderLine::on_time_in_full>({computed, filterable, sortable, clause("4.3.2")}),
                            field<&OrderLine::missed>({computed, filterable, clause("4.3.2")}),
                            field<&OrderLine::returned_amount>({computed, filterable, sortable, summed, clause("4.3.2")}),
                            field<&OrderLine::problem_loss>({computed, filterable, sortable, summed, clause("4.3.3")}),
                        });

const Declaration& declaration(const Order*) {
    static constexpr Declaration made = declare<Order>(order);
    return made;
}

const Declaration& declaration(const OrderLine*) {
    static constexpr Declaration made = declare<OrderLine>(order_line);
    return made;
}

}  // namespace sales
