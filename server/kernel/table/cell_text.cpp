#include "kernel/table/cell_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "kernel/base/time.h"

namespace kernel::table {

namespace {

constexpr std::size_t shown_digits = 15;
constexpr int most_zeros = 20;  // past these an exponent is clearer: 1E+30
constexpr std::int64_t seconds_of_day = 86400;
constexpr std::int32_t days_1900_to_1970 = 25569;  // from 1899-12-30, which makes up for the 29th of February 1900 that never was
constexpr std::int32_t days_1904_to_1970 = 24107;
constexpr double serial_past_9999 = 2958466;
constexpr std::int32_t end_of_9999 = 2932896;

std::optional<double> number_from(std::string_view value) {
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

// Plain digits as they are, when nothing about them is to be rounded, trimmed or moved: nearly all numbers of a sheet.
bool is_plain(std::string_view value) {
    if (value.starts_with('-') && value != "-0") value.remove_prefix(1);
    if (value.empty() || value.size() > shown_digits) return false;
    const std::size_t point = value.find('.');
    const std::string_view whole = value.substr(0, point);
    if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return false;
    if (point != std::string_view::npos && (value.back() == '0' || value.back() == '.')) return false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if ((value[i] < '0' || value[i] > '9') && i != point) return false;
    }
    return true;
}

// digits × 10^(exponent - digits + 1), without trailing zeros of a fraction.
void append_plain(std::string& out, std::string_view digits, int exponent) {
    if (exponent < 0) {
        const auto zeros = static_cast<std::size_t>(-exponent);
        out.append("0.").append(zeros - 1, '0').append(digits);
        return;
    }
    const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
    if (whole >= digits.size()) {
        out.append(digits).append(whole - digits.size(), '0');
    } else {
        out.append(digits.substr(0, whole)).append(1, '.').append(digits.substr(whole));
    }
}

void append_double(std::string& out, double number) {
    if (number == 0) {
        out += '0';
        return;
    }
    if (number < 0) out += '-';
    char buffer[40];
    const auto written = std::to_chars(buffer, buffer + sizeof buffer, std::fabs(number), std::chars_format::scientific, shown_digits - 1);
    const std::string_view text(buffer, static_cast<std::size_t>(written.ptr - buffer));
    const std::size_t mark = text.find('e');
    int exponent = 0;
    const char* exponent_digits = text.data() + mark + (text[mark + 1] == '+' ? 2 : 1);
    std::from_chars(exponent_digits, text.data() + text.size(), exponent);
    std::string digits(1, text[0]);
    digits += text.substr(2, mark - 2);
    digits.resize(digits.find_last_not_of('0') + 1);
    if (std::abs(exponent) <= most_zeros) return append_plain(out, digits, exponent);
    append_plain(out, digits, 0);
    out += exponent < 0 ? "E-" : "E+";
    out += std::to_string(std::abs(exponent));
}

void append_two(std::string& out, std::int64_t number) {
    if (number < 10) out += '0';
    out += std::to_string(number);
}

void append_time(std::string& out, std::int64_t seconds) {
    append_two(out, seconds / 3600);
    out += ':';
    append_two(out, seconds / 60 % 60);
    out += ':';
    append_two(out, seconds % 60);
}

bool is_elapsed(std::string_view bracketed) {
    return !bracketed.empty() && bracketed.find_first_not_of("hHmMsS") == std::string_view::npos;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// The code unit of an "_xHHHH_" at the start of the text.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
    if (text.size() < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') return std::nullopt;
    std::uint32_t unit = 0;
    for (std::size_t i = 2; i < 6; ++i) {
        const int digit = hex_digit(text[i]);
        if (digit < 0) return std::nullopt;
        unit = unit * 16 + static_cast<std::uint32_t>(digit);
    }
    return unit;
}

std::size_t put_utf8(char* to, std::uint32_t character) {
    const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((character >> shift) & 0x3F)); };
    if (character < 0x80) return to[0] = static_cast<char>(character), 1;
    if (character < 0x800) return to[0] = static_cast<char>(0xC0 | (character >> 6)), to[1] = tail(0), 2;
    if (character < 0x10000) return to[0] = static_cast<char>(0xE0 | (character >> 12)), to[1] = tail(6), to[2] = tail(0), 3;
    return to[0] = static_cast<char>(0xF0 | (character >> 18)), to[1] = tail(12), to[2] = tail(6), to[3] = tail(0), 4;
}

}  // namespace

Shown shown_by_builtin_format(int id) {
    if (id == 46) return Shown::elapsed;
    const bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    return date ? Shown::date : Shown::number;
}

// Letters count only outside quotes, brackets and escapes, and only in the section for positive numbers.
Shown shown_by_format_code(std::string_view code) {
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == ';') break;
        if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '"') {
            i = std::min(code.find('"', i + 1), code.size());
        } else if (c == '[') {
            const std::size_t close = std::min(code.find(']', i), code.size());
            if (is_elapsed(code.substr(i + 1, close - i - 1))) return Shown::elapsed;
            i = close;
        } else if (std::string_view("yYmMdDhHsS").find(c) != std::string_view::npos) {
            return Shown::date;
        } else if (code.substr(i, 7) == "General") {
            i += 6;
        }
    }
    return Shown::number;
}

bool append_number(std::string& out, std::string_view value) {
    if (is_plain(value)) {
        out += value;
        return true;
    }
    const std::optional<double> number = number_from(value);
    if (number) append_double(out, *number);
    return number.has_value();
}

bool append_serial_day(std::string& out, std::string_view value, Shown shown, bool counted_from_1904) {
    const std::optional<double> serial = number_from(value);
    const bool is_no_day = serial && *serial >= 60 && *serial < 61 && !counted_from_1904 && shown == Shown::date;
    if (!serial || *serial < 0 || *serial >= serial_past_9999 || is_no_day) return append_number(out, value);
    const std::int64_t seconds = std::llround(*serial * static_cast<double>(seconds_of_day));
    const auto days = static_cast<std::int32_t>(seconds / seconds_of_day);
    if (shown == Shown::elapsed || (days == 0 && seconds != 0) || (days == 0 && !counted_from_1904)) {
        append_time(out, seconds);
        return true;
    }
    const bool before_the_gap = !counted_from_1904 && days < 60;
    const std::int32_t shift = counted_from_1904 ? days_1904_to_1970 : days_1900_to_1970 - (before_the_gap ? 1 : 0);
    if (days - shift > end_of_9999) return append_number(out, value);
    append_day(out, Day{days - shift});
    if (seconds % seconds_of_day == 0) return true;
    out += ' ';
    append_time(out, seconds % seconds_of_day);
    return true;
}

void append_iso_day(std::string& out, std::string_view value) {
    const std::string_view time = value.size() >= 19 && value[10] == 'T' ? value.substr(11, 8) : std::string_view();
    const bool is_day_and_time = !time.empty() && parse_day(value.substr(0, 10));
    if (!is_day_and_time) {
        out += value;
        return;
    }
    out += value.substr(0, 10);
    if (time != "00:00:00") out.append(1, ' ').append(time);
}

void resolve_escapes(std::string& text, std::size_t begin) {
    std::size_t from = text.find("_x", begin);
    if (from == std::string::npos) return;
    std::size_t to = from;
    while (from < text.size()) {
        const std::string_view rest = std::string_view(text).substr(from);
        std::optional<std::uint32_t> character = escaped_unit(rest);
        std::size_t length = 7;
        if (character && *character >= 0xD800 && *character < 0xDC00) {
            const std::optional<std::uint32_t> low = escaped_unit(rest.substr(7));
            const bool paired = low && *low >= 0xDC00 && *low < 0xE000;
            if (paired) character = 0x10000 + ((*character - 0xD800) << 10) + (*low - 0xDC00);
            length = paired ? 14 : length;
        }
        const bool is_character = character && *character != 0 && (*character < 0xD800 || *character > 0xDFFF);
        if (is_character) {
            to += put_utf8(text.data() + to, *character);
            from += length;
        } else {
            text[to++] = text[from++];
        }
    }
    text.resize(to);
}

}  // namespace kernel::table
