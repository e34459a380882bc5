#include <gtest/gtest.h>

#include "chapters/sales_analysis/classes.h"
#include "chapters/sales_analysis/routes.h"
#include "chapters/sales_analysis/scan.h"

// How questions end before their time.
namespace sales {

TEST(Questions, clause_4_4_are_ended_by_whoever_asked_them_and_by_nobody_else) {
    RunningQuestions running;
    const auto mark = running.begin(1, "a");
    const Patience patience(mark);
    EXPECT_NO_THROW(patience.check());
    EXPECT_FALSE(running.cancel(2, "a"));
    EXPECT_FALSE(running.cancel(1, "b"));
    EXPECT_NO_THROW(patience.check());
    EXPECT_TRUE(running.cancel(1, "a"));
    try {
        patience.check();
        FAIL() << "goes on";
    } catch (const Stopped& stopped) { EXPECT_TRUE(stopped.cancelled); }
    running.end(1, "a", mark);
    EXPECT_FALSE(running.cancel(1, "a")) << "what is over cannot be ended";
}

TEST(Questions, clause_4_4_asked_anew_under_the_same_word_are_not_ended_with_the_old_one) {
    RunningQuestions running;
    const auto old = running.begin(1, "a"), again = running.begin(1, "a");
    running.end(1, "a", old);
    EXPECT_TRUE(running.cancel(1, "a"));
    EXPECT_FALSE(*old);
    EXPECT_TRUE(*again);
}

TEST(Questions, clause_4_4_that_take_too_long_are_ended) {
    const Patience patience(nullptr, std::chrono::seconds(-1));
    try {
        patience.check();
        FAIL() << "goes on";
    } catch (const Stopped& stopped) { EXPECT_FALSE(stopped.cancelled); }
}

TEST(Questions, clause_4_4_give_equal_values_equal_scores_in_fifths) {
    const std::vector<std::int64_t> values{10, 20, 20, 30, 40, 50, 60, 70, 80, 90};
    EXPECT_EQ(quintiles(values), (std::vector<int>{1, 1, 1, 2, 3, 3, 4, 4, 5, 5}));
    EXPECT_EQ(quintiles(std::vector<std::int64_t>{7, 7, 7}), (std::vector<int>{1, 1, 1}));
    EXPECT_TRUE(quintiles({}).empty());
}

}  // namespace sales
