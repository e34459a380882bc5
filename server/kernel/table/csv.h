#pragma once
#include <memory>

#include "kernel/table/table.h"

namespace kernel::table {

std::unique_ptr<TableReader> csv_reader(std::unique_ptr<ByteSource> source);

}  // namespace kernel::table
