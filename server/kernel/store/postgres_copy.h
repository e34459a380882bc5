// PostgreSQL's copy: every table of the schema by COPY, in one snapshot. No other program is needed, of whatever version.
#pragma once
#include <string>

#include "kernel/store/copy.h"

namespace kernel {

void copy_out_postgres(const std::string& connection_string, CopySink& sink);
void copy_in_postgres(const std::string& connection_string, CopySource& source, std::span<const Migration> migrations);

}  // namespace kernel
