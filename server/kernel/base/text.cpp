#include "kernel/base/text.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace kernel {
namespace {

constexpr std::array<std::string_view, 6> blanks = {" ", "\t", "\r", "\n", "\u3000", "\u00A0"};

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// The bytes of the character at the front of `text`, 0 when it is malformed. Table 3-7 of the Unicode standard.
std::size_t character_length(std::string_view text) {
    const auto byte = [text](std::size_t place) { return static_cast<unsigned char>(text[place]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (text.size() < length) return 0;
    for (std::size_t place = 1; place < length; ++place)
        if (!continues(text[place])) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
    if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogates
    if (lead == 0xF0 && byte(1) < 0x90) return 0;  // overlong
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // past U+10FFFF
    return length;
}

bool all_ascii(const char* eight_bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, eight_bytes, sizeof word);
    return (word & 0x8080808080808080U) == 0;
}

// Settles most texts at one look; bytes past ASCII are negative, so no part of a wider blank is taken for a letter.
bool is_visible_ascii(char c) { return static_cast<signed char>(c) > ' '; }

bool strip_front(std::string_view& text) {
    if (text.empty() || is_visible_ascii(text.front())) return false;
    for (const std::string_view blank : blanks) {
        if (!text.starts_with(blank)) continue;
        text.remove_prefix(blank.size());
        return true;
    }
    return false;
}

bool strip_back(std::string_view& text) {
    if (text.empty() || is_visible_ascii(text.back())) return false;
    for (const std::string_view blank : blanks) {
        if (!text.ends_with(blank)) continue;
        text.remove_suffix(blank.size());
        return true;
    }
    return false;
}

// The ASCII self of the three bytes at the front of `text`, 0 when they have none.
char narrowed(std::string_view text) {
    if (text.size() < 3) return 0;
    const auto middle = static_cast<unsigned char>(text[1]);
    const auto last = static_cast<unsigned char>(text[2]);
    if (text.starts_with("\u3000")) return ' ';
    if (text[0] != '\xEF') return 0;
    if (middle == 0xBC && last >= 0x81 && last <= 0xBF) return static_cast<char>(last - 0x81 + '!');
    if (middle == 0xBD && last >= 0x80 && last <= 0x9E) return static_cast<char>(last - 0x80 + '`');
    return 0;
}

// "-12.5", "+3", "-1.5E+3": a spreadsheet reads these as the numbers they are.
bool is_plain_number(std::string_view text) {
    const auto digits = [&text] {
        const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(count);
        return count;
    };
    const auto sign = [&text] {
        if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
    };
    sign();
    if (digits() == 0) return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (digits() == 0) return false;
    }
    if (text.starts_with('E') || text.starts_with('e')) {
        text.remove_prefix(1);
        sign();
        if (digits() == 0) return false;
    }
    return text.empty();
}

bool may_run_as_formula(std::string_view text) {
    constexpr std::string_view first = "=+-@\t\r\n";
    if (text.empty()) return false;
    if (first.find(text.front()) != std::string_view::npos) return !is_plain_number(text);
    const char narrow = narrowed(text);
    return narrow != 0 && std::string_view("=+-@").find(narrow) != std::string_view::npos;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        if (text.size() >= 8 && all_ascii(text.data())) {
            text.remove_prefix(8);
            continue;
        }
        const std::size_t length = character_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) { return !continues(byte); }));
}

std::string_view trimmed(std::string_view text) {
    while (strip_front(text)) {}
    while (strip_back(text)) {}
    return text;
}

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::string cut(std::string_view utf8, std::size_t at_most_characters) {
    if (characters(utf8) <= at_most_characters) return std::string(utf8);
    if (at_most_characters == 0) return {};
    std::size_t end = 0;
    for (std::size_t kept = 0; end < utf8.size(); ++end) {
        if (continues(utf8[end])) continue;
        if (++kept == at_most_characters) break;
    }
    return std::string(utf8.substr(0, end)) + "…";
}

std::string half_width(std::string_view utf8) {
    if (utf8.find_first_of("\xEF\xE3") == std::string_view::npos) return std::string(utf8);
    std::string narrow;
    narrow.reserve(utf8.size());
    while (!utf8.empty()) {
        const char ascii = narrowed(utf8);
        narrow += ascii != 0 ? ascii : utf8.front();
        utf8.remove_prefix(ascii != 0 ? 3 : 1);
    }
    return narrow;
}

void append_csv_cell(std::string& out, std::string_view text) {
    const bool guarded = may_run_as_formula(text);
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        if (guarded) out += '\'';
        out += text;
        return;
    }
    out += '"';
    if (guarded) out += '\'';
    for (std::size_t quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"')) {
        out += text.substr(0, quote + 1);
        out += '"';
        text.remove_prefix(quote + 1);
    }
    out += text;
    out += '"';
}

std::string_view without_guard(std::string_view cell) {
    return cell.starts_with('\'') && may_run_as_formula(cell.substr(1)) ? cell.substr(1) : cell;
}

std::string base64url(std::string_view bytes) {
    constexpr int form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), form), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), form);
    text.pop_back();  // sodium's closing NUL
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    // libsodium 1.0.18 reads bytes past 0x7F as figures.
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7F; })) return std::nullopt;
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                                         &length, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
    bytes.resize(length);
    return bytes;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view figures = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += figures[byte >> 4U];
        text += figures[byte & 15U];
    }
    return text;
}

}  // namespace kernel
