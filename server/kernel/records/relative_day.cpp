#include "kernel/records/relative_day.h"

#include <charconv>

#include "kernel/base/time.h"

namespace kernel {

namespace {

constexpr int furthest = 9999;

// The first day of the month that is `months` after that of year 0.
Day month_begins(int months) { return day_from(months / 12, months % 12 + 1, 1).value_or(Day{}); }

DayRange months_from(int first, int count) { return {month_begins(first), Day{month_begins(first + count).since_1970 - 1}}; }

// "-29" of "today-29": 0 when there is nothing, nothing when it is no number.
std::optional<int> distance(std::string_view text) {
    if (text.empty()) return 0;
    const bool back = text.front() == '-';
    if (!back && text.front() != '+') return std::nullopt;
    text.remove_prefix(1);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 0 || value > furthest) return std::nullopt;
    return back ? -value : value;
}

}  // namespace

std::optional<DayRange> relative_days(std::string_view word, Day today) {
    const auto [year, month, day] = calendar_date(today);
    const auto sign = word.find_first_of("+-");
    const std::string_view unit = word.substr(0, sign);
    const auto far = distance(sign == word.npos ? std::string_view() : word.substr(sign));
    if (!far) return std::nullopt;
    const int now = year * 12 + month - 1;
    const auto within = [](int first) { return first / 12 >= 1 && first / 12 < 9999; };
    if (unit == "today") return DayRange{Day{today.since_1970 + *far}, Day{today.since_1970 + *far}};
    if (unit == "week") {
        const int monday = today.since_1970 - (today.since_1970 % 7 + 10) % 7 + 7 * *far;  // the first day of 1970 was a Thursday
        return DayRange{Day{monday}, Day{monday + 6}};
    }
    if (unit == "month" && within(now + *far)) return months_from(now + *far, 1);
    if (unit == "quarter" && within(now - now % 3 + 3 * *far)) return months_from(now - now % 3 + 3 * *far, 3);
    if (unit == "year" && within((year + *far) * 12)) return months_from((year + *far) * 12, 12);
    return std::nullopt;
}

}  // namespace kernel
