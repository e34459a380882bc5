#include "kernel/search/fold.h"

namespace kernel {

namespace {

constexpr bool is_between(char32_t character, char32_t from, char32_t to) { return character >= from && character <= to; }

bool is_blank(char32_t character) {
    return character == U' ' || is_between(character, 0x09, 0x0D) || character == 0xA0 || character == 0x3000 ||
           is_between(character, 0x2000, 0x200A) || is_between(character, 0x2028, 0x2029);
}

bool is_digit(char32_t character) { return is_between(character, U'0', U'9'); }

// Beyond ASCII: signs, punctuation, marks of direction and width, and what is no character at all.
bool is_sign(char32_t character) {
    return is_between(character, 0x80, 0xBF) || character == 0xD7 || character == 0xF7 || is_between(character, 0x2000, 0x206F) ||
           is_between(character, 0x3001, 0x3004) || is_between(character, 0x3008, 0x3020) || is_between(character, 0x3030, 0x303F) ||
           character == 0x30FB || is_between(character, 0xD800, 0xDFFF) || is_between(character, 0xFE00, 0xFE6F) ||
           is_between(character, 0xFEFF, 0xFF65) || is_between(character, 0xFFE0, 0xFFFF) || is_between(character, 0xE0000, 0xE01EF);
}

// Full-width ASCII to its own, capitals of ASCII, Latin-1, Greek and Cyrillic to small letters, ü to v as it is typed in pinyin.
char32_t lower(char32_t character) {
    if (is_between(character, 0xFF01, 0xFF5E)) character -= 0xFEE0;
    if (is_between(character, U'A', U'Z')) return character + 0x20;
    if (is_between(character, 0xC0, 0xDE) && character != 0xD7) character += 0x20;
    if (is_between(character, 0x391, 0x3A9) || is_between(character, 0x410, 0x42F)) return character + 0x20;
    return character == 0xFC ? U'v' : character;
}

}  // namespace

std::u32string folded(std::string_view text, const Chinese& chinese) {
    std::u32string made;
    bool blank = false;
    for (const char32_t given : code_points(text)) {
        const char32_t character = chinese.plain(lower(given));
        if (is_blank(character)) {
            blank = true;
            continue;
        }
        if (is_ascii(character) ? !is_letter(character) && !is_digit(character) : is_sign(character)) continue;
        if (blank && !made.empty()) made += U' ';
        blank = false;
        made += character;
    }
    return made;
}

std::string utf8(std::u32string_view text) {
    std::string made;
    made.reserve(text.size() * 3);
    for (const char32_t character : text) append_utf8(made, character);
    return made;
}

}  // namespace kernel
