// A believable branch to try Bylaw with: its people, customers, products and two years of orders with seasons, good news and bad.
//
// All of it is made by code and comes out the same for the same last day. Nothing is written behind the system's back: every record is
// made, confirmed and delivered by the person who would do it, with their rights, on a clock that walks through the days, so that history,
// numbers and whatever is kept beside the records are as if the department had worked.
#pragma once
#include <functional>

#include "kernel/api/app.h"

namespace demo {

inline constexpr int months = 24;

bool is_empty(const kernel::App& app);

// Fills an empty database up to `last_day`; `clock` is the one that `app` runs on and stands before the first day. Throws
// std::runtime_error when there are accounts.
void furnish(const kernel::App& app, kernel::FixedClock& clock, kernel::Day last_day, const std::function<void(int percent)>& progress);

}  // namespace demo
