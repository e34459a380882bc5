#include "kernel/base/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>

#include "kernel/base/text.h"

namespace kernel {
namespace {

__extension__ typedef unsigned __int128 Wide;

constexpr std::size_t longest_text = 64;
constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr Wide widest = ~Wide{0} >> 1;

std::uint64_t magnitude(std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    return number < 0 ? 0 - bits : bits;
}

std::optional<std::int64_t> with_sign(Wide size, bool negative) {
    if (size > largest) return std::nullopt;
    const auto number = static_cast<std::int64_t>(size);
    return negative ? -number : number;
}

// A library call divides 128 bits, one instruction divides 64: most amounts need only the latter.
Wide rounded_quotient(Wide dividend, std::uint64_t divisor) {
    if (dividend <= std::numeric_limits<std::uint64_t>::max()) {
        const auto narrow = static_cast<std::uint64_t>(dividend);
        const std::uint64_t rest = narrow % divisor;
        return Wide{narrow / divisor} + (rest >= divisor - rest ? 1 : 0);
    }
    const Wide rest = dividend % divisor;
    return dividend / divisor + (rest >= divisor - rest ? 1 : 0);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What the text says, before any scale: digits (without leading zeros) × 10^exponent.
struct Written {
    std::array<char, longest_text> digits;
    int count = 0;
    int exponent = 0;
    bool negative = false;
};

class DecimalReader {
public:
    explicit DecimalReader(std::string_view text) : rest_(text) {}

    std::optional<Written> read() {
        const bool has_sign = sign();
        currency();
        if (!has_sign) sign();
        if (!whole_part()) return std::nullopt;
        if (taken('.')) fraction();
        if (!any_digit_) return std::nullopt;
        if ((taken('e') || taken('E')) && !exponent()) return std::nullopt;
        if (!rest_.empty()) return std::nullopt;
        return written_;
    }

private:
    bool taken(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool sign() {
        if (taken('+')) return true;
        written_.negative = taken('-');
        return written_.negative;
    }

    void currency() {
        for (const std::string_view yuan : {std::string_view("\u00A5"), std::string_view("\uFFE5")}) {
            if (!rest_.starts_with(yuan)) continue;
            rest_.remove_prefix(yuan.size());
            return;
        }
    }

    int digits() {
        int count = 0;
        for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1), ++count) {
            if (written_.count == 0 && rest_.front() == '0') continue;
            written_.digits[static_cast<std::size_t>(written_.count++)] = rest_.front();
        }
        any_digit_ = any_digit_ || count > 0;
        return count;
    }

    bool whole_part() {
        int group = digits();
        while (taken(',')) {
            if (group < 1 || group > 3) return false;
            if (digits() != 3) return false;
            group = 3;
        }
        return true;
    }

    void fraction() { written_.exponent -= digits(); }

    bool exponent() {
        const bool negative = taken('-');
        if (!negative) taken('+');
        int power = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), power);
        if (error != std::errc{} || !is_digit(rest_.front()) || power > 1000) return false;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        written_.exponent += negative ? -power : power;
        return true;
    }

    std::string_view rest_;
    Written written_;
    bool any_digit_ = false;
};

std::optional<std::int64_t> scaled(const Written& written, int scale, Excess excess) {
    const int shift = written.exponent + scale;
    const int kept = shift >= 0 ? written.count : std::max(written.count + shift, 0);
    std::uint64_t units = 0;
    const auto append = [&units](std::uint64_t digit) {
        return !__builtin_mul_overflow(units, std::uint64_t{10}, &units) && !__builtin_add_overflow(units, digit, &units);
    };
    const auto digit_at = [&written](int place) {
        return static_cast<std::uint64_t>(written.digits[static_cast<std::size_t>(place)] - '0');
    };
    for (int place = 0; place < kept; ++place)
        if (!append(digit_at(place))) return std::nullopt;
    if (units != 0)
        for (int zero = 0; zero < shift; ++zero)
            if (!append(0)) return std::nullopt;
    if (units > largest) return std::nullopt;  // so that rounding cannot wrap
    if (excess == Excess::refuse) {
        for (int place = kept; place < written.count; ++place)
            if (digit_at(place) != 0) return std::nullopt;
    } else if (written.count + shift >= 0 && kept < written.count && digit_at(kept) >= 5) {
        ++units;
    }
    return with_sign(units, written.negative);
}

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int scale, Excess excess) {
    text = trimmed(text);
    if (text.size() > longest_text * 4) return std::nullopt;
    std::string narrow;  // only when there is something to narrow: imports read millions of plain numbers
    if (text.find('\xEF') != std::string_view::npos) {
        narrow = half_width(text);
        text = narrow;
    }
    if (characters(text) > longest_text) return std::nullopt;
    const auto written = DecimalReader(text).read();
    if (!written) return std::nullopt;
    return scaled(*written, scale, excess);
}

void append_decimal(std::string& out, std::int64_t units, int scale, Zeros zeros) {
    std::array<char, 20> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), magnitude(units));
    std::string_view whole(digits.data(), static_cast<std::size_t>(end - digits.data()));
    std::string_view fraction;
    std::size_t leading_zeros = 0;
    if (scale > 0) {
        const auto places = static_cast<std::size_t>(scale);
        const std::size_t own = std::min(whole.size(), places);
        leading_zeros = places - own;
        fraction = whole.substr(whole.size() - own);
        whole.remove_suffix(own);
    }
    if (zeros == Zeros::trim) {
        const std::size_t last = fraction.find_last_not_of('0');
        fraction = last == std::string_view::npos ? std::string_view() : fraction.substr(0, last + 1);
        if (fraction.empty()) leading_zeros = 0;
    }
    if (units < 0) out += '-';
    if (whole.empty()) {
        out += '0';
    } else {
        out += whole;
    }
    if (leading_zeros + fraction.size() == 0) return;
    out += '.';
    out.append(leading_zeros, '0');
    out += fraction;
}

std::string format_decimal(std::int64_t units, int scale, Zeros zeros) {
    std::string text;
    append_decimal(text, units, scale, zeros);
    return text;
}

std::optional<std::int64_t> multiply_divide(std::int64_t a, std::int64_t b, std::int64_t divisor) {
    if (divisor <= 0) return std::nullopt;
    const Wide product = Wide{magnitude(a)} * magnitude(b);
    return with_sign(rounded_quotient(product, magnitude(divisor)), (a < 0) != (b < 0));
}

std::optional<std::int64_t> multiply_divide(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t divisor) {
    if (divisor <= 0) return std::nullopt;
    const Wide pair = Wide{magnitude(a)} * magnitude(b);
    const std::uint64_t third = magnitude(c);
    const bool surely_fits = pair <= largest;
    if (!surely_fits && third != 0 && pair > widest / third) return std::nullopt;
    const bool negative = ((a < 0) != (b < 0)) != (c < 0);
    return with_sign(rounded_quotient(pair * third, magnitude(divisor)), negative);
}

std::optional<std::int64_t> divide_scaled(std::int64_t a, std::int64_t b, int scale) {
    if (b == 0 || scale < 0 || scale > 18) return std::nullopt;
    const Wide dividend = Wide{magnitude(a)} * magnitude(power_of_ten(scale));
    return with_sign(rounded_quotient(dividend, magnitude(b)), (a < 0) != (b < 0));
}

}  // namespace kernel
