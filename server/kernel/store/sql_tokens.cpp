#include "kernel/store/sql_tokens.h"

#include <algorithm>
#include <cstddef>

namespace kernel {

namespace {

using Kind = SqlToken::Kind;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

template <class Test>
std::size_t while_true(std::string_view sql, std::size_t from, Test test) {
    while (from < sql.size() && test(sql[from])) ++from;
    return from;
}

std::size_t past(std::string_view sql, std::size_t from, std::string_view end) {
    const std::size_t at = sql.find(end, from);
    return at == std::string_view::npos ? sql.size() : at + end.size();
}

// A doubled quote inside stands for itself: to us that is two quoted parts side by side, so go on while another follows.
std::size_t past_quotes(std::string_view sql, std::size_t from) {
    const char quote = sql[from];
    do from = past(sql, from + 1, std::string_view(&quote, 1));
    while (from < sql.size() && sql[from] == quote);
    return from;
}

}  // namespace

std::vector<SqlToken> sql_tokens(std::string_view sql) {
    std::vector<SqlToken> tokens;
    for (std::size_t at = 0; at < sql.size();) {
        const std::string_view rest = sql.substr(at);
        Kind kind = Kind::sign;
        std::size_t end = at + 1;
        if (is_blank(sql[at])) {
            kind = Kind::blank;
            end = while_true(sql, at, is_blank);
        } else if (is_word(sql[at])) {
            kind = Kind::word;
            end = while_true(sql, at, is_word);
        } else if (rest.starts_with("--")) {
            kind = Kind::comment;
            end = std::min(sql.find('\n', at), sql.size());
        } else if (rest.starts_with("/*")) {
            kind = Kind::comment;
            end = past(sql, at + 2, "*/");
        } else if (sql[at] == '\'' || sql[at] == '"') {
            kind = sql[at] == '"' ? Kind::name : Kind::literal;
            end = past_quotes(sql, at);
        }
        tokens.push_back({kind, sql.substr(at, end - at)});
        at = end;
    }
    return tokens;
}

}  // namespace kernel
