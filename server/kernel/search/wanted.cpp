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
    if (run.size() == 1) return terms.push_back({.of = Kept::single, .text = utf8(run)});
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

// Letters as pinyin: syllables, the last perhaps only begun. What cannot be read so is read as initials and syllables mixed.
class Spelling {
public:
    Spelling(std::string_view letters, const Chinese& chinese) : letters_(letters), chinese_(chinese) {}

    std::vector<Terms> ways() {
        if (letters_.size() > limits::spelled_letters) return {};
        follow(0);
        const bool is_plain = !found_.empty();
        if (!is_plain) {
            with_initials_ = true;
            steps_ = 0;
            follow(0);
        }
        std::ranges::stable_sort(found_, {}, &Parts::size);  // the fewest parts are the likeliest
        if (found_.size() > limits::spellings) found_.resize(limits::spellings);
        if ((!is_plain || letters_.size() <= 4) && std::ranges::all_of(letters_, is_initial)) {
            Parts initials;
            for (std::size_t at = 0; at < letters_.size(); ++at) initials.push_back(letters_.substr(at, 1));
            if (std::ranges::find(found_, initials) == found_.end()) found_.push_back(std::move(initials));
        }
        std::vector<Terms> made;
        for (const Parts& parts : found_) made.push_back(terms_of(parts));
        return made;
    }

private:
    using Parts = std::vector<std::string_view>;
    static constexpr int most_steps = 2000;

    static bool is_initial(char letter) { return letter != 'i' && letter != 'u' && letter != 'v'; }
    static bool is_initials(std::string_view part) {
        return part.size() == 1 ? is_initial(part[0]) : part == "zh" || part == "ch" || part == "sh";
    }

    void follow(std::size_t at) {
        if (++steps_ > most_steps) return;
        const std::string_view rest = letters_.substr(at);
        if (chinese_.begins_syllable(rest)) {
            found_.push_back(parts_);
            found_.back().push_back(rest);
        }
        for (std::size_t length = std::min<std::size_t>(6, rest.size() - 1); length > 0; --length) {
            const std::string_view part = rest.substr(0, length);
            if (!chinese_.is_syllable(part) && !(with_initials_ && is_initials(part))) continue;
            parts_.push_back(part);
            follow(at + length);
            parts_.pop_back();
        }
    }

    static Terms terms_of(const Parts& parts) {
        const std::size_t count = parts.size();
        // What a part before the last stands for: a syllable, or the letter it begins with. The last one is a beginning.
        const auto of = [&](std::size_t i) { return i + 1 < count && is_initials(parts[i]) ? parts[i].substr(0, 1) : parts[i]; };
        const auto is_one = [&](std::size_t i) { return i < count && of(i).size() == 1; };
        Terms terms;
        if (count == 1 && is_one(0)) terms.push_back({.of = Kept::initials, .text = std::string(of(0))});
        if (count == 1 && !is_one(0)) terms.push_back({.of = Kept::sound, .text = std::string(of(0)), .prefix = true});
        for (std::size_t i = 0; i + 1 < count; ++i) {
            if (is_one(i) && is_one(i + 1)) {
                // Three together say more than two and two; the last two are in the three before them.
                if (i > 0 && is_one(i - 1) && !is_one(i + 2)) continue;
                std::string initials = std::string(of(i)) + std::string(of(i + 1));
                if (is_one(i + 2)) initials += of(i + 2);
                terms.push_back({.of = Kept::initials, .text = std::move(initials)});
            } else {
                const bool last = i + 2 == count;
                terms.push_back({.of = Kept::sound, .text = joined(of(i), of(i + 1)), .prefix = last || is_one(i + 1)});
            }
        }
        return terms;
    }

    std::string_view letters_;
    const Chinese& chinese_;
    Parts parts_;
    std::vector<Parts> found_;
    bool with_initials_ = false;
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
