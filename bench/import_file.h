// A flat order book to import: a row an order line, the columns of order, customer and product repeated.
#pragma once
#include <string>

namespace bench {

inline constexpr int import_lines = 500'000;
inline constexpr int import_orders = 200'000;

// The same bytes in every run, below the limit of an upload; not made again when it is there.
void make_import_file(const std::string& path);

}  // namespace bench
