// The identifiers of text.h that follow rules of their own: the credit code and the phone number.
#include <algorithm>
#include <array>
#include <cstddef>

#include "kernel/base/text.h"

namespace kernel {
namespace {

constexpr std::size_t code_length = 18;
constexpr std::size_t fewest_digits = 5;
constexpr std::size_t most_digits = 20;
constexpr std::size_t most_extension_digits = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The longer spellings come first, as the shorter ones begin them.
constexpr std::array<std::string_view, 9> extension_marks = {"分机", "分機", "转", "轉", "extension", "ext.", "ext", "x.", "x"};
constexpr std::array<std::string_view, 15> dropped = {" ",      "\t",     "-",      "(",      ")",      "[",      "]",     "\u00A0",
                                                      "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212"};

template <std::size_t Count>
std::size_t starts_with_any(std::string_view text, const std::array<std::string_view, Count>& words) {
    for (const std::string_view word : words)
        if (text.starts_with(word)) return word.size();
    return 0;
}

struct PhoneParts {
    bool international = false;
    std::string digits;
    std::string extension;
};

std::optional<std::string> extension_from(std::string_view text) {
    std::string extension;
    while (!text.empty()) {
        const std::size_t skipped = text.front() == ':' ? 1 : starts_with_any(text, dropped);
        if (skipped == 0 && !is_digit(text.front())) return std::nullopt;
        if (skipped == 0) extension += text.front();
        text.remove_prefix(std::max<std::size_t>(skipped, 1));
    }
    if (extension.empty() || extension.size() > most_extension_digits) return std::nullopt;
    return extension;
}

std::optional<PhoneParts> phone_parts(std::string_view text) {
    PhoneParts parts;
    while (!text.empty()) {
        if (is_digit(text.front())) {
            parts.digits += text.front();
            text.remove_prefix(1);
        } else if (text.front() == '+' && parts.digits.empty() && !parts.international) {
            parts.international = true;
            text.remove_prefix(1);
        } else if (const std::size_t skipped = starts_with_any(text, dropped); skipped > 0) {
            text.remove_prefix(skipped);
        } else {
            const std::size_t mark = starts_with_any(text, extension_marks);
            if (mark == 0) return std::nullopt;
            auto extension = extension_from(text.substr(mark));
            if (!extension) return std::nullopt;
            parts.extension = std::move(*extension);
            return parts;
        }
    }
    return parts;
}

// "+86 10 8888 8888" is dialled 010 8888 8888 at home: so that both are one number, the 0 comes back. Mobiles (11 digits from 13 to 19),
// 400 and 800 numbers and short numbers have none.
bool lacks_trunk_zero(std::string_view national) {
    if (national.size() < 10 || national.size() > 11 || national.front() == '0') return false;
    if (national.starts_with("400") || national.starts_with("800")) return false;
    return !(national.size() == 11 && national[0] == '1' && national[1] >= '3');
}

}  // namespace

std::optional<std::string> credit_code(std::string_view text) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    std::string code = half_width(trimmed(text));
    if (code.size() != code_length) return std::nullopt;
    std::size_t sum = 0;
    std::size_t weight = 1;  // 3^place mod 31
    for (std::size_t place = 0; place < code_length; ++place) {
        char& c = code[place];
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        sum += value * (place + 1 < code_length ? weight : 1);
        weight = weight * 3 % alphabet.size();
    }
    if (sum % alphabet.size() != 0) return std::nullopt;
    return code;
}

std::optional<std::string> phone(std::string_view text) {
    if (text.size() > 200) return std::nullopt;
    const std::string narrow = lower_ascii(half_width(trimmed(text)));
    auto parts = phone_parts(narrow);
    if (!parts) return std::nullopt;
    std::string& digits = parts->digits;
    if (!parts->international && digits.starts_with("00")) {
        parts->international = true;
        digits.erase(0, 2);
    }
    if (parts->international && digits.starts_with("86")) {
        parts->international = false;
        digits.erase(0, 2);
        if (digits.starts_with("00")) return std::nullopt;  // would be read as another country's when read again
        if (lacks_trunk_zero(digits)) digits.insert(0, 1, '0');
    }
    if (digits.size() < fewest_digits || digits.size() > most_digits) return std::nullopt;
    if (parts->international && digits.front() == '0') return std::nullopt;
    std::string number = parts->international ? "+" : "";
    number += digits;
    if (!parts->extension.empty()) number += "x" + parts->extension;
    return number;
}

}  // namespace kernel
