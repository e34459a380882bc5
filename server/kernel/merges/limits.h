// Limits of merging.
#pragma once
#include <cstddef>

namespace kernel::limits {

inline constexpr std::size_t merged_references =
    5000;  // records that lead to the one that goes: the writer belongs to a merge while it runs
inline constexpr std::size_t merge_body_bytes = 16 * 1024;
inline constexpr int merges_shown = 50;  // of one record

}  // namespace kernel::limits
