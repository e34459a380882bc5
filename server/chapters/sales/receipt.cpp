#include "chapters/sales/receipt.h"

#include <map>
#include <set>

#include "chapters/sales/order_progress.h"
#include "kernel/base/number.h"

namespace sales {

using namespace kernel;
using namespace kernel::words;

namespace {

constexpr std::int64_t highest_amount = 10'000'000'000'000;  // 分
constexpr std::size_t proposed_orders = 50;

// `part` is of the same sign as `whole` and no further from nothing.
bool is_within(std::int64_t part, std::int64_t whole) { return whole < 0 ? part <= 0 && part >= whole : part >= 0 && part <= whole; }

std::map<std::int64_t, std::int64_t> by_order(const std::vector<const Row*>& lines) {
    std::map<std::int64_t, std::int64_t> sums;
    for (const Row* row : lines) {
        const auto line = as<ReceiptLine>(*row);
        sums[line.order.value] += line.amount.fen;
    }
    return sums;
}

// 4.3: an order is paid for once. What this receipt paid of it before is owed again while it is changed.
Result<Done> check_order(Connection& connection, std::int64_t order, std::int64_t amount, std::int64_t before, const std::string& where) {
    Rows rows = connection.query(R"(SELECT "owed" FROM "orders" WHERE "id" = $1)", {order});
    if (!rows.next() || rows.is_null(0)) return invalid_field(where + "order", "problem.receipt.not_followed", {}, "4.3");
    const std::int64_t owed = rows.integer(0) + before;
    if (is_within(amount, owed)) return Done{};
    return invalid_field(where + "amount", "problem.receipt.more_than_owed", {{"owed", format_decimal(owed, 2, Zeros::keep)}}, "4.3");
}

Result<Done> settle_receipt(Settling& settling) {
    auto receipt = as<Receipt>(settling.record);
    if (receipt.amount.fen == 0) return invalid_field("amount", "problem.receipt.nothing", {}, "4.3");
    if (receipt.received_on > settling.today) return invalid_field("received_on", "problem.field.future", {}, "4.3");
    const std::vector<const Row*> lines(settling.lines.begin(), settling.lines.end());
    std::int64_t allocated = 0;
    for (const auto& [order, sum] : by_order(lines)) allocated += sum;
    if (!is_within(allocated, receipt.amount.fen))
        return invalid_field("lines", "problem.receipt.more_than_received",
                             {{"amount", format_decimal(receipt.amount.fen, 2, Zeros::keep)}}, "4.3");
    receipt.allocated.fen = allocated;
    receipt.unallocated.fen = receipt.amount.fen - allocated;
    keep(receipt, settling.record);
    if (is_archived(settling.record)) return Done{};
    const bool counted_before = settling.before && !is_archived(*settling.before);
    auto before = counted_before ? by_order(settling.lines_before) : std::map<std::int64_t, std::int64_t>();
    auto now = by_order(lines);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::int64_t order = as<ReceiptLine>(*lines[i]).order.value;
        if (!now.contains(order)) continue;
        if (now[order] != before[order])
            TRY(check_order(settling.connection, order, now[order], before[order], "lines[" + std::to_string(i) + "]."));
        now.erase(order);
    }
    return Done{};
}

// All that this customer owes, the oldest first.
void propose_receipt(Proposing& proposing) {
    auto receipt = as<Receipt>(proposing.record);
    receipt.received_on = proposing.today;
    Rows rows = proposing.connection.query(
        R"(SELECT "id", "owed" FROM "orders" WHERE "customer" = $1 AND "owed" > 0 AND "archived_at" IS NULL ORDER BY "owed_since", "id" LIMIT $2)",
        {receipt.customer.value, static_cast<std::int64_t>(proposed_orders)});
    while (rows.next()) {
        Row& made = proposing.lines.emplace_back(proposing.fresh_line);
        auto line = as<ReceiptLine>(made);
        line.order.value = rows.integer(0);
        line.amount.fen = rows.integer(1);
        receipt.amount.fen += line.amount.fen;
        keep(line, made);
    }
    keep(receipt, proposing.record);
}

void after_receipt(const Event& event) {
    std::set<std::int64_t> orders;
    for (const Seen* seen : {event.before, &event.after})
        if (seen)
            for (const Row* line : seen->lines) orders.insert(as<ReceiptLine>(*line).order.value);
    for (const std::int64_t order : orders) recount_receipts(event, order);
}

}  // namespace

static constexpr auto receipt = describe<Receipt>(
    {.clause = "4.3",
     .title = "number",
     .columns = {"number", "customer", "received_on", "amount", "allocated", "unallocated", "method", "reference"},
     .sort = "-received_on",
     .keys = {"number"},
     .indexes = {"received_on+id"},
     .belongs_to = "customer",
     .lines = "lines",
     .settle = settle_receipt,
     .propose = propose_receipt,
     .after = after_receipt},
    {
        field<&Receipt::id>(),
        field<&Receipt::number>({unique, fixed, filterable, sortable, searchable, max_length(40), numbered("RC"), clause("4.3")}),
        field<&Receipt::customer>({required, fixed, filterable, searchable, clause("4.3")}),
        field<&Receipt::received_on>({required, filterable, sortable, clause("4.3")}),
        field<&Receipt::amount>(
            {required, filterable, sortable, summed, at_least(-highest_amount), at_most(highest_amount), clause("4.3")}),
        field<&Receipt::method>({required, filterable, sortable}),
        field<&Receipt::reference>({filterable, searchable, max_length(60)}),
        field<&Receipt::allocated>({computed, filterable, sortable, summed, clause("4.3")}),
        field<&Receipt::unallocated>({computed, filterable, sortable, summed, clause("4.3")}),
        field<&Receipt::note>({max_length(4000)}),
    });

static constexpr auto receipt_line = describe<ReceiptLine>(
    {.clause = "4.3", .title = "order", .columns = {"receipt", "order", "amount"}, .parent = "receipt", .shown_with = {"order"}},
    {
        field<&ReceiptLine::id>(),
        field<&ReceiptLine::receipt>({required, cascade, filterable}),
        field<&ReceiptLine::order>({required, filterable, matching("customer"), clause("4.3")}),
        field<&ReceiptLine::amount>(
            {required, filterable, sortable, summed, at_least(-highest_amount), at_most(highest_amount), clause("4.3")}),
    });

const Declaration& declaration(const Receipt*) {
    static constexpr Declaration made = declare<Receipt>(receipt);
    return made;
}

const Declaration& declaration(const ReceiptLine*) {
    static constexpr Declaration made = declare<ReceiptLine>(receipt_line);
    return made;
}

}  // namespace sales
