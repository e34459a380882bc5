#include "kernel/records/filter.h"

#include <gtest/gtest.h>

namespace kernel {

namespace {

// The tree as text: "(and state=confirmed (not a=1))".
std::string shown(const Filter& filter) {
    static constexpr std::string_view names[] = {"and", "or", "not",   "=",        "!=",    "<",         "<=",    ">",
                                                 ">=",  "in", "range", "contains", "empty", "not_empty", "within"};
    const std::string name(names[static_cast<std::size_t>(filter.of)]);
    std::string text = "(" + name;
    if (!filter.path.empty()) text += ' ' + filter.path;
    for (const std::string& value : filter.values) text += " [" + value + ']';
    for (const Filter& part : filter.parts) text += ' ' + shown(part);
    return text + ')';
}

TEST(Filter, reads_every_form_of_the_language) {
    struct Case {
        std::string_view text, tree;
    };
    for (const Case& c :
         {Case{"", "(and)"}, Case{"state = confirmed", "(= state [confirmed])"},
          Case{"a=1 and b=2 or c=3", "(or (and (= a [1]) (= b [2])) (= c [3]))"},
          Case{"a=1 and (b=2 or c=3)", "(and (= a [1]) (or (= b [2]) (= c [3])))"}, Case{"NOT a != 1", "(not (!= a [1]))"},
          Case{"a in (1, \"2\",x)", "(in a [1] [2] [x])"}, Case{"a in 1..2", "(range a [1] [2])"}, Case{"a in ..2", "(range a [] [2])"},
          Case{"a in 1..", "(range a [1] [])"},
          Case{"customer.name contains \"東 \\\"華\\\" \\\\\"", "(contains customer.name [東 \"華\" \\])"}, Case{"a is empty", "(empty a)"},
          Case{"a is not empty", "(not_empty a)"}, Case{"region within 7", "(within region [7])"},
          Case{"a<=1 and b>=-2", "(and (<= a [1]) (>= b [-2]))"}, Case{"not not a=1", "(not (not (= a [1])))"}}) {
        const auto filter = parse_filter(c.text);
        ASSERT_TRUE(filter.ok()) << c.text << ": " << filter.problem().key;
        EXPECT_EQ(shown(*filter), c.tree);
    }
}

TEST(Filter, says_what_is_wrong_and_where) {
    struct Case {
        std::string_view text, key, at;
    };
    for (const Case& c :
         {Case{"a", "operator", "2"}, Case{"a =", "value", "4"}, Case{"= 1", "unexpected", "1"}, Case{"a = 1 b", "unexpected", "7"},
          Case{"(a = 1", "open_bracket", "1"}, Case{"a = \"x", "open_quote", "5"}, Case{"a in (1", "open_bracket", "1"},
          Case{"a in 5", "value", "6"}, Case{"a is full", "operator", "6"}, Case{"a = 1 and", "unexpected", "10"}}) {
        const auto filter = parse_filter(c.text);
        ASSERT_FALSE(filter.ok()) << c.text;
        EXPECT_EQ(filter.problem().key, "problem.filter." + std::string(c.key)) << c.text;
        EXPECT_EQ(filter.problem().arguments[0].second, c.at) << c.text;
    }
}

TEST(Filter, has_limits) {
    EXPECT_EQ(parse_filter(std::string(100'000, '(')).problem().key, "problem.filter.too_long");
    EXPECT_EQ(parse_filter(std::string(40, '(') + "a=1" + std::string(40, ')')).problem().key, "problem.filter.too_deep");
    std::string many = "a=1", values = "a in (1";
    for (int i = 0; i < 100; ++i) many += " or a=1";
    for (int i = 0; i < 200; ++i) values += ",1";
    EXPECT_EQ(parse_filter(many).problem().key, "problem.filter.too_many");
    EXPECT_EQ(parse_filter(values + ')').problem().key, "problem.filter.too_many");
    EXPECT_EQ(parse_filter("a = \xff").problem().key, "problem.not_utf8");
}

}  // namespace

}  // namespace kernel
