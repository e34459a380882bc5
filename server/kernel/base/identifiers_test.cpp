#include <gtest/gtest.h>

#include "kernel/base/text.h"

namespace kernel {
namespace {

// 3.4.1: customers are told apart by their unified social credit code.
TEST(CreditCode, clause_3_4_1_takes_the_codes_of_companies) {
    for (const char* code : {"91350100M000100Y43", "914403001922038216", "9144030071526726XG"}) EXPECT_EQ(credit_code(code), code);
}

// 3.4.1
TEST(CreditCode, clause_3_4_1_gives_one_form_whatever_was_written) {
    for (const char* text :
         {"91350100m000100y43", "  91350100M000100Y43\t", "\u300091350100M000100Y43\u00A0", "９１３５０１００Ｍ０００１００Ｙ４３"})
        EXPECT_EQ(credit_code(text), "91350100M000100Y43") << text;
}

// 3.4.1
TEST(CreditCode, clause_3_4_1_refuses_a_wrong_checksum) {
    for (const char* text : {"91350100M000100Y44", "91350100M000100Y40", "9144030071526726XH"})
        EXPECT_EQ(credit_code(text), std::nullopt) << text;
}

// 3.4.1
TEST(CreditCode, clause_3_4_1_notices_every_single_wrong_character_and_every_swap_of_neighbours) {
    const std::string right = "91350100M000100Y43";
    for (std::size_t place = 0; place < right.size(); ++place) {
        for (const char other : std::string("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
            std::string wrong = right;
            wrong[place] = other;
            EXPECT_EQ(credit_code(wrong).has_value(), wrong == right) << wrong;
        }
        if (place + 1 == right.size() || right[place] == right[place + 1]) continue;
        std::string swapped = right;
        std::swap(swapped[place], swapped[place + 1]);
        EXPECT_EQ(credit_code(swapped), std::nullopt) << swapped;
    }
}

// 3.4.1
TEST(CreditCode, clause_3_4_1_refuses_letters_that_are_not_of_the_alphabet_and_other_lengths) {
    for (const char* text : {"", "91350100M000100Y4", "91350100M000100Y433", "9135O100M000100Y43", "9I350100M000100Y43",
                             "91350100Z000100Y43", "91350100S000100Y43", "91350100V000100Y43", "91350100-000100Y43", "9135 0100M000100Y43",
                             "統一社會信用", "統一社會信用代", "\xEF\xBC"})
        EXPECT_EQ(credit_code(text), std::nullopt) << text;
}

struct PhoneCase {
    const char* text;
    const char* number;
};

// 3.4.1: contacts are reached and recognised by their phone number.
TEST(Phone, clause_3_4_1_gives_one_form_whatever_was_written) {
    const PhoneCase cases[] = {
        {"13800138000", "13800138000"},
        {"138 0013 8000", "13800138000"},
        {"138-0013-8000", "13800138000"},
        {"+86 138 0013 8000", "13800138000"},
        {"(+86)13800138000", "13800138000"},
        {"0086-13800138000", "13800138000"},
        {"１３８００１３８０００", "13800138000"},
        {"\u3000138\u00A00013\u20148000 ", "13800138000"},
        {"010-88888888", "01088888888"},
        {"（010）8888 8888", "01088888888"},
        {"+86 10 8888 8888", "01088888888"},
        {"+86 (0)10 8888 8888", "01088888888"},
        {"+86 755 2886 0000", "075528860000"},
        {"+86 400 810 0000", "4008100000"},
        {"+86 95588", "95588"},
        {"95588", "95588"},
        {"+852 2123 4567", "+85221234567"},
        {"00852 2123 4567", "+85221234567"},
        {"+1 (212) 555-0100", "+12125550100"},
        {"12345678901234567890", "12345678901234567890"},
    };
    for (const PhoneCase& c : cases) EXPECT_EQ(phone(c.text), c.number) << c.text;
}

// 3.4.1
TEST(Phone, clause_3_4_1_keeps_the_extension) {
    for (const char* text :
         {"010-88888888转123", "010-88888888 轉 123", "010-88888888分机123", "010-88888888 分機：123", "010 88888888 ext.123",
          "010 88888888 EXT 123", "010 88888888 extension 123", "010 88888888x123", "01088888888Ｘ１２３", "+86 10 8888 8888 ext. 123"})
        EXPECT_EQ(phone(text), "01088888888x123") << text;
    EXPECT_EQ(phone("95588x1"), "95588x1");
    EXPECT_EQ(phone("95588x12345678"), "95588x12345678");
}

// 3.4.1
TEST(Phone, clause_3_4_1_is_the_same_when_read_again) {
    for (const char* text : {"+86 10 8888 8888 ext. 123", "+852 2123 4567", "138 0013 8000", "+86 755 2886 0000"}) {
        const std::string once = phone(text).value();
        EXPECT_EQ(phone(once), once);
    }
}

// 3.4.1
TEST(Phone, clause_3_4_1_refuses_what_is_no_number) {
    for (const char* text : {"",
                             "1234",
                             "+86 1234",
                             "123456789012345678901",
                             "電話",
                             "13800138000/13900139000",
                             "1380013800a",
                             "138+00138000",
                             "++8613800138000",
                             "13800138000x",
                             "13800138000x123456789",
                             "13800138000x12x3",
                             "x123",
                             "+",
                             "+012345678",
                             "+86003101083",
                             "00012345678",
                             "138.0013.8000",
                             "13800138000、",
                             "\xEF\xBC"})
        EXPECT_EQ(phone(text), std::nullopt) << text;
    EXPECT_EQ(phone(std::string(1000, ' ') + "13800138000"), std::nullopt);
}

}  // namespace
}  // namespace kernel
