// Limits of facts.
#pragma once
#include <cstddef>

namespace kernel::limits {

inline constexpr std::size_t fact_keys = 8;
inline constexpr std::size_t fact_measures = 9;
inline constexpr std::size_t segment_facts = 65'536;   // packed together, at most
inline constexpr std::size_t gathered_facts = 16'384;  // of one work held in memory, before they are packed: some 5 MB with their netting
inline constexpr std::size_t packed_at_once = 4096;    // facts of one work that are packed without standing as rows first
inline constexpr std::size_t recent_facts = 4096;      // that stand as rows before they are packed
inline constexpr std::size_t distinct_pairs = 8'000'000;  // counted for one question: some 200 MB

}  // namespace kernel::limits
