// From the cells of a row to the values of its fields. No database.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "kernel/exchange/plan.h"
#include "kernel/exchange/problems.h"

namespace kernel {

struct CellRefusal {
    std::string key;
    MessageArguments arguments;
};

// What stands for nothing: blanks, and the word NULL where no text is meant.
bool is_empty_cell(const CellPlan& plan, std::string_view text);

// Loosely, as people write; settled into the field's form. `value` is left alone when the cell is empty; `given` says whether it was.
std::optional<CellRefusal> read_cell(const CellPlan& plan, std::string_view text, Value& value, bool& given);

}  // namespace kernel
