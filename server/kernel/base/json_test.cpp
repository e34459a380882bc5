#include "kernel/base/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace kernel {
namespace {

using namespace std::string_view_literals;

std::string as_json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

TEST(JsonString, escapes_what_it_must_and_nothing_else) {
    EXPECT_EQ(as_json(""), R"("")");
    EXPECT_EQ(as_json("東華貿易"), R"("東華貿易")");
    EXPECT_EQ(as_json("a\"b\\c/d"), R"("a\"b\\c/d")");
    EXPECT_EQ(as_json("\b\f\n\r\t"), R"("\b\f\n\r\t")");
    EXPECT_EQ(as_json("\0\x01\x1F\x7F"sv), "\"\\u0000\\u0001\\u001f\x7F\"");
    EXPECT_EQ(as_json("“…—”"), "\"“…—”\"");
    EXPECT_EQ(as_json("a\u2028b\u2029c\u2027\u202A"), "\"a\\u2028b\\u2029c\u2027\u202A\"");
    EXPECT_EQ(as_json("\xE2"sv), "\"\xE2\"");
    EXPECT_EQ(as_json("\xE2\x80"sv), "\"\xE2\x80\"");
}

TEST(JsonString, finds_an_escape_at_every_place_of_a_block) {
    for (std::size_t length = 1; length < 70; ++length)
        for (std::size_t place = 0; place < length; ++place)
            for (const char special : {'"', '\\', '\n', '\x01'}) {
                std::string text(length, 'a');
                text[place] = special;
                const std::string escape = special == '"' ? "\\\"" : special == '\\' ? "\\\\" : special == '\n' ? "\\n" : "\\u0001";
                const std::string expected = "\"" + std::string(place, 'a') + escape + std::string(length - place - 1, 'a') + "\"";
                ASSERT_EQ(as_json(text), expected);
            }
}

TEST(JsonString, leaves_every_other_byte_at_every_place) {
    for (int byte = 0x20; byte < 0x100; ++byte) {
        if (byte == '"' || byte == '\\') continue;
        std::string text(33, 'a');
        for (char& c : text) {
            c = static_cast<char>(byte);
            ASSERT_EQ(as_json(text), "\"" + text + "\"");
        }
    }
}

TEST(JsonWriter, puts_commas_and_colons_by_itself) {
    std::string out;
    JsonWriter j(out);
    j.object().key("items").array();
    j.object().key("id").id(7012345678901234567).key("version").value(3).key("name").value("東華").end_object();
    j.object().end_object().array().end_array().value(true).value(false).null();
    j.end_array().key("next").null().key("by").id(0).key("raw").raw("[1,2]").key("text").value(std::string("x")).end_object();
    EXPECT_EQ(
        out,
        R"({"items":[{"id":"7012345678901234567","version":3,"name":"東華"},{},[],true,false,null],"next":null,"by":null,"raw":[1,2],"text":"x"})");
}

TEST(JsonWriter, writes_the_ends_of_the_range) {
    std::string out;
    JsonWriter j(out);
    j.array()
        .value(std::numeric_limits<std::int64_t>::min())
        .value(std::numeric_limits<std::int64_t>::max())
        .id(std::numeric_limits<std::int64_t>::min())
        .end_array();
    EXPECT_EQ(out, R"([-9223372036854775808,9223372036854775807,"-9223372036854775808"])");
}

TEST(JsonWriter, escapes_names_too) {
    std::string out;
    JsonWriter(out).object().key("a\"b").value(1).end_object();
    EXPECT_EQ(out, R"({"a\"b":1})");
}

TEST(JsonWriter, appends_to_what_is_there) {
    std::string out = "data: ";
    JsonWriter(out).array().end_array();
    EXPECT_EQ(out, "data: []");
}

}  // namespace
}  // namespace kernel
