// SQL text cut into tokens, just enough to rewrite and to compare our own DDL.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace kernel {

struct SqlToken {
    enum class Kind : std::uint8_t { blank, comment, literal, name, word, sign } kind;  // name: in double quotes
    std::string_view text;
    bool is(std::string_view word) const { return kind != Kind::literal && kind != Kind::comment && text == word; }
    bool counts() const { return kind != Kind::blank && kind != Kind::comment; }
};

// Every byte is in exactly one token; what is not closed reaches to the end.
std::vector<SqlToken> sql_tokens(std::string_view sql);

}  // namespace kernel
