#include "kernel/search/terms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "kernel/search/limits.h"
#include "kernel/search/search_for_test.h"

namespace kernel {

namespace {

std::set<std::string> terms_of(std::string_view text, Where place = Where::title) {
    DocumentTerms terms(test::chinese(), "00");
    terms.add(folded(text, test::chinese()), place);
    std::istringstream words(terms.take());
    std::set<std::string> made;
    for (std::string word; words >> word;) made.insert(word);
    return made;
}

// What the engines do with a search, over one title.
bool holds(const std::set<std::string>& terms, const Term& term) {
    const std::string wanted = std::string("00") + "ltpi"[static_cast<std::size_t>(term.of)] + term.text;
    if (!term.prefix) return terms.contains(wanted);
    const auto from = terms.lower_bound(wanted);
    return from != terms.end() && from->starts_with(wanted);
}
bool finds(std::string_view text, std::string_view query) {
    const auto terms = terms_of(text);
    for (const Wanted& word : wanted_in(query, test::chinese())) {
        const bool any = std::ranges::any_of(
            word.ways, [&](const auto& way) { return std::ranges::all_of(way, [&](const Term& term) { return holds(terms, term); }); });
        if (!any) return false;
        if (word.in_one && utf8(folded(text, test::chinese())).find(word.text) == std::string::npos) return false;
    }
    return true;
}

TEST(Terms, of_a_text_are_its_overlapping_pieces_and_sounds) {
    const auto terms = terms_of("東華a12");
    for (const auto* term :
         {"00l东",       "00l华",    "00la",   "00l1",  "00l2",    "00t东华", "00ta12", "00t12",       "00id",     "00idh",     "00ih",
          "00pdong0hua", "00pd0hua", "00phua", "00h东", "00a东华", "00kd",    "00kdh",  "00bdong0hua", "00bd0hua", "00x东华a12"})
        EXPECT_TRUE(terms.contains(term)) << term;
    EXPECT_EQ(terms.size(), 21U);
    EXPECT_EQ(terms_of("東", Where::other), (std::set<std::string>{"00m东", "00jd", "00qdong", "00x东"}));
    EXPECT_TRUE(terms_of("").empty());
}

TEST(Terms, find_every_part_of_a_text) {
    const std::string text = "東華貿易so20260001";
    const std::u32string all = code_points(text);
    for (std::size_t from = 0; from < all.size(); ++from)
        for (std::size_t length = 1; from + length <= all.size(); ++length)
            EXPECT_TRUE(finds(text, utf8(all.substr(from, length)))) << utf8(all.substr(from, length));
}

TEST(Terms, find_pinyin_however_it_is_cut) {
    for (const auto* query : {"donghuamaoyi", "donghua", "dongh", "dong", "do", "d", "dh", "dhmy", "huamao", "hmy", "dhua", "dongmaoyi"})
        EXPECT_EQ(finds("東華貿易", query), std::string_view(query) != "dongmaoyi") << query;
    for (const auto* query : {"xian", "xa", "xianshi", "xas", "xish"})
        EXPECT_EQ(finds("西安市", query), std::string_view(query) != "xish") << query;
    for (const auto* query : {"zhongqing", "yinxing", "chongyin"}) EXPECT_FALSE(finds("重慶銀行", query)) << query;
    EXPECT_TRUE(finds("單玉", "shany"));
    EXPECT_TRUE(finds("單玉", "dany"));
    EXPECT_TRUE(finds("張三", "zhsan"));
    EXPECT_TRUE(finds("呂布", "lvbu"));
    EXPECT_TRUE(finds("呂布", "lübu"));
}

TEST(Terms, of_letters_are_bounded_however_many_ways_there_are_to_read_them) {
    for (const std::string& letters :
         {std::string("xianxianxianxianxian"), std::string(100, 'a'), std::string(48, 'n'), std::string("zzzz")}) {
        const auto wanted = wanted_in(letters, test::chinese());
        ASSERT_EQ(wanted.size(), 1U);
        EXPECT_LE(wanted[0].ways.size(), limits::spellings + 2);  // and the letters themselves, and all as initials
    }
    std::string many;
    for (int i = 0; i < 100; ++i) many += "a ";
    EXPECT_EQ(wanted_in(many, test::chinese()).size(), limits::search_words);
}

TEST(Terms, of_characters_and_letters_together_are_two_words_unless_digits_join_them) {
    EXPECT_EQ(wanted_in("東華mao", test::chinese()).size(), 2U);
    EXPECT_EQ(wanted_in("A3棟", test::chinese()).size(), 1U);
    EXPECT_TRUE(finds("東華貿易", "東華mao"));
    EXPECT_FALSE(finds("A楼3棟", "A3棟"));
    EXPECT_TRUE(wanted_in(" % 「」", test::chinese()).empty());
}

TEST(MatchText, is_written_for_both_engines) {
    const auto wanted = wanted_in("東華 7", test::chinese());
    const MatchText fts5(MatchText::Syntax::fts5, "00", true), tsquery(MatchText::Syntax::tsquery, "00", false);
    EXPECT_EQ(fts5.all(wanted, Where::anywhere), R"(((("00t东华" OR "00g东华"))) AND ((("00l7" OR "00m7"))))");
    EXPECT_EQ(tsquery.all(wanted, Where::anywhere), "(('00t东华')) & (('00l7'))");
    EXPECT_EQ(tsquery.all(wanted, Where::beginning), "(('00a东华')) & (('00l7'))");
    EXPECT_EQ(fts5.both(fts5.owner(7), fts5.whole("東 華", test::chinese())), R"("00o7" AND "00x东华")");
}

}  // namespace

}  // namespace kernel
