#include "chapters/sales/order_amendment.h"

#include <algorithm>

#include "chapters/sales/order_progress.h"

namespace sales {

using namespace kernel;
using namespace kernel::words;

namespace {

void propose_amendment(Proposing& proposing) {
    auto made = as<OrderAmendment>(proposing.record);
    if (proposing.move == "short_close") made.kind = AmendmentKind::short_close;
    if (proposing.move == "cancel") made.kind = AmendmentKind::cancel;
    // The content has changed by now; the others change the order when this is kept.
    made.order_version = version_of(proposing.owner) + (made.kind == AmendmentKind::content ? 0 : 1);
    keep(made, proposing.record);
}

// 4.3.2: only what is still open can be closed short.
Result<Done> settle_amendment(Settling& settling) {
    const auto made = as<OrderAmendment>(settling.record);
    if (settling.before || made.kind != AmendmentKind::short_close) return Done{};
    const auto lines = lines_of(settling.connection, made.order.value);
    const bool any_open = std::ranges::any_of(lines, [&](const LineProgress& line) {
        return (!made.line || made.line.value == line.id) && line.quantity - line.delivered - line.closed_short > 0;
    });
    if (any_open) return Done{};
    return Problem{.code = Code::conflict, .key = "problem.order.nothing_open", .arguments = {}, .clause = "4.3.2"};
}

void after_amendment(const Event& event) {
    const auto made = as<OrderAmendment>(event.after.record);
    if (event.before || made.kind == AmendmentKind::content) return;
    const bool cancels = made.kind == AmendmentKind::cancel;
    event.records.rewrite(event.transaction, event.viewer, event.records.house().get(Order::table), made.order.value,
                          cancels ? "cancel" : "short_close", [&](Row& record, const std::vector<Row*>& lines) {
                              auto order = as<Order>(record);
                              if (cancels) order.state = OrderState::cancelled;
                              keep(order, record);
                              for (Row* row : lines) {
                                  auto line = as<OrderLine>(*row);
                                  if (cancels || (made.line && made.line.value != line.id.value) || line.open() <= 0) continue;
                                  line.closed_short = Decimal<3>{OrderLine::units(line.closed_short) + line.open()};
                                  keep(line, *row);
                              }
                          });
}

}  // namespace

static constexpr auto order_amendment =
    describe<OrderAmendment>({.clause = "4.3.1",
                              .title = "number",
                              .columns = {"number", "order", "kind", "reason", "customer_told", "created_by", "created_at"},
                              .sort = "-created_at",
                              .belongs_to = "order",
                              .settle = settle_amendment,
                              .propose = propose_amendment,
                              .after = after_amendment},
                             {
                                 field<&OrderAmendment::id>(),
                                 field<&OrderAmendment::number>(
                                     {unique, computed, filterable, sortable, searchable, max_length(40), numbered("AM"), clause("4.3.1")}),
                                 field<&OrderAmendment::order>({required, fixed, filterable, searchable, clause("4.3.1")}),
                                 field<&OrderAmendment::kind>({computed, filterable, sortable, clause("4.3.1")}),
                                 field<&OrderAmendment::line>({fixed, filterable, matching("order"), clause("4.3.2")}),
                                 field<&OrderAmendment::reason>({required, filterable, searchable, max_length(400), clause("4.3.1")}),
                                 field<&OrderAmendment::customer_told>({required, filterable, sortable, clause("4.3.3")}),
                                 field<&OrderAmendment::order_version>({computed, clause("4.3.1")}),
                             });

const Declaration& declaration(const OrderAmendment*) {
    static constexpr Declaration made = declare<OrderAmendment>(order_amendment);
    return made;
}

}  // namespace sales
