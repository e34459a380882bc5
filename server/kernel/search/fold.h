// The one form in which texts are compared by a search: half width, lower case, simplified characters, words parted by one blank.
#pragma once
#include <string>
#include <string_view>

#include "kernel/search/chinese.h"

namespace kernel {

// Letters, digits and characters only; what is neither (punctuation, signs) is left out, so that "SO-2026" is found by "so2026" and a
// phone number whichever way it is grouped.
std::u32string folded(std::string_view text, const Chinese& chinese);
std::string utf8(std::u32string_view text);

constexpr bool is_ascii(char32_t character) { return character < 0x80; }
constexpr bool is_letter(char32_t character) { return character >= U'a' && character <= U'z'; }

}  // namespace kernel
