#include "kernel/search/chinese.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "kernel/base/hash.h"

namespace kernel {

namespace {

void each_line(std::string_view text, const std::function<void(std::string_view)>& take) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        if (!line.empty() && !line.starts_with('#')) take(line);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
}

std::vector<std::string_view> parts(std::string_view line) {
    std::vector<std::string_view> made;
    while (!line.empty()) {
        const std::string_view part = line.substr(0, line.find(' '));
        if (!part.empty()) made.push_back(part);
        line.remove_prefix(std::min(part.size() + 1, line.size()));
    }
    return made;
}

constexpr char32_t unknown = 0xFFFD;

// The bytes that follow a leading byte; 0 for one that cannot lead.
std::size_t followers(unsigned char lead) {
    if (lead < 0x80) return 0;
    if (lead >= 0xF0) return 3;
    if (lead >= 0xE0) return 2;
    return 1;
}

}  // namespace

std::u32string code_points(std::string_view utf8) {
    std::u32string made;
    made.reserve(utf8.size() / 2);
    for (std::size_t at = 0; at < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[at++]);
        std::size_t left = followers(lead);
        char32_t character = left == 0 ? lead : lead & (0x3FU >> left);
        for (; left > 0 && at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xC0U) == 0x80U; --left, ++at)
            character = character << 6U | (static_cast<unsigned char>(utf8[at]) & 0x3FU);
        made += left == 0 ? character : unknown;
    }
    return made;
}

void append_utf8(std::string& out, char32_t character) {
    const auto add = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (character < 0x80) return add(character);
    if (character < 0x800) {
        add(0xC0U | character >> 6U);
    } else if (character < 0x10000) {
        add(0xE0U | character >> 12U);
        add(0x80U | (character >> 6U & 0x3FU));
    } else {
        add(0xF0U | (character >> 18U & 0x07U));
        add(0x80U | (character >> 12U & 0x3FU));
        add(0x80U | (character >> 6U & 0x3FU));
    }
    add(0x80U | (character & 0x3FU));
}

Chinese::Chinese(std::string_view variants, std::string_view readings, std::string_view words)
    : version_(short_digest(std::string(variants) + std::string(readings) + std::string(words))) {
    each_line(variants, [&](std::string_view line) {
        const std::u32string characters = code_points(line);
        for (std::size_t i = 1; i < characters.size(); ++i) plain_[characters[i]] = characters[0];
    });
    take_readings(readings);
    take_words(words);
}

void Chinese::take_readings(std::string_view text) {
    each_line(text, [&](std::string_view line) { syllables_.emplace_back(line.substr(0, line.find(' '))); });
    std::ranges::sort(syllables_);
    each_line(text, [&](std::string_view line) {
        const auto blank = line.find(' ');
        const Number number = number_of(line.substr(0, blank));
        for (char32_t character : code_points(line.substr(blank + 1))) readings_[character].push_back(number);
    });
}

void Chinese::take_words(std::string_view text) {
    each_line(text, [&](std::string_view line) {
        const auto held = parts(line);
        Word word{.text = code_points(held[0]), .read = {}};
        for (std::size_t i = 1; i < held.size(); ++i) word.read.push_back(number_of(held[i]));
        if (word.read.size() != word.text.size()) throw std::runtime_error("locales/chinese/words.txt: " + std::string(line));
        words_[word.text[0]].push_back(std::move(word));
    });
    for (auto& [first, words] : words_) std::ranges::sort(words, std::ranges::greater{}, [](const Word& word) { return word.text.size(); });
}

Chinese::Number Chinese::number_of(std::string_view syllable) const {
    const auto found = std::ranges::lower_bound(syllables_, syllable);
    if (found == syllables_.end() || *found != syllable)
        throw std::runtime_error("locales/chinese: no such syllable: " + std::string(syllable));
    return static_cast<Number>(found - syllables_.begin());
}

char32_t Chinese::plain(char32_t character) const {
    if (character < 0x2E80) return character;
    const auto found = plain_.find(character);
    return found == plain_.end() ? character : found->second;
}

const Chinese::Word* Chinese::word_at(std::u32string_view text) const {
    const auto found = words_.find(text[0]);
    if (found == words_.end()) return nullptr;
    for (const Word& word : found->second)
        if (text.starts_with(word.text)) return &word;
    return nullptr;
}

Chinese::Readings Chinese::readings(std::u32string_view text) const {
    Readings made(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (const Word* word = word_at(text.substr(at))) {
            for (const Number number : word->read) made[at++].push_back(syllables_[number]);
            continue;
        }
        if (const auto found = readings_.find(text[at]); found != readings_.end())
            for (const Number number : found->second) made[at].push_back(syllables_[number]);
        ++at;
    }
    return made;
}

bool Chinese::is_syllable(std::string_view letters) const { return std::ranges::binary_search(syllables_, letters); }

bool Chinese::begins_syllable(std::string_view letters) const {
    const auto found = std::ranges::lower_bound(syllables_, letters);
    return found != syllables_.end() && std::string_view(*found).starts_with(letters);
}

}  // namespace kernel
