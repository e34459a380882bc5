// Limits of saved views.
#pragma once
#include <cstddef>

namespace kernel::limits {

inline constexpr std::size_t views_per_account = 200;
inline constexpr std::size_t view_name_characters = 80;
inline constexpr std::size_t view_columns = 64;
inline constexpr int view_column_least = 48;   // pixels
inline constexpr int view_column_most = 1200;  // pixels
inline constexpr std::size_t view_body_bytes = 64 * 1024;

}  // namespace kernel::limits
