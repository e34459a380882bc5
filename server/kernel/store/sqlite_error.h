// SQLite's result codes as the errors of the store.
#pragma once
#include <string>

namespace kernel {

// After one of these the file and what this process believes about it may differ, so nothing may be written any more.
bool is_storage_failure(int code);

[[noreturn]] void throw_sqlite_error(int code, const std::string& message);

}  // namespace kernel
