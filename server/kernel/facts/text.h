// How the packed columns are numbered and the sums laid out: what writing and reading share.
#pragma once
#include <cstdint>
#include <string_view>

#include "kernel/facts/facts.h"

namespace kernel::fact_text {

constexpr std::int64_t key_column(std::size_t key) { return static_cast<std::int64_t>(key); }
constexpr std::int64_t measure_column(std::size_t measure) { return 100 + static_cast<std::int64_t>(measure); }

// The items and their measures, of those `wanted` by their bits. Part and day are the caller's to fill in.
void take_sums(const FactSet& set, std::string_view packed, std::size_t items, std::uint32_t wanted, Chunk& into);

}  // namespace kernel::fact_text
