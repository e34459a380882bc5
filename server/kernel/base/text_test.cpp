#include "kernel/base/text.h"

#include <gtest/gtest.h>

namespace kernel {
namespace {

using namespace std::string_view_literals;

TEST(IsUtf8, takes_what_is_well_formed) {
    for (const std::string_view text : {""sv, "a"sv, "\0"sv, "東華貿易"sv, "abcdefgh東abcdefgh"sv,
                                        "\u007F\u0080\u07FF\u0800\uD7FF\uE000\uFFFF"sv, "\U00010000\U0010FFFF"sv, "😀"sv})
        EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(IsUtf8, refuses_what_is_not) {
    for (const std::string_view text : {"\x80"sv,
                                        "\xBF"sv,
                                        "\xC0\x80"sv,
                                        "\xC1\xBF"sv,
                                        "\xC2"sv,
                                        "\xC2\x41"sv,
                                        "\xE0\x80\x80"sv,
                                        "\xE0\x9F\xBF"sv,
                                        "\xE6\x9D"sv,
                                        "\xED\xA0\x80"sv,
                                        "\xED\xBF\xBF"sv,
                                        "\xF0\x80\x80\x80"sv,
                                        "\xF0\x8F\xBF\xBF"sv,
                                        "\xF4\x90\x80\x80"sv,
                                        "\xF5\x80\x80\x80"sv,
                                        "\xFF"sv,
                                        "\xFE"sv,
                                        "\xF0\x9F\x98"sv,
                                        "abcdefgh\xFFtail"sv,
                                        "abcdefg\xE6"sv,
                                        "\xE6\x9D\xB1\x80"sv})
        EXPECT_FALSE(is_utf8(text)) << text.size();
}

TEST(Characters, counts_code_points) {
    EXPECT_EQ(characters(""), 0U);
    EXPECT_EQ(characters("abc"), 3U);
    EXPECT_EQ(characters("東華貿易 Ltd."), 9U);
    EXPECT_EQ(characters("😀"), 1U);
}

TEST(Trimmed, drops_every_blank_at_both_ends_and_none_inside) {
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed(" \t\r\n\u3000\u00A0"), "");
    EXPECT_EQ(trimmed("\u3000 東 華\u3000易\u00A0\r\n"), "東 華\u3000易");
    EXPECT_EQ(trimmed("東華"), "東華");
    EXPECT_EQ(trimmed("à"), "à");    // ends in A0 like U+00A0
    EXPECT_EQ(trimmed("〠"), "〠");  // begins like U+3000
}

TEST(LowerAscii, leaves_other_letters_alone) { EXPECT_EQ(lower_ascii("Bylaw ÀÉ 章法 ＡＢ @[`{"), "bylaw ÀÉ 章法 ＡＢ @[`{"); }

TEST(Cut, never_cuts_inside_a_character) {
    EXPECT_EQ(cut("東華貿易", 4), "東華貿易");
    EXPECT_EQ(cut("東華貿易", 3), "東華…");
    EXPECT_EQ(cut("東華貿易", 1), "…");
    EXPECT_EQ(cut("東華貿易", 0), "");
    EXPECT_EQ(cut("a😀b😀c", 4), "a😀b…");
    EXPECT_EQ(cut("", 0), "");
    EXPECT_EQ(cut("abc", 100), "abc");
}

TEST(HalfWidth, narrows_ascii_forms_only) {
    EXPECT_EQ(half_width("Ａ１－ｚ～！"), "A1-z~!");
    EXPECT_EQ(half_width("＠［｀｛＿"), "@[`{_");
    EXPECT_EQ(half_width("東\u3000華"), "東 華");
    EXPECT_EQ(half_width("￥５"), "￥5");
    EXPECT_EQ(half_width("カタ、。〠｡"), "カタ、。〠｡");
    EXPECT_EQ(half_width("plain"), "plain");
    EXPECT_EQ(half_width("\xEF\xBC"sv), "\xEF\xBC");
}

std::string csv_cell(std::string_view text) {
    std::string out;
    append_csv_cell(out, text);
    return out;
}

TEST(CsvCell, is_quoted_when_it_must_be) {
    EXPECT_EQ(csv_cell(""), "");
    EXPECT_EQ(csv_cell("東華貿易"), "東華貿易");
    EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_cell("say \"yes\""), "\"say \"\"yes\"\"\"");
    EXPECT_EQ(csv_cell("\""), "\"\"\"\"");
    EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csv_cell("two\r\nlines"), "\"two\r\nlines\"");
}

TEST(CsvCell, cannot_be_run_by_a_spreadsheet) {
    EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
    EXPECT_EQ(csv_cell("@SUM(A1)"), "'@SUM(A1)");
    EXPECT_EQ(csv_cell("+cmd|' /C calc'!A0"), "'+cmd|' /C calc'!A0");
    EXPECT_EQ(csv_cell("-2+3"), "'-2+3");
    EXPECT_EQ(csv_cell("\t=1"), "'\t=1");
    EXPECT_EQ(csv_cell("\r=1"), "\"'\r=1\"");
    EXPECT_EQ(csv_cell("\n=1"), "\"'\n=1\"");
    EXPECT_EQ(csv_cell("＝1+1"), "'＝1+1");
    EXPECT_EQ(csv_cell("－甲"), "'－甲");
    EXPECT_EQ(csv_cell("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    EXPECT_EQ(csv_cell("-"), "'-");
}

TEST(CsvCell, leaves_numbers_as_they_are) {
    for (const char* number : {"-12.5", "+3", "-0.00", "-1E5", "-1.5e-7", "12"}) EXPECT_EQ(csv_cell(number), number);
    for (const char* other : {"-1.", "-.5", "-1e", "-1-1", "--1", "-1 "}) EXPECT_EQ(csv_cell(other), "'" + std::string(other));
}

TEST(Base64url, goes_there_and_back) {
    EXPECT_EQ(base64url(""), "");
    EXPECT_EQ(base64url("f"), "Zg");
    EXPECT_EQ(base64url("fo"), "Zm8");
    EXPECT_EQ(base64url("foo"), "Zm9v");
    EXPECT_EQ(base64url("\xFB\xFF"sv), "-_8");
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) {
        bytes += static_cast<char>(byte);
        EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
    }
}

TEST(Base64url, refuses_everything_else) {
    EXPECT_EQ(from_base64url(""), "");
    for (const char* text : {"Z", "Zg==", "Zh", "Zm9v=", "+/8", "Zm 9v", "Zm9v\n", "東", "\xAB\x9E\x9B\x9A"})
        EXPECT_EQ(from_base64url(text), std::nullopt) << text;
}

TEST(Hex, writes_two_figures_for_a_byte) {
    EXPECT_EQ(hex(""), "");
    EXPECT_EQ(hex("\x00\x0F\xA5\xFF"sv), "000fa5ff");
}

}  // namespace
}  // namespace kernel
