// What a search knows of Chinese characters: which are one character written in two ways, and how they are read.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kernel {

// Characters of a text; what is not well-formed becomes U+FFFD.
std::u32string code_points(std::string_view utf8);
void append_utf8(std::string& out, char32_t character);

class Chinese {
public:
    // The files of locales/chinese; their first lines say how they are written.
    Chinese(std::string_view variants, std::string_view readings, std::string_view words);

    // The one form of a character by which it is compared: simplified for traditional.
    char32_t plain(char32_t character) const;

    // How each character of a text (in its plain form) is read: none for what is not Chinese, one inside a known word (重庆 is chong qing),
    // else every reading it has. Syllables without tones, ü as v.
    using Readings = std::vector<std::vector<std::string_view>>;
    Readings readings(std::u32string_view text) const;

    // What of it there is, in one number: another one when a file has changed.
    std::int64_t version() const { return version_; }

    bool is_syllable(std::string_view letters) const;
    bool begins_syllable(std::string_view letters) const;

private:
    using Number = std::uint16_t;  // of a syllable
    struct Word {
        std::u32string text;
        std::vector<Number> read;
    };
    void take_readings(std::string_view text);
    void take_words(std::string_view text);
    Number number_of(std::string_view syllable) const;
    const Word* word_at(std::u32string_view text) const;

    std::int64_t version_;
    std::unordered_map<char32_t, char32_t> plain_;
    std::vector<std::string> syllables_;  // sorted
    std::unordered_map<char32_t, std::vector<Number>> readings_;
    std::unordered_map<char32_t, std::vector<Word>> words_;  // by their first character, the longest first
};

}  // namespace kernel
