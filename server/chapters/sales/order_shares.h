// 4.3.2, 4.3.3: returns and losses of an order, of each of its lines: what is recorded of a line is that line's, what is recorded of the
// whole order is shared among its lines. So whatever is counted by product or region adds up to what is counted by order.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "chapters/sales/order.h"

namespace sales {

// Sets `returned`, `returned_amount` and `problem_loss` of each line of an order that has any.
void settle_shares(kernel::Settling& settling, const Order& order);

// The parts of `whole` in proportion to `weights` (none below nothing), to the last unit: they add up to it. All of it is the first one's
// when there is no weight.
std::vector<std::int64_t> shares_of(std::int64_t whole, std::span<const std::int64_t> weights);

}  // namespace sales
