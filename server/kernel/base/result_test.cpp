#include "kernel/base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace kernel {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return invalid_field("number", "problem.field.odd", {{"number", std::to_string(number)}}, "4.3.1");
    return number / 2;
}

Result<std::string> quarter(int number) {
    TRY(half(number));
    TRY_ASSIGN(const int once, half(number));
    TRY_ASSIGN(const int twice, half(once));
    return std::to_string(twice);
}

TEST(Result, holds_a_value) {
    const Result<int> result = half(8);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(*result, 4);
}

TEST(Result, holds_the_problem_that_stands_in_the_way) {
    const Result<int> result = half(7);
    ASSERT_FALSE(result);
    const Problem& problem = result.problem();
    EXPECT_EQ(problem.code, Code::invalid);
    EXPECT_EQ(problem.key, "problem.invalid");
    EXPECT_EQ(problem.clause, "4.3.1");
    ASSERT_EQ(problem.fields.size(), 1U);
    EXPECT_EQ(problem.fields[0].field, "number");
    EXPECT_EQ(problem.fields[0].key, "problem.field.odd");
    EXPECT_EQ(problem.fields[0].clause, "4.3.1");
    EXPECT_EQ(problem.fields[0].arguments, (MessageArguments{{"number", "7"}}));
}

TEST(Result, try_hands_the_value_on) { EXPECT_EQ(quarter(12).value(), "3"); }

TEST(Result, try_leaves_with_the_first_problem) {
    EXPECT_EQ(quarter(3).problem().fields[0].arguments[0].second, "3");
    EXPECT_EQ(quarter(6).problem().fields[0].arguments[0].second, "3");
}

TEST(Result, carries_what_can_only_be_moved) {
    Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
    const std::unique_ptr<int> taken = std::move(*result);
    EXPECT_EQ(*taken, 5);
}

}  // namespace
}  // namespace kernel
