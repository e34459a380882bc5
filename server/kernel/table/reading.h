// What the readers of CSV and of xlsx share: how they refuse a file, and what an empty row is.
#pragma once
#include <cstdint>
#include <string_view>

#include "kernel/table/table.h"

namespace kernel::table {

struct Place {
    std::uint64_t row = 0;     // 0: the file as a whole
    std::uint64_t column = 0;  // 0: the row as a whole; else from 1
};

// problem.table.<name> with the arguments row, column and (for what is over a limit) limit, as far as they are known.
Problem refusal(std::string_view name, Place place = {});
// problem.table.damaged, with the part of the xlsx as an argument.
Problem damaged(std::string_view part, Place place = {});

bool is_blank(const TableRow& row);
void trim_cells(TableRow& row);

}  // namespace kernel::table
