#include "chapters/sales/order_shares.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <random>

// What is recorded of a whole order, shared among its lines.
namespace sales {

using Parts = std::vector<std::int64_t>;

TEST(Shares, clause_4_3_2_of_an_order_are_in_proportion_to_its_lines_and_add_up_to_the_last_fen) {
    EXPECT_EQ(shares_of(50'00, std::array<std::int64_t, 2>{66'67, 50'01}), (Parts{28'57, 21'43}));
    EXPECT_EQ(shares_of(1, std::array<std::int64_t, 3>{1, 1, 1}), (Parts{0, 1, 0}));
    EXPECT_EQ(shares_of(100, std::array<std::int64_t, 3>{0, 7, 0}), (Parts{0, 100, 0}));
    EXPECT_EQ(shares_of(100, std::array<std::int64_t, 2>{0, 0}), (Parts{100, 0})) << "where nothing says whose it is, the first one's";
    EXPECT_EQ(shares_of(100, {}), Parts{});
    std::mt19937_64 random(3);
    for (int round = 0; round < 1000; ++round) {
        Parts weights(1 + random() % 9);
        for (std::int64_t& weight : weights) weight = static_cast<std::int64_t>(random() % 10'000'000'000'000);
        const auto whole = static_cast<std::int64_t>(random() % 10'000'000'000'000);
        const Parts parts = shares_of(whole, weights);
        ASSERT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), whole);
        for (const std::int64_t part : parts) ASSERT_GE(part, 0);
    }
}

}  // namespace sales
