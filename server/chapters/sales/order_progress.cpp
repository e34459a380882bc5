#include "chapters/sales/order_progress.h"

#include <map>

namespace sales {

using namespace kernel;

namespace {

// Nothing when there was nothing to count.
std::optional<std::int64_t> one_number(Connection& connection, std::string_view sql, std::int64_t order) {
    Rows rows = connection.query(sql, {order});
    if (!rows.next() || rows.is_null(0)) return std::nullopt;
    return rows.integer(0);
}

void rewrite(const Event& event, std::int64_t order, std::string_view action,
             const std::function<void(Row& record, const std::vector<Row*>& lines)>& change) {
    event.records.rewrite(event.transaction, event.viewer, event.records.house().get(Order::table), order, action, change);
}

// Figures of the order; what they mean for its lines is settled with them (order_shares.h).
void rewrite_figures(const Event& event, std::int64_t order, std::string_view action, const std::function<void(Order&)>& set) {
    rewrite(event, order, action, [&](Row& row, const std::vector<Row*>&) {
        auto held = as<Order>(row);
        set(held);
        keep(held, row);
    });
}

struct Delivered {
    std::int64_t accepted = 0, rejected = 0;
    std::optional<Day> last_on;
};

constexpr std::string_view delivered_sql =
    R"(SELECT l."line", sum(l."accepted"), sum(l."rejected"), max(CASE WHEN l."accepted" <> 0 THEN d."delivered_on" END))"
    R"( FROM "delivery_lines" l JOIN "deliveries" d ON d."id" = l."delivery" WHERE d."order" = $1 AND d."archived_at" IS NULL GROUP BY l."line")";
constexpr std::string_view returned_sql =
    R"(SELECT sum("amount") FROM "order_returns" WHERE "order" = $1 AND "state" = 'accepted' AND "archived_at" IS NULL)";
constexpr std::string_view received_sql = R"(SELECT sum(l."amount") FROM "receipt_lines" l JOIN "receipts" r ON r."id" = l."receipt")"
                                          R"( WHERE l."order" = $1 AND r."archived_at" IS NULL)";
constexpr std::string_view open_problems_sql =
    R"(SELECT count(*) FROM "order_problems" WHERE "order" = $1 AND "state" = 'open' AND "archived_at" IS NULL)";
constexpr std::string_view problem_loss_sql = R"(SELECT sum("loss") FROM "order_problems" WHERE "order" = $1 AND "archived_at" IS NULL)";

// Nothing stays nothing until there is something to count.
void take(std::optional<Money>& held, std::optional<std::int64_t> counted) {
    if (held || counted) held = Money{counted.value_or(0)};
}
template <class T>
void take(std::optional<T>& held, T counted) {
    if (held || counted != T{}) held = counted;
}

}  // namespace

void recount_deliveries(const Event& event, std::int64_t order) {
    std::map<std::int64_t, Delivered> counted;
    {
        Rows rows = event.transaction.query(delivered_sql, {order});
        while (rows.next()) {
            Delivered& line = counted[rows.integer(0)];
            line.accepted = rows.integer(1);
            line.rejected = rows.integer(2);
            if (!rows.is_null(3)) line.last_on = Day{static_cast<std::int32_t>(rows.integer(3))};
        }
    }
    rewrite(event, order, event.action == "create" ? "deliver" : "delivery_changed", [&](Row&, const std::vector<Row*>& lines) {
        for (Row* row : lines) {
            auto line = as<OrderLine>(*row);
            const Delivered& now = counted[line.id.value];
            take(line.delivered, Decimal<3>{now.accepted});
            take(line.rejected, Decimal<3>{now.rejected});
            line.completed_on = now.last_on;
            keep(line, *row);
        }
    });
}

void recount_returns(const Event& event, std::int64_t order) {
    const auto money = one_number(event.transaction, returned_sql, order);
    rewrite_figures(event, order, "return", [&](Order& held) { take(held.returned, money); });
}

void recount_receipts(const Event& event, std::int64_t order) {
    const auto money = one_number(event.transaction, received_sql, order);
    rewrite_figures(event, order, "receipt", [&](Order& held) { take(held.received, money); });
}

void recount_problems(const Event& event, std::int64_t order) {
    const std::int64_t open = one_number(event.transaction, open_problems_sql, order).value_or(0);
    const auto loss = one_number(event.transaction, problem_loss_sql, order);
    rewrite_figures(event, order, "problem", [&](Order& held) {
        take(held.open_problems, open);
        take(held.problem_loss, loss);
    });
}

std::vector<LineProgress> lines_of(Connection& connection, std::int64_t order) {
    std::vector<LineProgress> lines;
    Rows rows = connection.query(R"(SELECT "id", "quantity", "delivered", "closed_short", "amount" FROM "order_lines" WHERE "order" = $1)",
                                 {order});
    while (rows.next()) lines.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3), Money{rows.integer(4)}});
    return lines;
}

std::string state_of(Connection& connection, std::int64_t order) {
    Rows rows = connection.query(R"(SELECT "state" FROM "orders" WHERE "id" = $1)", {order});
    return rows.next() ? std::string(rows.text(0)) : std::string();
}

void recount_orders(Connection& connection, std::vector<std::string>& findings) {
    struct Check {
        std::string_view field, rows;
    };
    static constexpr Check checks[] = {
        {"returned", returned_sql}, {"received", received_sql}, {"open_problems", open_problems_sql}, {"problem_loss", problem_loss_sql}};
    for (const Check& check : checks) {
        std::string counted(check.rows);
        counted.replace(counted.find("$1"), 2, "o.\"id\"");
        Rows rows = connection.query("SELECT o.\"number\" FROM \"orders\" o WHERE COALESCE(o.\"" + std::string(check.field) +
                                     "\", 0) <> COALESCE((" + counted + "), 0)");
        while (rows.next())
            findings.push_back("orders " + std::string(rows.text(0)) + ": " + std::string(check.field) + " is not what a recount says");
    }
    Rows lines = connection.query(
        R"(SELECT l."id" FROM "order_lines" l WHERE COALESCE(l."delivered", 0) <> COALESCE((SELECT sum(x."accepted") FROM "delivery_lines" x)"
        R"( JOIN "deliveries" d ON d."id" = x."delivery" WHERE x."line" = l."id" AND d."archived_at" IS NULL), 0))");
    while (lines.next()) findings.push_back("order_lines " + std::to_string(lines.integer(0)) + ": delivered is not what a recount says");
    static constexpr std::string_view shares[] = {R"("returned", 0) <> sum(COALESCE(l."returned_amount")",
                                                  R"("problem_loss", 0) <> sum(COALESCE(l."problem_loss")"};
    for (const std::string_view share : shares) {
        Rows rows = connection.query(R"(SELECT o."number" FROM "orders" o JOIN "order_lines" l ON l."order" = o."id")"
                                     R"( WHERE o."returned" IS NOT NULL OR o."problem_loss" IS NOT NULL)"
                                     R"( GROUP BY o."id", o."number", o."returned", o."problem_loss" HAVING COALESCE(o.)" +
                                     std::string(share) + ", 0))");
        while (rows.next())
            findings.push_back("orders " + std::string(rows.text(0)) + ": what was returned or lost is not what its lines say");
    }
    Rows owed = connection.query(
        R"(SELECT "number" FROM "orders" WHERE "owed" IS NOT NULL AND "owed" <> "revenue" - COALESCE("returned", 0) - COALESCE("received", 0))");
    while (owed.next()) findings.push_back("orders " + std::string(owed.text(0)) + ": owed is not what is left of the revenue");
}

}  // namespace sales
