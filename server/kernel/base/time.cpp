#include "kernel/base/time.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>

#include "kernel/base/text.h"

namespace kernel {
namespace {

constexpr std::int64_t microseconds_a_second = 1'000'000;
constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::int64_t microseconds_a_day = seconds_a_day * microseconds_a_second;
constexpr std::int64_t china_offset = 8 * 3600 * microseconds_a_second;
constexpr int days_an_era = 146'097;  // 400 years

std::int64_t floored(std::int64_t dividend, std::int64_t divisor) { return dividend / divisor - (dividend % divisor < 0 ? 1 : 0); }

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(int year, int month) {
    constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

// Takes a text from the front; every step says whether it found what it asked for.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}
    bool done() const { return rest_.empty(); }

    bool literal(std::string_view wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(wanted.size());
        return true;
    }

    // Returns how many digits were read, at most `most`.
    int digits(int most, int& number) {
        int count = 0;
        number = 0;
        for (; count < most && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; ++count, rest_.remove_prefix(1))
            number = number * 10 + (rest_.front() - '0');
        return count;
    }

    bool exactly(int count, int& number) { return digits(count, number) == count; }

    bool blanks() {
        const bool any = !rest_.empty() && rest_.front() == ' ';
        while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
        return any;
    }

private:
    std::string_view rest_;
};

std::optional<Day> strict_day(Reader& reader) {
    int year = 0, month = 0, day = 0;
    if (!reader.exactly(4, year) || !reader.literal("-")) return std::nullopt;
    if (!reader.exactly(2, month) || !reader.literal("-") || !reader.exactly(2, day)) return std::nullopt;
    return day_from(year, month, day);
}

std::optional<std::int64_t> strict_time_of_day(Reader& reader) {
    int hour = 0, minute = 0, second = 0, fraction = 0;
    if (!reader.exactly(2, hour) || !reader.literal(":") || !reader.exactly(2, minute)) return std::nullopt;
    if (!reader.literal(":") || !reader.exactly(2, second)) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    if (reader.literal(".")) {
        const int places = reader.digits(6, fraction);
        if (places == 0) return std::nullopt;
        for (int place = places; place < 6; ++place) fraction *= 10;
    }
    return (hour * 3600 + minute * 60 + second) * microseconds_a_second + fraction;
}

std::optional<std::int64_t> zone_offset(Reader& reader) {
    if (reader.literal("Z")) return 0;
    const bool east = reader.literal("+");
    if (!east && !reader.literal("-")) return std::nullopt;
    int hour = 0, minute = 0;
    if (!reader.exactly(2, hour) || !reader.literal(":") || !reader.exactly(2, minute)) return std::nullopt;
    if (hour > 23 || minute > 59) return std::nullopt;
    const std::int64_t offset = (hour * 3600 + minute * 60) * microseconds_a_second;
    return east ? offset : -offset;
}

std::optional<Day> chinese_day(Reader& reader, int year) {
    int month = 0, day = 0;
    reader.blanks();
    if (!reader.literal("年")) return std::nullopt;
    reader.blanks();
    if (reader.digits(2, month) == 0) return std::nullopt;
    reader.blanks();
    if (!reader.literal("月")) return std::nullopt;
    reader.blanks();
    if (reader.digits(2, day) == 0) return std::nullopt;
    reader.blanks();
    if (!reader.literal("日") && !reader.literal("号") && !reader.literal("號")) return std::nullopt;
    return day_from(year, month, day);
}

std::optional<Day> loose_day(Reader& reader) {
    int year = 0, month = 0, day = 0;
    if (!reader.exactly(4, year)) return std::nullopt;
    if (const int run_on = reader.digits(2, month); run_on > 0) {
        if (run_on != 2 || !reader.exactly(2, day)) return std::nullopt;
        return day_from(year, month, day);
    }
    for (const std::string_view separator : {"-", "/", "."}) {
        if (!reader.literal(separator)) continue;
        if (reader.digits(2, month) == 0 || !reader.literal(separator) || reader.digits(2, day) == 0) return std::nullopt;
        return day_from(year, month, day);
    }
    return chinese_day(reader, year);
}

// "8:00", "08:00:00.000", "上午8:00", "8:00 PM", "08:00:00+08:00".
bool loose_time_of_day(Reader& reader) {
    int hour = 0, minute = 0, second = 0, fraction = 0;
    if (reader.literal("上午") || reader.literal("下午")) reader.blanks();
    if (reader.digits(2, hour) == 0 || !reader.literal(":") || !reader.exactly(2, minute)) return false;
    if (reader.literal(":") && !reader.exactly(2, second)) return false;
    if (reader.literal(".") && reader.digits(9, fraction) == 0) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    reader.blanks();
    for (const std::string_view half : {"AM", "PM", "am", "pm"})
        if (reader.literal(half)) break;
    return reader.done() || (zone_offset(reader) && reader.done());
}

// `width` digits, filled up with zeros.
void append_padded(std::string& out, std::uint64_t number, int width) {
    std::array<char, 20> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    const auto count = static_cast<std::size_t>(end - digits.data());
    if (count < static_cast<std::size_t>(width)) out.append(static_cast<std::size_t>(width) - count, '0');
    out.append(digits.data(), count);
}

// Two digits at `at`; hot, as every date of a page goes through it.
void put_two(char* at, int number) {
    at[0] = static_cast<char>('0' + number / 10);
    at[1] = static_cast<char>('0' + number % 10);
}

}  // namespace

// Both conversions count years from March, so that the leap day is the last of its year (Howard Hinnant's days_from_civil).
CalendarDate calendar_date(Day day) {
    const std::int64_t shifted = std::int64_t{day.since_1970} + 719'468;
    const std::int64_t era = floored(shifted, days_an_era);
    const int day_of_era = static_cast<int>(shifted - era * days_an_era);
    const int year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int march_month = (5 * day_of_year + 2) / 153;
    const int month = march_month < 10 ? march_month + 3 : march_month - 9;
    const int year = static_cast<int>(era * 400) + year_of_era + (month <= 2 ? 1 : 0);
    return {year, month, day_of_year - (153 * march_month + 2) / 5 + 1};
}

std::optional<Day> day_from(int year, int month, int day) {
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return std::nullopt;
    const int march_year = month <= 2 ? year - 1 : year;
    const int era = march_year / 400;
    const int year_of_era = march_year - era * 400;
    const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return Day{era * days_an_era + day_of_era - 719'468};
}

std::optional<Day> parse_day(std::string_view text) {
    Reader reader(text);
    const auto day = strict_day(reader);
    return reader.done() ? day : std::nullopt;
}

std::optional<Instant> parse_instant(std::string_view text) {
    Reader reader(text);
    const auto day = strict_day(reader);
    if (!day || !reader.literal("T")) return std::nullopt;
    const auto time_of_day = strict_time_of_day(reader);
    if (!time_of_day) return std::nullopt;
    const auto offset = zone_offset(reader);
    if (!offset || !reader.done()) return std::nullopt;
    const Instant instant{day->since_1970 * microseconds_a_day + *time_of_day - *offset};
    // An offset can push the first and the last day of the calendar over its edge, where no text could say it.
    const std::int64_t first = day_from(1, 1, 1)->since_1970 * microseconds_a_day;
    const std::int64_t last = (day_from(9999, 12, 31)->since_1970 + 1) * microseconds_a_day - 1;
    if (instant.microseconds < first || instant.microseconds > last) return std::nullopt;
    return instant;
}

std::optional<Day> parse_day_loosely(std::string_view text) {
    const std::string narrow = half_width(trimmed(text));
    Reader reader(narrow);
    const auto day = loose_day(reader);
    if (!day || reader.done()) return day;
    if (!reader.blanks() && !reader.literal("T")) return std::nullopt;
    return loose_time_of_day(reader) ? day : std::nullopt;
}

void append_day(std::string& out, Day day) {
    const CalendarDate date = calendar_date(day);
    if (date.year < 0 || date.year > 9999) {
        if (date.year < 0) out += '-';
        append_padded(out, static_cast<std::uint64_t>(date.year < 0 ? -date.year : date.year), 4);
    } else {
        char year[4];
        put_two(year, date.year / 100);
        put_two(year + 2, date.year % 100);
        out.append(year, sizeof year);
    }
    char rest[6] = {'-', 0, 0, '-', 0, 0};
    put_two(rest + 1, date.month);
    put_two(rest + 4, date.day);
    out.append(rest, sizeof rest);
}

void append_instant(std::string& out, Instant instant) {
    const std::int64_t day = floored(instant.microseconds, microseconds_a_day);
    const std::int64_t rest_of_day = instant.microseconds % microseconds_a_day;
    const std::int64_t of_day = rest_of_day < 0 ? rest_of_day + microseconds_a_day : rest_of_day;
    const int second = static_cast<int>(of_day / microseconds_a_second);
    const int fraction = static_cast<int>(of_day % microseconds_a_second);
    append_day(out, Day{static_cast<std::int32_t>(day)});
    char rest[] = "T00:00:00.000000Z";
    put_two(rest + 1, second / 3600);
    put_two(rest + 4, second / 60 % 60);
    put_two(rest + 7, second % 60);
    put_two(rest + 10, fraction / 10'000);
    put_two(rest + 12, fraction / 100 % 100);
    put_two(rest + 14, fraction % 100);
    out.append(rest, sizeof rest - 1);
}

std::string format_day(Day day) {
    std::string text;
    append_day(text, day);
    return text;
}

std::string format_instant(Instant instant) {
    std::string text;
    append_instant(text, instant);
    return text;
}

Day Clock::today() const { return Day{static_cast<std::int32_t>(floored(now().microseconds + china_offset, microseconds_a_day))}; }

Instant SystemClock::now() const {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count()};
}

}  // namespace kernel
