#include "kernel/search/likeness.h"

#include <gtest/gtest.h>

#include "kernel/search/search_for_test.h"

namespace kernel {

namespace {

std::string name(std::string_view text) { return likeness_key(Likeness::name, text, test::chinese()); }
std::string phone_key(std::string_view text) { return likeness_key(Likeness::phone, text, test::chinese()); }

// Clause 3.4.1.
TEST(Likeness, of_names_does_not_ask_for_the_form_of_the_company_nor_for_signs_and_writing) {
    for (const char* one : {"東華貿易有限公司", "东华贸易有限责任公司", "东华贸易股份有限公司", "東華貿易（集團）有限公司", "东华贸易集团",
                            "東華 貿易公司", "东华·贸易", "  东华贸易（股份）"})
        EXPECT_EQ(name(one), "东华贸易") << one;
    for (const char* one : {"Acme Trading Co., Ltd.", "ACME Trading Co.,Ltd", "Acme Trading Limited", "Acme-Trading, Inc.", "Acme Trading"})
        EXPECT_EQ(name(one), name("acme trading")) << one;
}

TEST(Likeness, of_names_keeps_what_makes_another_customer) {
    EXPECT_EQ(name("东华贸易北京分公司"), "东华贸易北京分公司");
    EXPECT_NE(name("东华贸易厂"), name("东华贸易有限公司"));
    EXPECT_EQ(name("公司"), "公司") << "a name is never nothing";
    EXPECT_EQ(name("Zenco"), "zenco");
    EXPECT_EQ(name("…"), "");
}

TEST(Likeness, of_phones_is_of_their_digits_without_the_extension) {
    EXPECT_EQ(phone_key("01088881234x12"), phone_key("010-8888 1234"));
    EXPECT_EQ(phone_key("+86 10 8888 1234 转12"), phone_key("01088881234"));
    EXPECT_EQ(phone_key("110"), "") << "too short to say anything";
}

TEST(Likeness, of_codes_is_of_letters_and_digits) {
    EXPECT_EQ(likeness_key(Likeness::code, "c-001 ", test::chinese()), likeness_key(Likeness::code, "Ｃ001", test::chinese()));
}

}  // namespace

}  // namespace kernel
