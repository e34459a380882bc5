// Limits of live events.
#pragma once
#include <chrono>
#include <cstdint>

namespace kernel::limits {

inline constexpr int listeners = 4000;
inline constexpr int listeners_per_account = 100;
inline constexpr std::int64_t entries_told = 200;  // of the log, at once or to one who comes back; beyond, everything is to be read again
inline constexpr std::chrono::seconds beat{15};    // between two signs of life; a session that has run out is noticed by then
// Between two rounds, for each listener: whoever listens costs a round some ten microseconds, so all of them together take a few per cent
// of one processor however much is written.
inline constexpr std::chrono::microseconds pause_per_listener{300};
inline constexpr std::chrono::milliseconds least_pause{50};

}  // namespace kernel::limits
