#include "kernel/live/position.h"

#include <gtest/gtest.h>

#include <string>

namespace kernel {
namespace {

Position at(std::string_view text) { return Position::parse(text).value(); }

TEST(Position, is_written_and_read_the_same) {
    for (const std::string text : {"1:0", "1:523", "1:523,2:88,255:9223372036854775807"}) EXPECT_EQ(at(text).text(), text);
    EXPECT_EQ(Position::parse(Position().text()).value().of(1), 0);
}

TEST(Position, anything_else_is_none) {
    for (const std::string text :
         {"", "1", "1:", ":1", "1:-2", "1:2,", "1:2,,2:1", "1:2,1:3", "1:9223372036854775808", "a:1", "1:1 ", "1:0x2"})
        EXPECT_FALSE(Position::parse(text)) << text;
    std::string many;
    for (int node = 0; node < 300; ++node) many += (many.empty() ? "" : ",") + std::to_string(node) + ":1";
    EXPECT_FALSE(Position::parse(many));
}

TEST(Position, counts_what_lies_between) {
    EXPECT_EQ(at("1:3,2:5").distance(at("1:4,2:5")), 1);
    EXPECT_EQ(at("1:3").distance(at("1:3,2:7")), 7);  // a server that joined later
    EXPECT_EQ(at("1:3,2:5").distance(at("1:3,2:5")), 0);
    EXPECT_FALSE(at("1:4").distance(at("1:3")));      // the log was put back
    EXPECT_FALSE(at("1:1,9:1").distance(at("1:3")));  // never such a server
}

}  // namespace
}  // namespace kernel
