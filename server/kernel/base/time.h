// Days and instants as text, and the one source of "now".
#pragma once
#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/base/types.h"

namespace kernel {

struct CalendarDate {
    int year, month, day;
};
CalendarDate calendar_date(Day day);
std::optional<Day> day_from(int year, int month, int day);  // nothing for the 30th of February; years 1..9999

// Strict, as the API speaks: "2026-01-31"; "2026-01-31T08:00:00.000000Z" (the fraction may have 0 to 6 digits; "+08:00" offsets too).
std::optional<Day> parse_day(std::string_view text);
std::optional<Instant> parse_instant(std::string_view text);
// As people and spreadsheets write a day: also 2026/1/31, 2026.1.31, 2026年1月31日, 20260131, a time of day after it (dropped).
std::optional<Day> parse_day_loosely(std::string_view text);

void append_day(std::string& out, Day day);
void append_instant(std::string& out, Instant instant);
std::string format_day(Day day);
std::string format_instant(Instant instant);

// Passed to whoever needs the time, so that deadlines are tested and not waited for. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    // The calendar day at the branch: China Standard Time (UTC+8, no summer time) until branches carry a zone.
    Day today() const;
};
class SystemClock final : public Clock {
public:
    Instant now() const override;
};
// Stands still, or is moved by hand.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Instant at) : at_(at.microseconds) {}
    Instant now() const override { return Instant{at_.load()}; }
    void set(Instant at) { at_ = at.microseconds; }

private:
    std::atomic<std::int64_t> at_;
};

}  // namespace kernel
