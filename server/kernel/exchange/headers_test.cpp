#include "kernel/exchange/headers.h"

#include <gtest/gtest.h>

#include "kernel/exchange/import_json.h"

namespace kernel {
namespace {

TEST(Headers, are_compared_without_case_width_blanks_and_marks) {
    for (const std::string_view header : {"Order ID", "order_id", "ORDER-ID", "ＯｒｄｅｒＩＤ", " order.id ", "Order/ID"})
        EXPECT_EQ(header_word(header), "orderid") << header;
    EXPECT_EQ(header_word("省/自治区"), "省自治区");
}

TEST(Headers, have_synonyms_by_record_and_path) {
    const HeaderWords words(R"({"orders": {"number": ["订单 ID", "Order No."]}})");
    EXPECT_EQ(words.of("orders", "number"), (std::vector<std::string>{"订单id", "orderno"}));
    EXPECT_TRUE(words.of("orders", "note").empty());
    EXPECT_TRUE(words.of("customers", "number").empty());
    for (const std::string_view broken : {"", "[]", R"({"orders": []})", R"({"orders": {"number": "x"}})"})
        EXPECT_THROW(HeaderWords{broken}, std::runtime_error) << broken;
}

TEST(ImportJson, takes_a_mapping_and_options_and_nothing_else) {
    const auto change = import_change_from(R"({"mapping":{"number":1,"note":null},"options":{"conflicts":"split"}})");
    ASSERT_TRUE(change.ok());
    EXPECT_EQ(*change->mapping, (Mapping{{"number", 1}}));
    EXPECT_EQ(change->conflicts, Conflicts::split);
    for (const std::string_view body :
         {"", "[]", R"({"mapping":[]})", R"({"mapping":{"number":"1"}})", R"({"mapping":{"number":-1}})",
          R"({"options":{"conflicts":"x"}})", R"({"options":{"other":1}})", R"({"other":1})", R"({"mapping":{"a":{"b":{"c":{"d":1}}}}})"})
        EXPECT_FALSE(import_change_from(body).ok()) << body;
    EXPECT_EQ(*run_mode_from(R"({"mode":"valid"})"), ImportMode::valid);
    for (const std::string_view body : {"{}", R"({"mode":"some"})", R"({"mode":"all","more":1})"})
        EXPECT_FALSE(run_mode_from(body).ok()) << body;
}

TEST(ImportJson, puts_labels_into_reasons_in_the_readers_language) {
    Messages messages;
    messages.add("en", R"({"problem.x": "No such {{record}}: {{name}}", "record.customers": "customer"})");
    EXPECT_EQ(messages.text("en", "problem.x", {{"record", "\x01record.customers"}, {"name", "record.customers"}}),
              "No such customer: record.customers");
    const MessageArguments arguments{{"record", "\x01record.customers"}, {"name", "a\"b"}};
    EXPECT_EQ(arguments_from(json_of(arguments)), arguments);
}

}  // namespace
}  // namespace kernel
