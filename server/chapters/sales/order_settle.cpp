// What follows for an order and its lines from what is kept of them.
#include <algorithm>

#include "chapters/sales/order_progress.h"
#include "chapters/sales/order_shares.h"
#include "kernel/base/number.h"

namespace sales {

using namespace kernel;

namespace {

bool is_agreed(const Order& order) {
    return order.state == OrderState::confirmed || order.state == OrderState::delivered || order.state == OrderState::closed;
}

void add(Choices<Miss>& missed, Miss miss) { missed.bits |= std::int64_t{1} << static_cast<int>(miss); }

// 4.3.2: a line is judged once it is complete, against the day that was promised last.
void judge(OrderLine& line) {
    Choices<Miss> missed;
    const auto due = line.due_on();
    const bool complete = line.open() <= 0;
    if (complete && due && line.completed_on && *line.completed_on > *due) add(missed, Miss::time);
    if (OrderLine::units(line.rejected) > 0) add(missed, Miss::quality);
    if (OrderLine::units(line.closed_short) > 0) add(missed, Miss::quantity);
    line.missed = missed;
    line.on_time_in_full = !complete ? Otif::pending : missed.bits == 0 ? Otif::met : Otif::missed;
}

struct Progress {
    bool complete = true;  // nothing of any line is open
    bool begun = false;    // something has been delivered
    std::optional<Day> due_on;
    Choices<Miss> missed;
    std::int64_t judged = 0, met = 0;

    void add(const OrderLine& line) {
        begun |= OrderLine::units(line.delivered) != 0;
        if (line.missed) missed.bits |= line.missed->bits;
        judged += line.on_time_in_full && *line.on_time_in_full != Otif::pending ? 1 : 0;
        met += line.on_time_in_full == Otif::met ? 1 : 0;
        if (line.open() <= 0) return;
        complete = false;
        if (const auto due = line.due_on(); due && (!due_on || *due < *due_on)) due_on = due;
    }
};

void settle_state(Order& order, const Progress& now, bool was_begun, bool is_followed) {
    if (order.state == OrderState::confirmed && now.complete && (now.begun || is_followed)) order.state = OrderState::delivered;
    if (order.state == OrderState::delivered && !now.complete && (is_followed || now.begun || was_begun))
        order.state = OrderState::confirmed;
}

Result<Done> settle_money(Order& order, bool is_followed) {
    order.owed.reset();
    order.owed_since.reset();
    if (!is_followed) return Done{};
    std::int64_t owed = 0;
    if (__builtin_sub_overflow(order.revenue.fen, order.returned ? order.returned->fen : 0, &owed) ||
        __builtin_sub_overflow(owed, order.received ? order.received->fen : 0, &owed))
        return Problem{.code = Code::invalid, .key = "problem.overflow"};
    order.owed = Money{owed};
    if (owed != 0) order.owed_since = order.payment_due_on ? *order.payment_due_on : order.ordered_on;
    return Done{};
}

const Row* line_before(const Settling& settling, const Row& line) {
    const auto found = std::ranges::find_if(settling.lines_before, [&](const Row* one) { return (*one)[0] == line[0]; });
    return found == settling.lines_before.end() ? nullptr : *found;
}

// 4.3.1: an amendment cannot take away what the customer already has.
Result<Done> check_line(const Settling& settling, std::size_t index, const OrderLine& line) {
    const std::int64_t done = OrderLine::units(line.delivered) + OrderLine::units(line.closed_short);
    if (done == 0 || line.quantity.units >= done) return Done{};
    const Row* before = line_before(settling, *settling.lines[index]);
    if (before && as<OrderLine>(*before).quantity.units <= line.quantity.units) return Done{};  // more than ordered, and said so
    return invalid_field("lines[" + std::to_string(index) + "].quantity", "problem.order.below_delivered",
                         {{"quantity", format_decimal(done, 3, Zeros::trim)}}, "4.3.1");
}

Result<Done> check_removed(const Settling& settling) {
    for (const Row* before : settling.lines_before) {
        const bool kept = std::ranges::any_of(settling.lines, [&](const Row* line) { return (*line)[0] == (*before)[0]; });
        const auto line = as<OrderLine>(*before);
        if (!kept && (OrderLine::units(line.delivered) != 0 || OrderLine::units(line.rejected) != 0))
            return invalid_field("lines", "problem.order.line_delivered", {}, "4.3.1");
    }
    return Done{};
}

}  // namespace

Result<Done> settle_order(Settling& settling) {
    auto order = as<Order>(settling.record);
    const bool is_followed = is_agreed(order) && order.tracking == Tracking::here;
    if (!settling.before && !is_followed) return Done{};  // a new one is as its declaration made it
    TRY(check_removed(settling));
    settle_shares(settling, order);
    bool was_begun = false;
    for (const Row* line : settling.lines_before) was_begun |= OrderLine::units(as<OrderLine>(*line).delivered) != 0;
    Progress progress;
    for (std::size_t i = 0; i < settling.lines.size(); ++i) {
        auto line = as<OrderLine>(*settling.lines[i]);
        TRY(check_line(settling, i, line));
        line.missed.reset();
        line.on_time_in_full.reset();
        if (is_followed) judge(line);
        progress.add(line);
        keep(line, *settling.lines[i]);
    }
    if (is_agreed(order) && !settling.lines.empty()) settle_state(order, progress, was_begun, is_followed);
    const bool waits = is_followed && order.state == OrderState::confirmed;
    order.due_on = waits ? progress.due_on : std::nullopt;
    order.on_time_in_full.reset();
    order.missed.reset();
    order.judged_lines.reset();
    order.met_lines.reset();
    if (is_followed) {
        order.on_time_in_full = progress.missed.bits != 0 ? Otif::missed : progress.complete ? Otif::met : Otif::pending;
        order.missed = progress.missed;
        order.judged_lines = progress.judged;
        order.met_lines = progress.met;
    }
    TRY(settle_money(order, is_followed));
    keep(order, settling.record);
    return Done{};
}

}  // namespace sales
