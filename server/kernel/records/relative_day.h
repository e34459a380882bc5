// Days that a filter names by their distance from today, so that a saved view of "this month" is never last month's.
#pragma once
#include <optional>
#include <string_view>

#include "kernel/base/types.h"

namespace kernel {

// today · week · month · quarter · year, each with +n or -n: "today-29", "month-1". Weeks begin on Monday. Nothing for any other word.
struct DayRange {
    Day first, last;
};
std::optional<DayRange> relative_days(std::string_view word, Day today);

}  // namespace kernel
