#include "kernel/records/filter.h"

#include "kernel/base/text.h"
#include "kernel/records/limits.h"

namespace kernel {

namespace {

struct Token {
    enum class Of : std::uint8_t { end, word, text, symbol } of = Of::end;
    std::string text;
    std::size_t at = 0;
};

Problem problem_at(std::string_view what, std::size_t at, const std::string& text = {}) {
    return {.code = Code::invalid,
            .key = "problem.filter." + std::string(what),
            .arguments = {{"at", std::to_string(at + 1)}, {"text", cut(text, 60)}}};
}

bool is_symbol(char c) { return c == '(' || c == ')' || c == ',' || c == '=' || c == '<' || c == '>' || c == '!'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Result<Token> quoted_text(std::string_view text, std::size_t& at) {
    Token token{Token::Of::text, {}, at++};
    while (at < text.size() && text[at] != '"') {
        if (text[at] == '\\' && at + 1 < text.size()) ++at;
        token.text += text[at++];
    }
    if (at >= text.size()) return problem_at("open_quote", token.at);
    ++at;
    return token;
}

Result<std::vector<Token>> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    std::size_t at = 0;
    while (at < text.size()) {
        if (is_blank(text[at])) {
            ++at;
        } else if (text[at] == '"') {
            TRY_ASSIGN(Token token, quoted_text(text, at));
            tokens.push_back(std::move(token));
        } else if (is_symbol(text[at])) {
            std::size_t length =
                at + 1 < text.size() && text[at + 1] == '=' && (text[at] == '!' || text[at] == '<' || text[at] == '>') ? 2 : 1;
            tokens.push_back({Token::Of::symbol, std::string(text.substr(at, length)), at});
            at += length;
        } else {
            std::size_t start = at;
            while (at < text.size() && !is_blank(text[at]) && !is_symbol(text[at]) && text[at] != '"') ++at;
            tokens.push_back({Token::Of::word, std::string(text.substr(start, at - start)), start});
        }
    }
    tokens.push_back({Token::Of::end, {}, text.size()});
    return tokens;
}

class Parser {
public:
    Parser(std::vector<Token> tokens, std::optional<Day> today) : tokens_(std::move(tokens)), today_(today) {}

    Result<Filter> whole() {
        if (here().of == Token::Of::end) return Filter{};
        TRY_ASSIGN(Filter filter, any(0));
        if (here().of != Token::Of::end) return problem_at("unexpected", here().at, here().text);
        return filter;
    }

private:
    const Token& here() const { return tokens_[next_]; }
    bool is_word(std::string_view word) const { return here().of == Token::Of::word && lower_ascii(here().text) == word; }
    bool take_word(std::string_view word) { return is_word(word) && (++next_, true); }
    bool take_symbol(std::string_view symbol) { return here().of == Token::Of::symbol && here().text == symbol && (++next_, true); }

    Result<Filter> joined(Filter::Of of, std::string_view word, Result<Filter> (Parser::*part)(int), int depth) {
        TRY_ASSIGN(Filter first, (this->*part)(depth));
        if (!is_word(word)) return first;
        Filter filter{.of = of, .parts = {}, .path = {}, .values = {}, .at = first.at};
        filter.parts.push_back(std::move(first));
        while (take_word(word)) {
            TRY_ASSIGN(Filter another, (this->*part)(depth));
            filter.parts.push_back(std::move(another));
        }
        return filter;
    }
    Result<Filter> any(int depth) { return joined(Filter::Of::any, "or", &Parser::all, depth); }
    Result<Filter> all(int depth) { return joined(Filter::Of::all, "and", &Parser::one, depth); }

    Result<Filter> one(int depth) {
        if (depth > limits::filter_depth) return problem_at("too_deep", here().at);
        const std::size_t at = here().at;
        if (take_word("not")) {
            TRY_ASSIGN(Filter inner, one(depth + 1));
            Filter filter{.of = Filter::Of::none, .parts = {}, .path = {}, .values = {}, .at = at};
            filter.parts.push_back(std::move(inner));
            return filter;
        }
        if (take_symbol("(")) {
            TRY_ASSIGN(Filter inner, any(depth + 1));
            if (!take_symbol(")")) return problem_at("open_bracket", at);
            return inner;
        }
        return condition();
    }

    Result<Filter> condition() {
        if (++conditions_ > limits::filter_conditions) return problem_at("too_many", here().at);
        if (here().of != Token::Of::word) return problem_at("unexpected", here().at, here().text);
        Filter filter{.of = Filter::Of::equal, .parts = {}, .path = here().text, .values = {}, .at = here().at, .today = today_};
        ++next_;
        static constexpr std::pair<std::string_view, Filter::Of> symbols[] = {
            {"=", Filter::Of::equal},          {"!=", Filter::Of::unequal}, {"<", Filter::Of::less},
            {"<=", Filter::Of::less_or_equal}, {">", Filter::Of::greater},  {">=", Filter::Of::greater_or_equal}};
        for (auto [symbol, of] : symbols)
            if (take_symbol(symbol)) return filter.of = of, with_value(std::move(filter));
        if (take_word("contains")) return filter.of = Filter::Of::contains, with_value(std::move(filter));
        if (take_word("within")) return filter.of = Filter::Of::within, with_value(std::move(filter));
        if (take_word("in")) return in(std::move(filter));
        if (take_word("is")) {
            filter.of = take_word("not") ? Filter::Of::not_empty : Filter::Of::empty;
            if (take_word("empty")) return filter;
        }
        return problem_at("operator", here().at, here().text);
    }

    Result<Filter> with_value(Filter filter) {
        if (here().of != Token::Of::word && here().of != Token::Of::text) return problem_at("value", here().at, here().text);
        filter.values.push_back(here().text);
        ++next_;
        return filter;
    }

    Result<Filter> in(Filter filter) {
        filter.of = Filter::Of::in;
        if (!take_symbol("(")) return range(std::move(filter));
        do {
            TRY_ASSIGN(filter, with_value(std::move(filter)));
            if (filter.values.size() > limits::filter_values) return problem_at("too_many", here().at);
        } while (take_symbol(","));
        if (!take_symbol(")")) return problem_at("open_bracket", filter.at);
        return filter;
    }

    Result<Filter> range(Filter filter) {
        auto dots = here().text.find("..");
        if (here().of != Token::Of::word || dots == std::string::npos) return problem_at("value", here().at, here().text);
        filter.of = Filter::Of::range;
        filter.values = {here().text.substr(0, dots), here().text.substr(dots + 2)};
        ++next_;
        return filter;
    }

    std::vector<Token> tokens_;
    std::optional<Day> today_;
    std::size_t next_ = 0;
    std::size_t conditions_ = 0;
};

}  // namespace

Result<Filter> parse_filter(std::string_view text, std::optional<Day> today) {
    if (text.size() > limits::filter_characters * 4 || characters(text) > limits::filter_characters) return problem_at("too_long", 0);
    if (!is_utf8(text)) return Problem{.code = Code::invalid, .key = "problem.not_utf8"};
    TRY_ASSIGN(std::vector<Token> tokens, tokens_of(text));
    return Parser(std::move(tokens), today).whole();
}

}  // namespace kernel
