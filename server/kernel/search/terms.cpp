#include "kernel/search/terms.h"

#include <algorithm>

#include "kernel/search/limits.h"

namespace kernel {

namespace {

// Where a term stands, its first letter after the mark.
namespace space {
constexpr char title = 't', title_sound = 'p', other = 'g', other_sound = 'q', beginning = 'a', beginning_sound = 'b', whole = 'x',
               owner = 'o';
}
constexpr std::size_t letters_a_piece = 3, characters_a_piece = 2;
constexpr std::size_t longest_whole = 60;
constexpr std::string_view joint = "0";  // between syllables, which have no digits

std::size_t piece_at(std::u32string_view text, std::size_t at) {
    const bool ascii = is_ascii(text[at]);
    const std::size_t longest = ascii ? letters_a_piece : characters_a_piece;
    std::size_t length = 1;
    while (length < longest && at + length < text.size() && text[at + length] != U' ' && is_ascii(text[at + length]) == ascii) ++length;
    return length;
}

std::string joined(std::initializer_list<std::string_view> syllables) {
    std::string made;
    for (const auto syllable : syllables) {
        if (!made.empty()) made += joint;
        made += syllable;
    }
    return made;
}

std::u32string without_blanks(std::u32string_view text) {
    std::u32string made(text);
    std::erase(made, U' ');
    return made;
}

}  // namespace

void DocumentTerms::add_pieces(std::u32string_view text, char space, char start) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == U' ') continue;
        const std::string piece = utf8(text.substr(at, piece_at(text, at)));
        add(space, piece);
        if (at == 0 && start) add(start, piece);
    }
}

void DocumentTerms::add_sounds(std::u32string_view text, char space, char start) {
    const Chinese::Readings read = chinese_.readings(text);
    const auto none = std::vector<std::string_view>{};
    const auto after = [&](std::size_t at) -> const auto& { return at < read.size() ? read[at] : none; };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto keep = [&](const std::string& term) {
            add(space, term);
            if (at == 0 && start) add(start, term);
        };
        for (const auto first : read[at]) {
            if (after(at + 1).empty()) keep(std::string(first));
            for (const auto second : after(at + 1)) {
                keep(joined({first, second}));
                keep(joined({first.substr(0, 1), second}));
                for (const auto third : after(at + 2)) keep(joined({first.substr(0, 1), second.substr(0, 1), third.substr(0, 1)}));
            }
        }
    }
}

void DocumentTerms::add(std::u32string_view text, Place place) {
    if (text.empty()) return;
    if (const std::u32string whole = without_blanks(text); whole.size() <= longest_whole) add(space::whole, utf8(whole));
    text = text.substr(0, limits::indexed_characters);
    const bool title = place == Place::title;
    add_pieces(text, title ? space::title : space::other, title ? space::beginning : '\0');
    add_sounds(text, title ? space::title_sound : space::other_sound, title ? space::beginning_sound : '\0');
}

void DocumentTerms::add_owner(std::int64_t account) { add(space::owner, std::to_string(account)); }

std::string DocumentTerms::take() {
    std::ranges::sort(terms_);
    terms_.erase(std::unique(terms_.begin(), terms_.end()), terms_.end());  // not the one of ranges: clang 14 cannot read it
    std::string made;
    for (const std::string& term : terms_) made += (made.empty() ? "" : " ") + term;
    terms_.clear();
    return made;
}

std::string MatchText::term(char space, std::string_view text, bool prefix) const {
    const char quote = syntax_ == Syntax::fts5 ? '"' : '\'';
    std::string made = quote + mark_ + space + std::string(text) + quote;
    if (prefix) made += syntax_ == Syntax::fts5 ? "*" : ":*";
    return made;
}

std::string MatchText::term(const Term& given, Where where) const {
    if (where == Where::beginning) return term(given.sound ? space::beginning_sound : space::beginning, given.text, given.prefix);
    std::string in_title = term(given.sound ? space::title_sound : space::title, given.text, given.prefix);
    if (where == Where::title || !has_other_) return in_title;
    return '(' + in_title + std::string(disjunction()) + term(given.sound ? space::other_sound : space::other, given.text, given.prefix) +
           ')';
}

// At the beginning stands the first term; the others follow anywhere.
std::string MatchText::way(const std::vector<Term>& terms, Where where) const {
    std::string made = "(" + term(terms[0], where);
    for (std::size_t i = 1; i < terms.size(); ++i)
        made += std::string(conjunction()) + term(terms[i], where == Where::beginning ? Where::title : where);
    return made + ')';
}

std::string MatchText::all(const std::vector<Wanted>& wanted, Where where) const {
    std::string made;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (i) made += conjunction();
        made += '(';
        for (std::size_t n = 0; n < wanted[i].ways.size(); ++n) {
            if (n) made += disjunction();
            made += way(wanted[i].ways[n], i > 0 && where == Where::beginning ? Where::anywhere : where);
        }
        made += ')';
    }
    return made;
}

std::string MatchText::whole(std::string_view text, const Chinese& chinese) const {
    return term(space::whole, utf8(without_blanks(folded(text, chinese))), false);
}

std::string MatchText::owner(std::int64_t account) const { return term(space::owner, std::to_string(account), false); }

}  // namespace kernel
