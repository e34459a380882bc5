#include "kernel/base/json.h"

#include <array>
#include <cstddef>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace kernel {
namespace {

// Bytes that may need an escape; 0xE2 only when it begins U+2028 or U+2029.
constexpr std::array<bool, 256> make_special() {
    std::array<bool, 256> special{};
    for (std::size_t control = 0; control < 0x20; ++control) special[control] = true;
    special['"'] = special['\\'] = special[0xE2] = true;
    return special;
}
constexpr std::array<bool, 256> special = make_special();

#ifdef __SSE2__
constexpr std::ptrdiff_t block_size = 16;

// Bit n for a special byte at place n of the block.
unsigned specials_of(const char* block_at) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block_at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1F)), block);
    const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
    const __m128i separator = _mm_cmpeq_epi8(block, _mm_set1_epi8('\xE2'));
    const __m128i any = _mm_or_si128(_mm_or_si128(control, quote), _mm_or_si128(backslash, separator));
    return static_cast<unsigned>(_mm_movemask_epi8(any));
}
#endif

const char* first_special(const char* at, const char* end) {
#ifdef __SSE2__
    if (end - at >= block_size) {
        for (; end - at >= block_size; at += block_size)
            if (const unsigned found = specials_of(at); found != 0) return at + __builtin_ctz(found);
        if (at == end) return end;
        at = end - block_size;  // the last block overlaps the one before, which had none
        const unsigned found = specials_of(at);
        return found != 0 ? at + __builtin_ctz(found) : end;
    }
#endif
    while (at != end && !special[static_cast<unsigned char>(*at)]) ++at;
    return at;
}

// Writes the special byte at `at` and gives the place after it.
const char* append_escaped(std::string& out, const char* at, const char* end) {
    constexpr std::string_view figures = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(*at);
    switch (byte) {
        case '"':
            out += "\\\"";
            return at + 1;
        case '\\':
            out += "\\\\";
            return at + 1;
        case '\n':
            out += "\\n";
            return at + 1;
        case '\r':
            out += "\\r";
            return at + 1;
        case '\t':
            out += "\\t";
            return at + 1;
        case '\b':
            out += "\\b";
            return at + 1;
        case '\f':
            out += "\\f";
            return at + 1;
        case 0xE2: {
            const std::string_view rest(at, static_cast<std::size_t>(end - at));
            const bool line = rest.starts_with("\u2028");
            if (!line && !rest.starts_with("\u2029")) {
                out += *at;
                return at + 1;
            }
            out += line ? "\\u2028" : "\\u2029";
            return at + 3;
        }
        default:
            out += "\\u00";
            out += figures[byte >> 4U];
            out += figures[byte & 15U];
            return at + 1;
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    out += '"';
    while (true) {
        const char* const stop = first_special(at, end);
        out.append(at, static_cast<std::size_t>(stop - at));
        if (stop == end) break;
        at = append_escaped(out, stop, end);
    }
    out += '"';
}

}  // namespace kernel
