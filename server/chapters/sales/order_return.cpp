#include "chapters/sales/order_return.h"

#include "chapters/sales/order_progress.h"
#include "kernel/base/number.h"

namespace sales {

using namespace kernel;
using namespace kernel::words;

namespace {

constexpr std::int64_t most = 1'000'000'000'000;             // Decimal<3>: 10^9 pieces
constexpr std::int64_t highest_amount = 10'000'000'000'000;  // 分

// What may be returned at most of what this return is about, and what others of it have been asked for or accepted.
struct Room {
    std::int64_t quantity = 0, amount = 0;              // in all
    std::int64_t taken_quantity = 0, taken_amount = 0;  // by others
    std::int64_t left() const { return quantity - taken_quantity; }
};

Result<Room> room_of(Connection& connection, const OrderReturn& made) {
    Rows order = connection.query(R"(SELECT "state", "quantity", "revenue", "tracking" FROM "orders" WHERE "id" = $1)", {made.order.value});
    if (!order.next()) return invalid_field("order", "problem.field.link", {}, "4.3.2");
    const std::string state(order.text(0));
    if (state == "draft" || state == "cancelled")
        return Problem{.code = Code::conflict, .key = "problem.return.state", .arguments = {}, .clause = "4.3.2"};
    Room room{.quantity = order.integer(1), .amount = order.integer(2)};
    const bool is_followed = order.text(3) == "here";
    std::int64_t delivered = 0;
    for (const LineProgress& line : lines_of(connection, made.order.value)) {
        delivered += line.delivered;
        if (made.line.value != line.id) continue;
        room.quantity = is_followed ? line.delivered : line.quantity;
        room.amount = line.amount.fen;
    }
    if (!made.line && is_followed) room.quantity = delivered;
    // A return of the whole order and returns of its lines share what there is.
    Rows others = connection.query(
        R"(SELECT COALESCE(sum("quantity"), 0), COALESCE(sum("amount"), 0) FROM "order_returns" WHERE "order" = $1 AND "id" <> $2)"
        R"( AND "state" <> 'refused' AND "archived_at" IS NULL AND ($3 = 0 OR "line" = $3 OR "line" IS NULL))",
        {made.order.value, made.id.value, made.line.value});
    if (others.next()) room.taken_quantity = others.integer(0), room.taken_amount = others.integer(1);
    return room;
}

Result<Done> settle_return(Settling& settling) {
    auto made = as<OrderReturn>(settling.record);
    if (is_archived(settling.record) || made.state == ReturnState::refused) return Done{};
    if (!made.returned_on) made.returned_on = settling.today;
    if (*made.returned_on > settling.today) return invalid_field("returned_on", "problem.field.future", {}, "4.3.2");
    TRY_ASSIGN(const Room room, room_of(settling.connection, made));
    if (!made.quantity) made.quantity = Decimal<3>{room.left()};
    if (made.quantity->units <= 0 || made.quantity->units > room.left())
        return invalid_field("quantity", "problem.return.quantity", {{"left", format_decimal(room.left(), 3, Zeros::trim)}}, "4.3.2");
    const std::int64_t left = room.amount - room.taken_amount;
    if (!made.amount) {
        const auto share = multiply_divide(room.amount, made.quantity->units, room.quantity);
        made.amount = Money{made.quantity->units == room.left() ? left : share.value_or(left)};
    }
    if (made.amount->fen < 0 || made.amount->fen > left)
        return invalid_field("amount", "problem.return.amount", {{"left", format_decimal(left, 2, Zeros::keep)}}, "4.3.2");
    keep(made, settling.record);
    return Done{};
}

void propose_return(Proposing& proposing) {
    auto made = as<OrderReturn>(proposing.record);
    made.returned_on = proposing.today;
    keep(made, proposing.record);
}

void after_return(const Event& event) { recount_returns(event, as<OrderReturn>(event.after.record).order.value); }

constexpr Move moves[] = {
    {.name = "accept", .from = {"requested"}, .to = "accepted", .clause = "4.3.2", .tone = Tone::success, .asks = {"decision?"}},
    {.name = "refuse", .from = {"requested"}, .to = "refused", .clause = "4.3.2", .tone = Tone::danger, .asks = {"decision"}},
};

}  // namespace

static constexpr auto order_return = describe<OrderReturn>(
    {.clause = "4.3.2",
     .title = "number",
     .columns = {"number", "order", "line", "returned_on", "quantity", "amount", "reason", "state"},
     .sort = "-returned_on",
     .keys = {"number", "order+line"},
     .indexes = {"returned_on+id"},
     .belongs_to = "order",
     .state = "state",
     .editable_in = {"requested"},
     .moves = moves,
     .settle = settle_return,
     .propose = propose_return,
     .after = after_return},
    {
        field<&OrderReturn::id>(),
        field<&OrderReturn::number>({unique, fixed, filterable, sortable, searchable, max_length(40), numbered("RT"), clause("4.3.2")}),
        field<&OrderReturn::order>({required, fixed, filterable, searchable, clause("4.3.2")}),
        field<&OrderReturn::line>({fixed, filterable, matching("order"), clause("4.3.2")}),
        field<&OrderReturn::state>({required, filterable, sortable, when_imported("accepted"), clause("4.3.2")}),
        field<&OrderReturn::returned_on>({filterable, sortable, clause("4.3.2")}),
        field<&OrderReturn::quantity>({filterable, sortable, summed, at_least(0), at_most(most), clause("4.3.2")}),
        field<&OrderReturn::amount>({filterable, sortable, summed, at_least(0), at_most(highest_amount), clause("4.3.2")}),
        field<&OrderReturn::reason>({required, filterable, sortable, clause("4.3.3")}),
        field<&OrderReturn::decision>({max_length(400), clause("4.3.2")}),
        field<&OrderReturn::note>({max_length(4000)}),
    });

const Declaration& declaration(const OrderReturn*) {
    static constexpr Declaration made = declare<OrderReturn>(order_return);
    return made;
}

}  // namespace sales
