#include "chapters/sales/order_shares.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "chapters/sales/order_progress.h"
#include "kernel/base/number.h"

namespace sales {

using namespace kernel;

namespace {

constexpr std::string_view returned_sql =
    R"(SELECT "line", sum("quantity"), sum("amount") FROM "order_returns" WHERE "order" = $1 AND "state" = 'accepted')"
    R"( AND "archived_at" IS NULL GROUP BY "line")";
constexpr std::string_view losses_sql =
    R"(SELECT "line", sum("loss") FROM "order_problems" WHERE "order" = $1 AND "loss" IS NOT NULL AND "archived_at" IS NULL GROUP BY "line")";

// What was recorded of each line; 0: of the whole order.
using Recorded = std::map<std::int64_t, std::int64_t>;

std::int64_t of(const Recorded& recorded, std::int64_t line) {
    const auto found = recorded.find(line);
    return found == recorded.end() ? 0 : found->second;
}

// Each line's own, and its share of the whole in proportion to what `all` has beyond that.
std::vector<std::int64_t> shared(const Recorded& recorded, std::span<const OrderLine> lines,
                                 const std::function<std::int64_t(const OrderLine&)>& all) {
    std::vector<std::int64_t> weights;
    for (const OrderLine& line : lines) weights.push_back(std::max<std::int64_t>(all(line) - of(recorded, line.id.value), 0));
    std::vector<std::int64_t> parts = shares_of(of(recorded, 0), weights);
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] += of(recorded, lines[i].id.value);
    return parts;
}

// Nothing stays nothing until there is something to say.
template <class T>
void take(std::optional<T>& held, T now) {
    if (held || now != T{}) held = now;
}

}  // namespace

std::vector<std::int64_t> shares_of(std::int64_t whole, std::span<const std::int64_t> weights) {
    std::vector<std::int64_t> parts(weights.size());
    if (parts.empty()) return parts;
    const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    if (sum == 0) return parts.front() = whole, parts;
    std::int64_t weight = 0, given = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        weight += weights[i];
        const std::int64_t so_far = multiply_divide(whole, weight, sum).value_or(whole);  // no more than the whole, so it fits
        parts[i] = so_far - given;
        given = so_far;
    }
    return parts;
}

void settle_shares(Settling& settling, const Order& order) {
    if (!order.returned && !order.problem_loss) return;
    Recorded quantities, amounts, losses;
    {
        Rows rows = settling.connection.query(returned_sql, {order.id.value});
        while (rows.next()) {
            const std::int64_t line = rows.is_null(0) ? 0 : rows.integer(0);
            quantities[line] = rows.integer(1);
            amounts[line] = rows.integer(2);
        }
    }
    {
        Rows rows = settling.connection.query(losses_sql, {order.id.value});
        while (rows.next()) losses[rows.is_null(0) ? 0 : rows.integer(0)] = rows.integer(1);
    }
    std::vector<OrderLine> lines;
    for (const Row* row : settling.lines) lines.push_back(as<OrderLine>(*row));
    const bool is_followed = order.tracking == Tracking::here;
    const auto given = [is_followed](const OrderLine& line) {
        return is_followed ? OrderLine::units(line.delivered) : line.quantity.units;
    };
    const auto amount = [](const OrderLine& line) { return line.amount.fen; };
    const auto quantity_parts = shared(quantities, lines, given), amount_parts = shared(amounts, lines, amount),
               loss_parts = shared(losses, lines, amount);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        take(lines[i].returned, Decimal<3>{quantity_parts[i]});
        take(lines[i].returned_amount, Money{amount_parts[i]});
        take(lines[i].problem_loss, Money{loss_parts[i]});
        keep(lines[i], *settling.lines[i]);
    }
}

}  // namespace sales
