#include "kernel/base/time.h"

#include <gtest/gtest.h>

#include <limits>

namespace kernel {
namespace {

std::string read_back(std::optional<Day> day) { return day ? format_day(*day) : "nothing"; }
std::string read_back(std::optional<Instant> instant) { return instant ? format_instant(*instant) : "nothing"; }

TEST(CalendarDate, agrees_with_days_known_otherwise) {
    struct Case {
        std::int32_t since_1970;
        int year, month, day;
    };
    const Case cases[] = {{0, 1970, 1, 1},      {-1, 1969, 12, 31}, {11016, 2000, 2, 29},    {11017, 2000, 3, 1},
                          {20484, 2026, 1, 31}, {-719162, 1, 1, 1}, {2932896, 9999, 12, 31}, {-719468, 0, 3, 1}};
    for (const Case& c : cases) {
        const CalendarDate date = calendar_date(Day{c.since_1970});
        EXPECT_EQ(date.year, c.year);
        EXPECT_EQ(date.month, c.month);
        EXPECT_EQ(date.day, c.day);
        if (c.year > 0) { EXPECT_EQ(day_from(c.year, c.month, c.day), Day{c.since_1970}); }
    }
}

TEST(CalendarDate, goes_there_and_back_for_every_day_of_four_centuries) {
    const std::int32_t first = day_from(1800, 1, 1)->since_1970;
    for (std::int32_t day = first; day < first + 146'097; ++day) {
        const CalendarDate date = calendar_date(Day{day});
        ASSERT_EQ(day_from(date.year, date.month, date.day), Day{day});
    }
}

TEST(DayFrom, gives_nothing_for_days_that_are_not) {
    const int cases[][3] = {{2026, 2, 29}, {2026, 2, 30}, {1900, 2, 29}, {2026, 4, 31}, {2026, 0, 1}, {2026, 13, 1},
                            {2026, 1, 0},  {2026, 1, 32}, {0, 1, 1},     {10000, 1, 1}, {-1, 1, 1}};
    for (const auto& c : cases) EXPECT_EQ(day_from(c[0], c[1], c[2]), std::nullopt) << c[0] << '-' << c[1] << '-' << c[2];
    EXPECT_TRUE(day_from(2000, 2, 29));
    EXPECT_TRUE(day_from(2028, 2, 29));
}

TEST(ParseDay, reads_the_one_form_of_the_api) {
    for (const char* text : {"2026-01-31", "0001-01-01", "9999-12-31", "2028-02-29", "1969-12-31"})
        EXPECT_EQ(read_back(parse_day(text)), text);
}

TEST(ParseDay, refuses_everything_else) {
    for (const char* text : {"", "2026-1-31", "2026-01-1", "2026/01/31", "20260131", "2026-01-31 ", " 2026-01-31", "2026-01-31T00:00:00Z",
                             "2026-02-30", "0000-01-01", "10000-01-01", "-001-01-01", "2026-01-3a", "２026-01-31", "2026-01"})
        EXPECT_EQ(parse_day(text), std::nullopt) << text;
}

TEST(ParseInstant, reads_fractions_and_offsets) {
    struct Case {
        const char* text;
        const char* utc;
    };
    const Case cases[] = {
        {"2026-01-31T08:00:00.000000Z", "2026-01-31T08:00:00.000000Z"}, {"2026-01-31T08:00:00Z", "2026-01-31T08:00:00.000000Z"},
        {"2026-01-31T08:00:00.5Z", "2026-01-31T08:00:00.500000Z"},      {"2026-01-31T08:00:00.123456Z", "2026-01-31T08:00:00.123456Z"},
        {"2026-01-31T08:00:00+08:00", "2026-01-31T00:00:00.000000Z"},   {"2026-01-31T07:59:59.999+08:00", "2026-01-30T23:59:59.999000Z"},
        {"2026-01-31T20:00:00-05:30", "2026-02-01T01:30:00.000000Z"},   {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},        {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
    };
    for (const Case& c : cases) EXPECT_EQ(read_back(parse_instant(c.text)), c.utc) << c.text;
    EXPECT_EQ(parse_instant("1970-01-01T00:00:00.000001Z"), Instant{1});
    EXPECT_EQ(parse_instant("1969-12-31T23:59:59.999999Z"), Instant{-1});
}

TEST(ParseInstant, refuses_everything_else) {
    for (const char* text :
         {"", "2026-01-31", "2026-01-31T08:00Z", "2026-01-31T08:00:00", "2026-01-31 08:00:00Z", "2026-01-31t08:00:00z",
          "2026-01-31T24:00:00Z", "2026-01-31T08:60:00Z", "2026-01-31T08:00:60Z", "2026-01-31T08:00:00.Z", "2026-01-31T08:00:00.1234567Z",
          "2026-01-31T08:00:00+8:00", "2026-01-31T08:00:00+0800", "2026-01-31T08:00:00+24:00", "2026-01-31T08:00:00+08:60",
          "2026-01-31T08:00:00ZZ", "2026-02-30T08:00:00Z", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-00:01"})
        EXPECT_EQ(parse_instant(text), std::nullopt) << text;
}

TEST(ParseDayLoosely, reads_what_people_and_spreadsheets_write) {
    for (const char* text : {"2026-01-31",
                             "2026/1/31",
                             "2026/01/31",
                             "2026.1.31",
                             "2026-1-31",
                             "20260131",
                             "2026年1月31日",
                             "2026年01月31号",
                             "2026 年 1 月 31 日",
                             "２０２６年１月３１日",
                             "２０２６／１／３１",
                             "  2026-01-31\u3000",
                             "2026-01-31 08:00",
                             "2026/1/31 8:00:00",
                             "2026-01-31T08:00:00.000Z",
                             "2026-01-31T08:00:00+08:00",
                             "2026-01-31 08:00:00.000000",
                             "20260131 08:00:00",
                             "2026年1月31日 上午8:00",
                             "2026/1/31 8:00:00 PM",
                             "2026/1/31 下午 8:00"})
        EXPECT_EQ(read_back(parse_day_loosely(text)), "2026-01-31") << text;
}

TEST(ParseDayLoosely, refuses_what_is_no_day) {
    for (const char* text : {"",
                             "昨天",
                             "2026",
                             "2026-01",
                             "202601",
                             "2026013",
                             "202601311",
                             "20261/3/4",
                             "26/1/31",
                             "1/31/2026",
                             "2026-1/31",
                             "2026.1-31",
                             "2026/2/30",
                             "2026年1月",
                             "2026年1月31",
                             "2026-01-31x",
                             "2026-01-31 25:00",
                             "2026-01-31 8",
                             "2026-01-31 8:00 XM",
                             "2026-01-31 8:00:00 PMx",
                             "46053",
                             "2026/001/31"})
        EXPECT_EQ(parse_day_loosely(text), std::nullopt) << text;
}

TEST(AppendDay, can_write_any_day_there_is) {
    EXPECT_EQ(format_day(Day{0}), "1970-01-01");
    EXPECT_EQ(format_day(Day{2932897}), "10000-01-01");
    EXPECT_EQ(format_day(Day{-719469}), "0000-02-29");
    EXPECT_EQ(format_day(Day{-719529}), "-0001-12-31");
    EXPECT_EQ(format_day(Day{std::numeric_limits<std::int32_t>::max()}), "5881580-07-11");
    EXPECT_EQ(format_day(Day{std::numeric_limits<std::int32_t>::min()}), "-5877641-06-23");
}

TEST(AppendInstant, can_write_any_instant_there_is) {
    EXPECT_EQ(format_instant(Instant{std::numeric_limits<std::int64_t>::max()}), "294247-01-10T04:00:54.775807Z");
    EXPECT_EQ(format_instant(Instant{std::numeric_limits<std::int64_t>::min()}), "-290308-12-21T19:59:05.224192Z");
}

TEST(Clock, today_is_the_day_in_china) {
    FixedClock clock(*parse_instant("2026-01-31T15:59:59.999999Z"));
    EXPECT_EQ(format_day(clock.today()), "2026-01-31");
    clock.set(*parse_instant("2026-01-31T16:00:00Z"));
    EXPECT_EQ(format_day(clock.today()), "2026-02-01");
    clock.set(*parse_instant("1969-12-31T15:59:59Z"));
    EXPECT_EQ(format_day(clock.today()), "1969-12-31");
}

TEST(Clock, system_clock_moves_on) {
    const SystemClock clock;
    const Instant before = clock.now();
    EXPECT_GE(clock.now(), before);
    EXPECT_GT(before, *parse_instant("2026-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace kernel
