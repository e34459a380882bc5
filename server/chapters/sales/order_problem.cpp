#include "chapters/sales/order_problem.h"

#include "chapters/sales/order_progress.h"

namespace sales {

using namespace kernel;
using namespace kernel::words;

namespace {

constexpr std::int64_t highest_amount = 10'000'000'000'000;  // 分

Result<Done> settle_problem(Settling& settling) {
    const auto made = as<OrderProblem>(settling.record);
    for (const auto& [name, day] : {std::pair{"found_on", std::optional(made.found_on)},
                                    {"customer_told_on", made.customer_told_on},
                                    {"resolved_on", made.resolved_on}})
        if (day && *day > settling.today) return invalid_field(name, "problem.field.future", {}, "4.3.3");
    return Done{};
}

void propose_problem(Proposing& proposing) {
    auto made = as<OrderProblem>(proposing.record);
    made.found_on = proposing.today;
    keep(made, proposing.record);
}

void after_problem(const Event& event) { recount_problems(event, as<OrderProblem>(event.after.record).order.value); }

Result<Done> resolve(void* record, const MoveContext& context) {
    auto& made = *static_cast<OrderProblem*>(record);
    if (!made.resolved_on) made.resolved_on = context.today;
    return Done{};
}

Result<Done> reopen(void* record, const MoveContext&) {
    static_cast<OrderProblem*>(record)->resolved_on.reset();
    return Done{};
}

constexpr Move moves[] = {
    {.name = "resolve",
     .from = {"open"},
     .to = "resolved",
     .clause = "4.3.3",
     .tone = Tone::success,
     .guard = resolve,
     .asks = {"resolution", "resolved_on?", "customer_told_on?", "told_how?"}},
    {.name = "reopen", .from = {"resolved"}, .to = "open", .clause = "4.3.3", .tone = Tone::warning, .guard = reopen},
};

}  // namespace

static constexpr auto order_problem = describe<OrderProblem>(
    {.clause = "4.3.3",
     .title = "number",
     .columns = {"number", "order", "cause", "department", "found_on", "customer_told_on", "loss", "state"},
     .sort = "-found_on",
     .keys = {"number"},
     .indexes = {"found_on+id"},
     .belongs_to = "order",
     .state = "state",
     .editable_in = {"open"},
     .moves = moves,
     .settle = settle_problem,
     .propose = propose_problem,
     .after = after_problem},
    {
        field<&OrderProblem::id>(),
        field<&OrderProblem::number>({unique, fixed, filterable, sortable, searchable, max_length(40), numbered("PB"), clause("4.3.3")}),
        field<&OrderProblem::order>({required, fixed, filterable, searchable, clause("4.3.3")}),
        field<&OrderProblem::line>({filterable, matching("order"), clause("4.3.3")}),
        field<&OrderProblem::state>({required, filterable, sortable, clause("4.3.3")}),
        field<&OrderProblem::cause>({required, filterable, sortable, clause("4.3.3")}),
        field<&OrderProblem::found_on>({required, filterable, sortable, clause("4.3.3")}),
        field<&OrderProblem::department>({filterable, sortable, max_length(60), clause("4.3.3")}),
        field<&OrderProblem::loss>({filterable, sortable, summed, at_least(0), at_most(highest_amount), clause("4.3.3")}),
        field<&OrderProblem::detail>({required, max_length(4000), clause("4.3.3")}),
        field<&OrderProblem::customer_told_on>({filterable, sortable, clause("4.3.3")}),
        field<&OrderProblem::told_how>({max_length(120), clause("4.3.3")}),
        field<&OrderProblem::resolution>({max_length(1000), clause("4.3.3")}),
        field<&OrderProblem::resolved_on>({filterable, sortable, clause("4.3.3")}),
    });

const Declaration& declaration(const OrderProblem*) {
    static constexpr Declaration made = declare<OrderProblem>(order_problem);
    return made;
}

}  // namespace sales
