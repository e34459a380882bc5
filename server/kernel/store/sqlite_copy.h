// The embedded engine's copy: its pages as they are inside the encryption, so that the copy may go under another key.
#pragma once
#include <string>

#include "kernel/store/copy.h"

namespace kernel {

void copy_out_sqlite(const std::string& path, std::string_view key, CopySink& sink);
void copy_in_sqlite(const StoreOptions& options, CopySource& source);

}  // namespace kernel
