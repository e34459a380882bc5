#include "kernel/search/fold.h"

#include <gtest/gtest.h>

#include "kernel/search/search_for_test.h"

namespace kernel {

namespace {

std::string fold(std::string_view text) { return utf8(folded(text, test::chinese())); }

// "dong|chang zhang|": the readings of each character, parted by blanks, with a bar after each character.
std::string read(std::string_view text) {
    std::string made;
    for (const auto& readings : test::chinese().readings(folded(text, test::chinese()))) {
        for (std::size_t i = 0; i < readings.size(); ++i) made += (i ? " " : "") + std::string(readings[i]);
        made += '|';
    }
    return made;
}

TEST(Fold, makes_traditional_and_simplified_one) {
    EXPECT_EQ(fold("東華貿易"), "东华贸易");
    EXPECT_EQ(fold("臺灣台湾"), "台湾台湾");
    EXPECT_EQ(fold("裏里裡"), "里里里");
    EXPECT_EQ(fold("發髮"), "发发");
    EXPECT_EQ(fold("龍𠮷"), "龙𠮷");
}

TEST(Fold, makes_width_and_case_one_and_leaves_signs_out) {
    EXPECT_EQ(fold("ＡＢＣ－１２３"), "abc123");
    EXPECT_EQ(fold("SO-2026-000123"), "so2026000123");
    EXPECT_EQ(fold("(010) 8888-1234"), "010 88881234");
    EXPECT_EQ(fold("「東華」·貿易。"), "东华贸易");
    EXPECT_EQ(fold("ÄRGER Ünal ΑΩ ЖЯ"), "ärger vnal αω жя");
    EXPECT_EQ(fold("  a　 b\t\nc  "), "a b c");
    EXPECT_EQ(fold("% _ \\ ' \" \x01"), "");
}

TEST(Fold, takes_any_bytes) {
    EXPECT_EQ(fold("a\xff"
                   "b"),
              "ab");
    EXPECT_EQ(fold("\xe6\x9d"), "");
    EXPECT_EQ(fold("\xf0\x9f\x99\x82"), "🙂");
    EXPECT_EQ(fold(std::string_view("a\0b", 3)), "ab");
}

TEST(Chinese, reads_a_character_by_the_word_it_stands_in_else_by_every_reading) {
    EXPECT_EQ(read("重慶銀行"), "chong|qing|yin|hang|");
    EXPECT_EQ(read("重"), "chong zhong|");
    EXPECT_EQ(read("行"), "hang xing|");
    EXPECT_EQ(read("單"), "dan shan|");
    EXPECT_EQ(read("曾解仇"), "ceng zeng|jie xie|chou qiu|");
    EXPECT_EQ(read("長江增長"), "chang|jiang|zeng|zhang|");
    EXPECT_EQ(read("綠呂"), "lu lv|lv|");
    EXPECT_EQ(read("a1東"), "||dong|");
}

TEST(Chinese, knows_what_is_a_syllable_and_what_begins_one) {
    const Chinese& chinese = test::chinese();
    for (const auto* syllable : {"a", "zhuang", "lv", "er", "xian"}) EXPECT_TRUE(chinese.is_syllable(syllable)) << syllable;
    for (const auto* none : {"", "b", "zhu0", "xia n", "zz", "iang"}) EXPECT_FALSE(chinese.is_syllable(none)) << none;
    for (const auto* beginning : {"z", "zh", "xia", "e"}) EXPECT_TRUE(chinese.begins_syllable(beginning)) << beginning;
    for (const auto* none : {"i", "u", "v", "bx", "xianx"}) EXPECT_FALSE(chinese.begins_syllable(none)) << none;
}

TEST(Chinese, refuses_words_that_are_not_read_character_by_character) {
    EXPECT_THROW(Chinese("", "dong 东\n", "东东 dong\n"), std::runtime_error);
    EXPECT_THROW(Chinese("", "dong 东\n", "东 xi\n"), std::runtime_error);
}

}  // namespace

}  // namespace kernel
