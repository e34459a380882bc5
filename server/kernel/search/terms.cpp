#include "kernel/search/terms.h"

#include <algorithm>

#include "kernel/search/limits.h"

namespace kernel {

namespace {

// The letter after the mark says what a term is and where it stands: in a title, in another text, at the beginning of a title.
constexpr char spaces[3][4] = {{'l', 't', 'p', 'i'}, {'m', 'g', 'q', 'j'}, {'h', 'a', 'b', 'k'}};
constexpr char whole_space = 'x', owner_space = 'o';
constexpr char likeness_spaces[] = {'\0', 'c', 'n', 'f'};
char space_of(Likeness of) { return likeness_spaces[static_cast<std::size_t>(of)]; }
char space_of(Where where, Kept of) { return spaces[static_cast<std::size_t>(where)][static_cast<std::size_t>(of)]; }

constexpr std::size_t letters_a_piece = 3, characters_a_piece = 2;
constexpr std::size_t longest_whole = 60;

std::size_t piece_at(std::u32string_view text, std::size_t at) {
    const bool ascii = is_ascii(text[at]);
    const std::size_t longest = ascii ? letters_a_piece : characters_a_piece;
    std::size_t length = 1;
    while (length < longest && at + length < text.size() && text[at + length] != U' ' && is_ascii(text[at + length]) == ascii) ++length;
    return length;
}

std::u32string without_blanks(std::u32string_view text) {
    std::u32string made(text);
    std::erase(made, U' ');
    return made;
}

}  // namespace

void DocumentTerms::keep(Kept of, std::string_view text, bool begins) {
    keep(space_of(place_, of), text);
    if (begins && place_ == Where::title) keep(space_of(Where::beginning, of), text);
}

void DocumentTerms::add_pieces(std::u32string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == U' ') continue;
        keep(Kept::single, utf8(text.substr(at, 1)), at == 0);
        const std::size_t length = piece_at(text, at);
        if (length > 1) keep(Kept::piece, utf8(text.substr(at, length)), at == 0);
    }
}

void DocumentTerms::add_sounds(std::u32string_view text) {
    const Chinese::Readings read = chinese_.readings(text);
    const std::vector<std::string_view> none;
    const auto after = [&](std::size_t at) -> const auto& { return at < read.size() ? read[at] : none; };
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const auto first : read[at]) {
            const std::string initial(first.substr(0, 1));
            keep(Kept::initials, initial, at == 0);
            if (after(at + 1).empty()) keep(Kept::sound, first, at == 0);
            for (const auto second : after(at + 1)) {
                const std::string two = initial + second[0];
                keep(Kept::initials, two, at == 0);
                keep(Kept::sound, joined(first, second), at == 0);
                keep(Kept::sound, joined(initial, second), at == 0);
                for (const auto third : after(at + 2)) keep(Kept::initials, two + third[0], at == 0);
            }
        }
    }
}

void DocumentTerms::add(std::u32string_view text, Where place) {
    if (text.empty()) return;
    if (const std::u32string whole = without_blanks(text); whole.size() <= longest_whole) keep(whole_space, utf8(whole));
    text = text.substr(0, limits::indexed_characters);
    place_ = place;
    add_pieces(text);
    add_sounds(text);
}

void DocumentTerms::add_owner(std::int64_t account) { keep(owner_space, std::to_string(account)); }

void DocumentTerms::add_likeness(Likeness of, std::string_view key) {
    if (!key.empty()) keep(space_of(of), key);
}

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
    const auto in = [&](Where one) { return term(space_of(one, given.of), given.text, given.prefix); };
    if (where != Where::anywhere) return in(where);
    return has_other_ ? '(' + in(Where::title) + std::string(disjunction()) + in(Where::other) + ')' : in(Where::title);
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
    return term(whole_space, utf8(without_blanks(folded(text, chinese))), false);
}

std::string MatchText::alike(Likeness of, std::string_view key) const { return term(space_of(of), key, false); }

std::string MatchText::owner(std::int64_t account) const { return term(owner_space, std::to_string(account), false); }

}  // namespace kernel
