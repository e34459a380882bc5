// The limit of an import: the file's rows taken apart at their commas and written as rows of the same tables, prepared, in one
// transaction as the server does it, with one entry of the log an order; nothing is checked.
#pragma once
#include <string>

namespace bench {

// Seconds for the whole file, into an empty database.
double run_import_limit(const std::string& data_directory, const std::string& path);

}  // namespace bench
