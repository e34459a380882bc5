// The C++ types that a field of a record may have, beside std::string, std::int64_t, bool, enums and std::optional of any of them.
#pragma once
#include <compare>
#include <cstdint>

namespace kernel {

// 63-bit, time-ordered, made by IdMaker; 0 means none. Typed by the record it names, so ids cannot be mixed up.
template <class R>
struct Id {
    std::int64_t value = 0;
    auto operator<=>(const Id&) const = default;
    explicit operator bool() const { return value != 0; }
};
// A reference to another record. R::table names it, so only a header that may be included can be linked to.
template <class R>
struct Link {
    std::int64_t value = 0;
    auto operator<=>(const Link&) const = default;
    explicit operator bool() const { return value != 0; }
};

// A count of 分 (a hundredth of a yuan). Rounding is half-up (away from zero), once, at the line.
struct Money {
    std::int64_t fen = 0;
    auto operator<=>(const Money&) const = default;
};

// A fixed-point number: units / 10^Scale. Quantities, prices with parts of a 分, shares.
template <int Scale>
struct Decimal {
    static_assert(Scale > 0 && Scale <= 9);
    static constexpr int scale = Scale;
    std::int64_t units = 0;
    auto operator<=>(const Decimal&) const = default;
};

// A calendar day, counted from 1970-01-01.
struct Day {
    std::int32_t since_1970 = 0;
    auto operator<=>(const Day&) const = default;
};

// A point in time, UTC, microseconds since 1970.
struct Instant {
    std::int64_t microseconds = 0;
    auto operator<=>(const Instant&) const = default;
};

// Several of an enum's choices: bit n stands for the choice at place n of its list.
template <class Enum>
struct Choices {
    std::int64_t bits = 0;
    auto operator<=>(const Choices&) const = default;
};

}  // namespace kernel
