// A report as the API writes it (docs/http.md).
#pragma once
#include <span>
#include <string>

#include "chapters/sales_analysis/classes.h"
#include "kernel/base/json.h"

namespace sales {

// `states`: of the orders that count.
std::string json_of(const Report& report, std::span<const std::string> states);
std::string json_of(const Classified& classified);
// What classes and signals have in common.
void write_day(kernel::JsonWriter& json, std::string_view name, const std::optional<kernel::Day>& day);
void write_columns(kernel::JsonWriter& json, const std::vector<Classified::Column>& columns);
void write_figure(kernel::JsonWriter& json, const Classified::Column& column, std::int64_t figure);
// A figure as text: "119.25", "2.5", "3".
std::string figure_text(const Measure& measure, std::int64_t figure);

}  // namespace sales
