// The terms under which a text is kept, and those by which a search asks for it.
//
// A text is kept by its overlapping pieces: each character of Chinese and each two (東華 and 華貿 of 東華貿易), each letter or digit and
// each three (202, 026 …), the initials of up to three syllables (d, dh, dhm) and each two syllables, the first also by its initial alone
// (dong hua and d hua). A search asks for the pieces that it is made of, the last syllable as a prefix. So one character is enough, and
// "donghua", "dongh", "dh" and "dhua" all find 東華; whether longer texts really stand there in one is then seen by the text itself.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/record/field.h"
#include "kernel/search/fold.h"

namespace kernel {

// Where a term stands or must stand; beginning is that of the title.
enum class Where : std::uint8_t { title, other, beginning, anywhere };

// What a term is: a single character, a piece of a text, syllables, their initials.
enum class Kept : std::uint8_t { single, piece, sound, initials };

struct Term {
    Kept of = Kept::piece;
    std::string text = {};
    bool prefix = false;
};

// "dong0hua": syllables have no digits.
inline std::string joined(std::string_view syllable, std::string_view next) { return std::string(syllable) + '0' + std::string(next); }

// Sorted, each once, parted by blanks: the words of one document. `mark` begins each: documents of different types share nothing.
class DocumentTerms {
public:
    DocumentTerms(const Chinese& chinese, std::string_view mark) : chinese_(chinese), mark_(mark) {}
    void add(std::u32string_view text, Where place);  // title or other
    void add_owner(std::int64_t account);
    void add_likeness(Likeness of, std::string_view key);
    std::string take();

private:
    void keep(char space, std::string_view text) { terms_.push_back(mark_ + space + std::string(text)); }
    void keep(Kept of, std::string_view text, bool begins);
    void add_pieces(std::u32string_view text);
    void add_sounds(std::u32string_view text);

    const Chinese& chinese_;
    const std::string mark_;
    Where place_ = Where::title;
    std::vector<std::string> terms_;
};

// One word of what is looked for: the terms of one of its ways must all be there. Pieces alone do not say that they stand there in one:
// where `in_one`, the text itself must hold the word.
struct Wanted {
    std::string text = {};
    std::vector<std::vector<Term>> ways = {};
    bool in_one = false;
};

// None when the text holds nothing that is kept (only signs).
std::vector<Wanted> wanted_in(std::string_view text, const Chinese& chinese);

// A search written for an engine: FTS5's MATCH, PostgreSQL's tsquery.
class MatchText {
public:
    enum class Syntax : std::uint8_t { fts5, tsquery };
    MatchText(Syntax syntax, std::string_view mark, bool has_other) : syntax_(syntax), mark_(mark), has_other_(has_other) {}
    std::string all(const std::vector<Wanted>& wanted, Where where) const;
    std::string whole(std::string_view text, const Chinese& chinese) const;  // the very value
    std::string owner(std::int64_t account) const;
    std::string alike(Likeness of, std::string_view key) const;
    std::string both(const std::string& one, const std::string& other) const { return one + std::string(conjunction()) + other; }

private:
    std::string term(char space, std::string_view text, bool prefix) const;
    std::string term(const Term& term, Where where) const;
    std::string way(const std::vector<Term>& terms, Where where) const;
    std::string_view conjunction() const { return syntax_ == Syntax::fts5 ? " AND " : " & "; }
    std::string_view disjunction() const { return syntax_ == Syntax::fts5 ? " OR " : " | "; }

    Syntax syntax_;
    std::string mark_;
    bool has_other_;
};

}  // namespace kernel
