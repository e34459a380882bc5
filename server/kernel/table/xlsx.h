#pragma once
#include <memory>

#include "kernel/table/table.h"

namespace kernel::table {

Result<std::unique_ptr<TableReader>> xlsx_reader(std::unique_ptr<ByteSource> source);

}  // namespace kernel::table
