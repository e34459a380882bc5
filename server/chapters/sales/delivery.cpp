#include "chapters/sales/delivery.h"

#include <algorithm>

#include "chapters/sales/order_progress.h"
#include "kernel/base/number.h"

namespace sales {

using namespace kernel;
using namespace kernel::words;

namespace {

constexpr std::int64_t most = 1'000'000'000'000;  // Decimal<3>: 10^9 pieces

Result<Done> check_line(const DeliveryLine& line, const std::string& where) {
    if (line.accepted.units + line.rejected.units <= 0)
        return invalid_field(where + "accepted", "problem.delivery.nothing_of_line", {}, "4.3.2");
    if (line.rejected.units > 0 && line.reject_reason.empty())
        return invalid_field(where + "reject_reason", "problem.delivery.reject_reason", {}, "4.3.2");
    return Done{};
}

std::int64_t accepted_of(const std::vector<const Row*>& lines, std::int64_t of) {
    std::int64_t sum = 0;
    for (const Row* row : lines)
        if (const auto line = as<DeliveryLine>(*row); line.line.value == of) sum += line.accepted.units;
    return sum;
}

// 4.3.2: never more than ordered without saying so.
Result<Done> check_quantity(const Settling& settling, const Delivery& delivery) {
    if (!delivery.over_reason.empty()) return Done{};
    const bool counted_before = settling.before && !is_archived(*settling.before);
    const std::vector<const Row*> lines(settling.lines.begin(), settling.lines.end());
    for (const LineProgress& line : lines_of(settling.connection, delivery.order.value)) {
        const std::int64_t others = line.delivered - (counted_before ? accepted_of(settling.lines_before, line.id) : 0);
        const std::int64_t open = std::max<std::int64_t>(line.quantity - line.closed_short - others, 0);
        const std::int64_t accepted = accepted_of(lines, line.id);
        if (accepted <= open) continue;
        const auto at = std::ranges::find_if(lines, [&](const Row* row) { return as<DeliveryLine>(*row).line.value == line.id; });
        return invalid_field("lines[" + std::to_string(at - lines.begin()) + "].accepted", "problem.delivery.over",
                             {{"open", format_decimal(open, 3, Zeros::trim)}}, "4.3.2");
    }
    return Done{};
}

Result<Done> settle_delivery(Settling& settling) {
    const auto delivery = as<Delivery>(settling.record);
    const std::string state = state_of(settling.connection, delivery.order.value);
    if (state != "confirmed" && state != "delivered")
        return Problem{.code = Code::conflict, .key = "problem.delivery.state", .arguments = {}, .clause = "4.3.2"};
    if (is_archived(settling.record)) return Done{};
    if (delivery.delivered_on > settling.today) return invalid_field("delivered_on", "problem.field.future", {}, "4.3.2");
    if (settling.lines.empty()) return invalid_field("lines", "problem.delivery.nothing", {}, "4.3.2");
    for (std::size_t i = 0; i < settling.lines.size(); ++i)
        TRY(check_line(as<DeliveryLine>(*settling.lines[i]), "lines[" + std::to_string(i) + "]."));
    return check_quantity(settling, delivery);
}

// Everything that is still open, today.
void propose_delivery(Proposing& proposing) {
    auto delivery = as<Delivery>(proposing.record);
    delivery.delivered_on = proposing.today;
    keep(delivery, proposing.record);
    for (const Row* row : proposing.owner_lines) {
        const auto ordered = as<OrderLine>(*row);
        if (ordered.open() <= 0) continue;
        Row& made = proposing.lines.emplace_back(proposing.fresh_line);
        auto line = as<DeliveryLine>(made);
        line.line.value = ordered.id.value;
        line.accepted.units = ordered.open();
        keep(line, made);
    }
}

void after_delivery(const Event& event) { recount_deliveries(event, as<Delivery>(event.after.record).order.value); }

}  // namespace

static constexpr auto delivery = describe<Delivery>(
    {.clause = "4.3.2",
     .title = "number",
     .columns = {"number", "order", "delivered_on", "quantity", "rejected", "received_by", "carrier"},
     .sort = "-delivered_on",
     .keys = {"number"},
     .indexes = {"delivered_on+id"},
     .belongs_to = "order",
     .lines = "lines",
     .settle = settle_delivery,
     .propose = propose_delivery,
     .after = after_delivery},
    {
        field<&Delivery::id>(),
        field<&Delivery::number>({unique, fixed, filterable, sortable, searchable, max_length(40), numbered("DN"), clause("4.3.2")}),
        field<&Delivery::order>({required, fixed, filterable, searchable, clause("4.3.2")}),
        field<&Delivery::delivered_on>({required, filterable, sortable, clause("4.3.2")}),
        field<&Delivery::carrier>({filterable, max_length(60)}),
        field<&Delivery::tracking_number>({filterable, searchable, max_length(60)}),
        field<&Delivery::received_by>({filterable, max_length(60)}),
        field<&Delivery::over_reason>({max_length(400), clause("4.3.2")}),
        field<&Delivery::quantity>({sum_of<&DeliveryLine::accepted>(), filterable, sortable, summed}),
        field<&Delivery::rejected>({sum_of<&DeliveryLine::rejected>(), filterable, sortable, summed}),
        field<&Delivery::note>({max_length(4000)}),
    });

static constexpr auto delivery_line = describe<DeliveryLine>(
    {.clause = "4.3.2", .title = "line", .columns = {"delivery", "line", "accepted", "rejected", "reject_reason"}, .parent = "delivery"},
    {
        field<&DeliveryLine::id>(),
        field<&DeliveryLine::delivery>({required, cascade, filterable}),
        field<&DeliveryLine::line>({required, filterable, matching("order"), clause("4.3.2")}),
        field<&DeliveryLine::accepted>({filterable, sortable, summed, at_least(0), at_most(most), clause("4.3.2")}),
        field<&DeliveryLine::rejected>({filterable, sortable, summed, at_least(0), at_most(most), clause("4.3.2")}),
        field<&DeliveryLine::reject_reason>({max_length(400), clause("4.3.2")}),
    });

const Declaration& declaration(const Delivery*) {
    static constexpr Declaration made = declare<Delivery>(delivery);
    return made;
}

const Declaration& declaration(const DeliveryLine*) {
    static constexpr Declaration made = declare<DeliveryLine>(delivery_line);
    return made;
}

}  // namespace sales
