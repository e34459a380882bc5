#include "kernel/base/number.h"

#include <gtest/gtest.h>

#include <limits>

namespace kernel {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

TEST(ParseDecimal, reads_what_people_and_spreadsheets_write) {
    struct Case {
        const char* text;
        int scale;
        std::int64_t units;
    };
    const Case cases[] = {
        {"119.25", 2, 11925},
        {"-0.5", 2, -50},
        {"+7", 2, 700},
        {"0", 2, 0},
        {"-0.00", 2, 0},
        {"007.10", 2, 710},
        {"1,234.50", 2, 123450},
        {"12,345,678", 0, 12345678},
        {"１１９．２５", 2, 11925},
        {"－１，２３４", 0, -1234},
        {"¥119.25", 2, 11925},
        {"￥1,234.50", 2, 123450},
        {"-¥5", 2, -500},
        {"￥-5", 2, -500},
        {"  119.25\t", 2, 11925},
        {"\u3000119.25\u00A0", 2, 11925},
        {"1.5E3", 2, 150000},
        {"1.5e+3", 2, 150000},
        {"250E-2", 2, 250},
        {"0E999", 2, 0},
        {".5", 2, 50},
        {"5.", 2, 500},
        {"1.5000000", 2, 150},
        {"9223372036854775807", 0, largest},
        {"-9223372036854775807", 0, -largest},
        {"92233720368547758.07", 2, largest},
        {"9.223372036854775807E18", 0, largest},
        {"0000000000000000000000000000000000000000000000000000000000000001", 0, 1},
        {"0.0000000000000000000000000000000000000001E40", 0, 1},
    };
    for (const Case& c : cases) EXPECT_EQ(parse_decimal(c.text, c.scale, Excess::refuse), c.units) << c.text;
}

TEST(ParseDecimal, refuses_everything_else) {
    const char* const cases[] = {
        "",
        " ",
        "-",
        "+",
        ".",
        "-.",
        "¥",
        "abc",
        "1.2.3",
        "1 000",
        "--1",
        "+-1",
        "-¥-1",
        "1-",
        "12,34",
        "1,2345",
        "1234,567",
        ",123",
        "1,,234",
        "1,234,",
        "1.2,345",
        "1E",
        "1E+",
        "1E+-5",
        "E5",
        "1E5.5",
        "1e99999999999",
        "0x10",
        "NaN",
        "inf",
        "1.5%",
        "(5)",
        "$5",
        "1.5¥",
        "一",
        "9223372036854775808",
        "-9223372036854775808",
        "1E19",
        "1E999",
        "18446744073709551616",
        "18446744073709551615",
        "00000000000000000000000000000000000000000000000000000000000000001",
        "\xEF\xBC",
        "1\xEF",
        "\x80",
    };
    for (const char* text : cases) {
        EXPECT_EQ(parse_decimal(text, 0, Excess::refuse), std::nullopt) << text;
        EXPECT_EQ(parse_decimal(text, 0, Excess::round), std::nullopt) << text;
    }
}

TEST(ParseDecimal, refuses_digits_past_the_scale_unless_told_to_round) {
    for (const char* text : {"1.005", "0.001", "1E-3", "1.000000001"})
        EXPECT_EQ(parse_decimal(text, 2, Excess::refuse), std::nullopt) << text;
}

TEST(ParseDecimal, rounds_half_away_from_zero) {
    struct Case {
        const char* text;
        std::int64_t units;
    };
    const Case cases[] = {
        {"1.005", 101}, {"-1.005", -101}, {"1.0049999", 100}, {"-1.0049999", -100}, {"0.005", 1},  {"0.0049", 0},
        {"0.0005", 0},  {"9.995", 1000},  {"5E-3", 1},        {"9E-4", 0},          {"1E-900", 0}, {"19.9950001", 2000},
    };
    for (const Case& c : cases) EXPECT_EQ(parse_decimal(c.text, 2, Excess::round), c.units) << c.text;
}

TEST(ParseDecimal, refuses_what_rounds_out_of_range) {
    EXPECT_EQ(parse_decimal("9223372036854775807.4", 0, Excess::round), largest);
    EXPECT_EQ(parse_decimal("9223372036854775807.5", 0, Excess::round), std::nullopt);
    EXPECT_EQ(parse_decimal("18446744073709551615.9", 0, Excess::round), std::nullopt);
}

TEST(FormatDecimal, writes_every_digit_of_the_scale) {
    struct Case {
        std::int64_t units;
        int scale;
        const char* kept;
        const char* trimmed;
    };
    const Case cases[] = {
        {-150, 2, "-1.50", "-1.5"},
        {2500, 3, "2.500", "2.5"},
        {2000, 3, "2.000", "2"},
        {0, 2, "0.00", "0"},
        {5, 2, "0.05", "0.05"},
        {-5, 4, "-0.0005", "-0.0005"},
        {50, 4, "0.0050", "0.005"},
        {1, 9, "0.000000001", "0.000000001"},
        {120, 0, "120", "120"},
        {-120, 0, "-120", "-120"},
        {largest, 2, "92233720368547758.07", "92233720368547758.07"},
        {smallest, 2, "-92233720368547758.08", "-92233720368547758.08"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(format_decimal(c.units, c.scale, Zeros::keep), c.kept);
        EXPECT_EQ(format_decimal(c.units, c.scale, Zeros::trim), c.trimmed);
    }
}

TEST(FormatDecimal, is_read_back_exactly) {
    for (int scale = 0; scale <= 9; ++scale)
        for (const std::int64_t units :
             {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{1'000'000'000}, largest, -largest, largest / 10})
            for (const Zeros zeros : {Zeros::keep, Zeros::trim})
                EXPECT_EQ(parse_decimal(format_decimal(units, scale, zeros), scale, Excess::refuse), units) << units << " at " << scale;
}

TEST(MultiplyDivide, rounds_half_away_from_zero) {
    struct Case {
        std::int64_t a, b, divisor, result;
    };
    const Case cases[] = {
        {10, 10, 100, 1},
        {1, 1, 2, 1},
        {-1, 1, 2, -1},
        {1, 1, 3, 0},
        {2, 1, 3, 1},
        {-2, 1, 3, -1},
        {-2, -1, 3, 1},
        {5, 1, 10, 1},
        {-5, 1, 10, -1},
        {49, 1, 100, 0},
        {50, 1, 100, 1},
        {0, 7, 3, 0},
        {7, 0, 3, 0},
        {3333, 250, 100, 8333},
        {largest, largest, largest, largest},
        {largest, 2, 2, largest},
        {-largest, 1, largest, -1},
        {smallest, 1, 2, -4611686018427387904},
        {largest, 1, 2, 4611686018427387904},
    };
    for (const Case& c : cases) EXPECT_EQ(multiply_divide(c.a, c.b, c.divisor), c.result) << c.a << " * " << c.b << " / " << c.divisor;
}

TEST(MultiplyDivide, gives_nothing_when_the_result_does_not_fit) {
    EXPECT_EQ(multiply_divide(largest, 2, 1), std::nullopt);
    EXPECT_EQ(multiply_divide(smallest, 1, 1), std::nullopt);
    EXPECT_EQ(multiply_divide(smallest, -1, 1), std::nullopt);
    EXPECT_EQ(multiply_divide(smallest, smallest, 1), std::nullopt);
    EXPECT_EQ(multiply_divide(1, 1, 0), std::nullopt);
    EXPECT_EQ(multiply_divide(1, 1, -1), std::nullopt);
}

TEST(MultiplyDivide, takes_three_factors_through_128_bits) {
    EXPECT_EQ(multiply_divide(2500, 11925, 9000, 10'000'000), 26831);  // 2.500 × 119.25 at 90.00 %: 268.3125 → 268.31
    EXPECT_EQ(multiply_divide(-2500, 11925, 9000, 10'000'000), -26831);
    EXPECT_EQ(multiply_divide(-3, -3, -1, 2), -5);
    EXPECT_EQ(multiply_divide(largest, largest, 1, largest), largest);
    EXPECT_EQ(multiply_divide(largest, largest, 0, 1), 0);
    EXPECT_EQ(multiply_divide(4'000'000'000'000'000'000, 1'000'000'000, 1'000'000'000, 1'000'000'000'000'000'000),
              4'000'000'000'000'000'000);
}

TEST(MultiplyDivide, refuses_a_product_past_127_bits) {
    EXPECT_EQ(multiply_divide(largest, largest, 3, largest), std::nullopt);
    EXPECT_EQ(multiply_divide(largest, largest, largest, largest), std::nullopt);
    EXPECT_EQ(multiply_divide(smallest, smallest, 2, largest), std::nullopt);
    EXPECT_EQ(multiply_divide(1, 1, 1, 0), std::nullopt);
}

TEST(DivideScaled, divides_at_the_scale_asked_for) {
    struct Case {
        std::int64_t a, b;
        int scale;
        std::int64_t result;
    };
    const Case cases[] = {{1, 3, 4, 3333}, {2, 3, 4, 6667}, {-2, 3, 4, -6667}, {2, -3, 4, -6667},
                          {-1, -2, 0, 1},  {1, 8, 2, 13},   {0, 5, 9, 0},      {largest, largest, 9, 1'000'000'000}};
    for (const Case& c : cases) EXPECT_EQ(divide_scaled(c.a, c.b, c.scale), c.result) << c.a << " / " << c.b;
}

TEST(DivideScaled, gives_nothing_for_a_zero_divisor_and_on_overflow) {
    EXPECT_EQ(divide_scaled(1, 0, 2), std::nullopt);
    EXPECT_EQ(divide_scaled(largest, 1, 1), std::nullopt);
    EXPECT_EQ(divide_scaled(1, 1, 19), std::nullopt);
    EXPECT_EQ(divide_scaled(1, 1, -1), std::nullopt);
}

TEST(PowerOfTen, is_exact) {
    static_assert(power_of_ten(0) == 1);
    static_assert(power_of_ten(18) == 1'000'000'000'000'000'000);
}

}  // namespace
}  // namespace kernel
