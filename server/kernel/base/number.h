// Fixed-point arithmetic and its text. No floating point comes near money.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kernel {

// "119.25", "-0.5", "1,234.50" (grouping commas in the right places), full-width digits, a leading ¥ or ￥, surrounding blanks:
// as `units` of 10^-scale. Digits past the scale are rounded half away from zero when `round` says so, else refused.
// Also reads exponents ("1.5E3", as spreadsheets write), ".5" and "5." (Excel's #.## writes them); zeros past the scale are no excess.
// A result is within ±(2^63-1), so it can always be negated. Nothing for anything else or on overflow; at most 64 characters.
enum class Excess : std::uint8_t { refuse, round };
std::optional<std::int64_t> parse_decimal(std::string_view text, int scale, Excess excess);

// -150, 2 -> "-1.50". `trim` drops trailing zeros of the fraction ("2.500" -> "2.5", "2.000" -> "2").
enum class Zeros : std::uint8_t { keep, trim };
void append_decimal(std::string& out, std::int64_t units, int scale, Zeros zeros);
std::string format_decimal(std::int64_t units, int scale, Zeros zeros);

// a × b / divisor and (a × b × c) / divisor, rounded half away from zero, in 128 bits; nothing when the result does not fit 63 bits
// or an intermediate does not fit 127. divisor > 0.
std::optional<std::int64_t> multiply_divide(std::int64_t a, std::int64_t b, std::int64_t divisor);
std::optional<std::int64_t> multiply_divide(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t divisor);
// a / b rounded half away from zero, scaled: a × 10^scale / b.
std::optional<std::int64_t> divide_scaled(std::int64_t a, std::int64_t b, int scale);

constexpr std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

}  // namespace kernel
