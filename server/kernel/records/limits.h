// Limits of reading and writing records.
#pragma once
#include <cstddef>

namespace kernel::limits {

inline constexpr std::size_t filter_characters = 4000;
inline constexpr int filter_depth = 32;
inline constexpr std::size_t filter_conditions = 100;
inline constexpr std::size_t filter_values = 200;  // in one `in (…)`
inline constexpr std::size_t filter_links = 2;     // dots in one name
inline constexpr int page = 200;
inline constexpr int page_default = 50;
inline constexpr int each_page = 1000;  // rows fetched together when all of a list are read
inline constexpr std::size_t search_characters = 100;
inline constexpr std::size_t lines = 1000;  // of one record
inline constexpr std::size_t json_depth = 32;
inline constexpr int history_page = 50;
inline constexpr int tree_depth = 8;

}  // namespace kernel::limits
