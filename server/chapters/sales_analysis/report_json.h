// A report as the API writes it (docs/http.md).
#pragma once
#include <span>
#include <string>

#include "chapters/sales_analysis/classes.h"

namespace sales {

// `states`: of the orders that count.
std::string json_of(const Report& report, std::span<const std::string> states);
std::string json_of(const Classified& classified);
// A figure as text: "119.25", "2.5", "3".
std::string figure_text(const Measure& measure, std::int64_t figure);

}  // namespace sales
