#include "kernel/records/relative_day.h"

#include <gtest/gtest.h>

#include "kernel/base/time.h"

namespace kernel {

namespace {

std::string range(std::string_view word, std::string_view today) {
    const auto days = relative_days(word, parse_day(today).value());
    return days ? format_day(days->first) + ".." + format_day(days->last) : "none";
}

TEST(RelativeDay, counts_from_today) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"today", "2026-03-31", "2026-03-31..2026-03-31"},   {"today-29", "2026-03-31", "2026-03-02..2026-03-02"},
        {"today+1", "2024-02-28", "2024-02-29..2024-02-29"}, {"week", "2026-11-25", "2026-11-23..2026-11-29"},
        {"week", "2026-11-23", "2026-11-23..2026-11-29"},    {"week", "2026-11-29", "2026-11-23..2026-11-29"},
        {"week-1", "2026-11-25", "2026-11-16..2026-11-22"},  {"month", "2024-02-10", "2024-02-01..2024-02-29"},
        {"month-1", "2026-01-15", "2025-12-01..2025-12-31"}, {"month+2", "2026-12-31", "2027-02-01..2027-02-28"},
        {"quarter", "2026-11-25", "2026-10-01..2026-12-31"}, {"quarter-1", "2026-02-01", "2025-10-01..2025-12-31"},
        {"year", "2026-11-25", "2026-01-01..2026-12-31"},    {"year-1", "2026-11-25", "2025-01-01..2025-12-31"},
        {"week", "1969-12-31", "1969-12-29..1970-01-04"},
    };
    for (const auto& [word, today, expected] : cases) EXPECT_EQ(range(word, today), expected) << word << ' ' << today;
}

TEST(RelativeDay, takes_no_other_word) {
    for (const char* word :
         {"", "tomorrow", "today-", "today--1", "today-x", "today-10000", "months", "month1", "2026-01-01", "-1", "year-9998"})
        EXPECT_EQ(range(word, "2026-11-25"), "none") << word;
}

}  // namespace

}  // namespace kernel
