#include "kernel/base/id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "kernel/base/text.h"

namespace kernel {
namespace {

constexpr Instant some_time{1'767'225'600'000'000};  // 2026-01-01

TEST(IdMaker, puts_time_sequence_and_node_in_their_places) {
    const FixedClock clock(some_time);
    IdMaker maker(clock, 7);
    const std::int64_t first = maker.next();
    EXPECT_EQ(first & 0xFF, 7);
    EXPECT_EQ((first >> 8) & 0x3FFF, 0);
    EXPECT_EQ((first >> 22) + 1'577'836'800'000, some_time.microseconds / 1'000);
    EXPECT_EQ(maker.next(), first + 256);
}

TEST(IdMaker, keeps_increasing_when_the_clock_goes_back) {
    FixedClock clock(some_time);
    IdMaker maker(clock, 0);
    const std::int64_t before = maker.next();
    clock.set(Instant{0});
    const std::int64_t after = maker.next();
    EXPECT_GT(after, before);
    clock.set(Instant{some_time.microseconds + 1'000});
    EXPECT_GT(maker.next(), after);
}

TEST(IdMaker, runs_on_when_a_millisecond_is_used_up) {
    const FixedClock clock(some_time);
    IdMaker maker(clock, 255);
    std::int64_t last = 0;
    for (int count = 0; count < 40'000; ++count) {
        const std::int64_t id = maker.next();
        ASSERT_GT(id, last);
        last = id;
    }
}

TEST(IdMaker, is_positive_before_2020_and_refuses_after_2089) {
    FixedClock clock(Instant{0});
    IdMaker maker(clock, 0);
    EXPECT_GT(maker.next(), 0);
    clock.set(Instant{3'776'860'000'000'000});  // in September 2089
    EXPECT_GT(maker.next(), 0);
    clock.set(Instant{4'102'444'800'000'000});  // 2100-01-01
    EXPECT_THROW(maker.next(), std::runtime_error);
}

TEST(IdMaker, never_gives_two_threads_the_same_id) {
    const SystemClock clock;
    IdMaker maker(clock, 1);
    constexpr int each = 20'000;
    std::vector<std::vector<std::int64_t>> made(4);
    std::vector<std::thread> threads;
    for (auto& ids : made)
        threads.emplace_back([&maker, &ids] {
            for (int count = 0; count < each; ++count) ids.push_back(maker.next());
        });
    for (std::thread& thread : threads) thread.join();
    std::vector<std::int64_t> all;
    for (const auto& ids : made) {
        EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
        all.insert(all.end(), ids.begin(), ids.end());
    }
    std::sort(all.begin(), all.end());
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

TEST(ParseId, reads_what_the_api_writes) {
    EXPECT_EQ(parse_id("1"), 1);
    EXPECT_EQ(parse_id("7012345678901234567"), 7012345678901234567);
    EXPECT_EQ(parse_id("9223372036854775807"), 9223372036854775807);
}

TEST(ParseId, refuses_everything_else) {
    for (const char* text :
         {"", "0", "01", "-1", "+1", " 1", "1 ", "1.0", "1e3", "abc", "9223372036854775808", "99999999999999999999", "１"})
        EXPECT_EQ(parse_id(text), std::nullopt) << text;
}

TEST(RandomToken, is_43_characters_for_256_bits_and_never_the_same) {
    std::set<std::string> tokens;
    for (int count = 0; count < 100; ++count) {
        const std::string token = random_token();
        EXPECT_EQ(token.size(), 43U);
        EXPECT_EQ(from_base64url(token)->size(), 32U);
        tokens.insert(token);
    }
    EXPECT_EQ(tokens.size(), 100U);
}

}  // namespace
}  // namespace kernel
