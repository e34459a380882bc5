#include "kernel/table/utf8_scan.h"

#include <cstdint>
#include <cstring>

namespace kernel::table {

namespace {

unsigned char byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::size_t length_by_lead(unsigned char lead) {
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

// The second byte is where overlong forms, surrogates and what lies past U+10FFFF show.
bool second_fits(unsigned char lead, unsigned char second) {
    if (lead == 0xE0) return second >= 0xA0 && second <= 0xBF;
    if (lead == 0xED) return second >= 0x80 && second <= 0x9F;
    if (lead == 0xF0) return second >= 0x90 && second <= 0xBF;
    if (lead == 0xF4) return second >= 0x80 && second <= 0x8F;
    return (second & 0xC0) == 0x80;
}

// The length of the character at `at`, 0 when it is wrong; `cut` when the bytes end inside it.
std::size_t character_length(std::string_view bytes, std::size_t at, bool& cut) {
    const std::size_t length = length_by_lead(byte_at(bytes, at));
    if (length == 0) return 0;
    const std::size_t there = bytes.size() - at < length ? bytes.size() - at : length;
    if (there > 1 && !second_fits(byte_at(bytes, at), byte_at(bytes, at + 1))) return 0;
    for (std::size_t i = 2; i < there; ++i) {
        if ((byte_at(bytes, at + i) & 0xC0) != 0x80) return 0;
    }
    cut = there < length;
    return length;
}

std::size_t skip_ascii(std::string_view bytes, std::size_t at) {
    constexpr std::uint64_t high_bits = 0x8080808080808080ull;
    while (at + 16 <= bytes.size()) {
        std::uint64_t words[2];
        std::memcpy(words, bytes.data() + at, sizeof words);
        if (((words[0] | words[1]) & high_bits) != 0) break;
        at += 16;
    }
    while (at < bytes.size() && byte_at(bytes, at) < 0x80) ++at;
    return at;
}

}  // namespace

Utf8Scan scan_utf8(std::string_view bytes) {
    Utf8Scan scan;
    while ((scan.valid = skip_ascii(bytes, scan.valid)) < bytes.size()) {
        do {
            const std::size_t length = character_length(bytes, scan.valid, scan.cut);
            if (length == 0 || scan.cut) return scan;
            scan.beyond_ascii = true;
            scan.valid += length;
        } while (scan.valid < bytes.size() && byte_at(bytes, scan.valid) >= 0x80);
    }
    return scan;
}

bool is_nearly_utf8(std::string_view bytes) {
    // Two-byte forms do not count: in GB18030 text one character in eight looks like one.
    std::size_t good = 0;
    std::size_t bad = 0;
    std::size_t at = 0;
    while ((at = skip_ascii(bytes, at)) < bytes.size()) {
        bool cut = false;
        const std::size_t length = character_length(bytes, at, cut);
        if (cut) break;
        good += length >= 3 ? 1 : 0;
        bad += length == 0 ? 1 : 0;
        at += length == 0 ? 1 : length;
    }
    return good >= 20 * bad && good > 0;
}

}  // namespace kernel::table
