// What is looked for, taken apart: pieces of the text itself, and the ways in which letters can be pinyin.
#include <algorithm>

#include "kernel/search/limits.h"
#include "kernel/search/terms.h"

namespace kernel {

namespace {

using Terms = std::vector<Term>;

std::size_t run_at(std::u32string_view word, std::size_t at) {
    std::size_t end = at + 1;
    while (end < word.size() && is_ascii(word[end]) == is_ascii(word[at])) ++end;
    return end - at;
}

void add_pieces(std::u32string_view run, Terms& terms) {
    const std::size_t length = is_ascii(run[0]) ? 3 : 2;
    if (run.size() < length) return terms.push_back({.text = utf8(run), .prefix = true});
    for (std::size_t at = 0; at + length <= run.size(); ++at) terms.push_back({.text = utf8(run.substr(at, length))});
}

Terms pieces_of(std::u32string_view word) {
    Terms terms;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t length = run_at(word, at);
        add_pieces(word.substr(at, length), terms);
        at += length;
    }
    return terms;
}

// Letters as syllables, initials and, at the end, the beginning of a syllable.
class Spelling {
public:
    Spelling(std::string_view letters, const Chinese& chinese) : letters_(letters), chinese_(chinese) {}

    std::vector<Terms> ways() {
        if (letters_.size() > limits::spelled_letters) return {};
        follow(0);
        parts_.clear();
        for (std::size_t at = 0; at < letters_.size(); ++at) parts_.push_back(letters_.substr(at, 1));
        if (std::ranges::all_of(letters_, is_initial)) take();
        return std::move(ways_);
    }

private:
    static bool is_initial(char letter) { return letter != 'i' && letter != 'u' && letter != 'v'; }

    void follow(std::size_t at) {
        if (ways_.size() >= limits::spellings || ++steps_ > 500) return;
        const std::string_view rest = letters_.substr(at);
        const auto go = [&](std::size_t length) {
            parts_.push_back(rest.substr(0, length));
            follow(at + length);
            parts_.pop_back();
        };
        if (chinese_.begins_syllable(rest)) {
            parts_.push_back(rest);
            take();
            parts_.pop_back();
        }
        for (std::size_t length = std::min<std::size_t>(6, rest.size() - 1); length > 0; --length)
            if (chinese_.is_syllable(rest.substr(0, length)) || is_initials(rest.substr(0, length))) go(length);
    }

    static bool is_initials(std::string_view part) {
        return part.size() == 1 ? is_initial(part[0]) : part == "zh" || part == "ch" || part == "sh";
    }
    // What stands for a part that is not the last: a syllable, or the letter it begins with.
    static std::string_view whole(std::string_view part) { return is_initials(part) ? part.substr(0, 1) : part; }

    void take() {
        Terms terms;
        const std::size_t count = parts_.size();
        if (count == 1) terms.push_back({.sound = true, .text = std::string(parts_[0]), .prefix = true});
        for (std::size_t i = 0; i + 1 < count; ++i) {
            const bool initials = whole(parts_[i]).size() == 1 && whole(parts_[i + 1]).size() == 1;
            if (initials && i + 2 < count && whole(parts_[i + 2]).size() == 1) {
                terms.push_back(
                    {.sound = true, .text = text({whole(parts_[i]), whole(parts_[i + 1]), whole(parts_[i + 2])}), .prefix = false});
                if (i + 3 == count) break;
                continue;
            }
            const bool last = i + 2 == count;
            const std::string_view next = last ? parts_[i + 1] : whole(parts_[i + 1]);
            terms.push_back({.sound = true, .text = text({whole(parts_[i]), next}), .prefix = last || next.size() == 1});
        }
        ways_.push_back(std::move(terms));
    }

    static std::string text(std::initializer_list<std::string_view> parts) {
        std::string made;
        for (const auto part : parts) made += (made.empty() ? "" : "0") + std::string(part);
        return made;
    }

    std::string_view letters_;
    const Chinese& chinese_;
    std::vector<std::string_view> parts_;
    std::vector<Terms> ways_;
    int steps_ = 0;
};

// Letters may be pinyin; digits and characters stand for themselves only.
Wanted word_of(std::u32string_view word, const Chinese& chinese) {
    Wanted made{.text = utf8(word), .ways = {pieces_of(word)}};
    if (std::ranges::all_of(word, is_letter)) {
        auto ways = Spelling(made.text, chinese).ways();
        made.ways.insert(made.ways.end(), std::make_move_iterator(ways.begin()), std::make_move_iterator(ways.end()));
    } else {
        made.in_one = made.ways[0].size() > 1;
    }
    return made;
}

// 東華mao is two words, A3棟 is one.
void add_word(std::u32string_view word, const Chinese& chinese, std::vector<Wanted>& wanted) {
    const bool mixes_letters = std::ranges::all_of(word, [](char32_t character) { return !is_ascii(character) || is_letter(character); });
    if (!mixes_letters) return wanted.push_back(word_of(word, chinese));
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t length = run_at(word, at);
        wanted.push_back(word_of(word.substr(at, length), chinese));
        at += length;
    }
}

}  // namespace

std::vector<Wanted> wanted_in(std::string_view text, const Chinese& chinese) {
    const std::u32string all = folded(text, chinese);
    std::vector<Wanted> wanted;
    for (std::u32string_view rest = all; !rest.empty() && wanted.size() < limits::search_words;) {
        const auto word = rest.substr(0, rest.find(U' '));
        if (!word.empty()) add_word(word, chinese, wanted);
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    return wanted;
}

}  // namespace kernel
