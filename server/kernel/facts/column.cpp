#include "kernel/facts/column.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "kernel/store/store.h"

namespace kernel {

namespace {

static_assert(std::endian::native == std::endian::little, "packed numbers are written as they stand in memory");

template <class Number>
void append_raw(std::string& out, Number number) {
    out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class Number>
Number take_raw(std::string_view& packed) {
    if (packed.size() < sizeof(Number)) throw DatabaseError("a column of facts is damaged", false);
    Number number{};
    std::memcpy(&number, packed.data(), sizeof number);
    packed.remove_prefix(sizeof number);
    return number;
}

// Differences are taken without a sign, so that the whole range of 64 bits has one.
template <class Narrow>
void append_above(std::string& out, std::span<const std::int64_t> numbers, std::int64_t least) {
    const std::size_t at = out.size();
    out.resize(at + numbers.size() * sizeof(Narrow));
    char* to = out.data() + at;
    for (const std::int64_t number : numbers) {
        const auto above = static_cast<Narrow>(static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(least));
        std::memcpy(to, &above, sizeof above);
        to += sizeof above;
    }
}

template <class Narrow, class Wide>
void take_above(std::string_view packed, std::int64_t least, std::vector<Wide>& into) {
    const char* from = packed.data();
    for (Wide& number : into) {
        Narrow above{};
        std::memcpy(&above, from, sizeof above);
        from += sizeof above;
        number = static_cast<Wide>(static_cast<std::uint64_t>(least) + above);
    }
}

struct Head {
    std::uint8_t width = 0;  // of each number, in bytes
    std::int64_t least = 0;
};

// When all `count` numbers are behind it.
Head take_head(std::string_view& packed, std::size_t count) {
    Head head;
    head.width = take_raw<std::uint8_t>(packed);
    head.least = take_raw<std::int64_t>(packed);
    if (packed.size() < count * head.width) throw DatabaseError("a column of facts is damaged", false);
    return head;
}

template <class Wide>
void take(std::string_view& packed, std::size_t count, std::vector<Wide>& into) {
    const auto [width, least] = take_head(packed, count);
    into.resize(count);
    if (width == 0) std::ranges::fill(into, static_cast<Wide>(least));
    if (width == 1) take_above<std::uint8_t>(packed, least, into);
    if (width == 2) take_above<std::uint16_t>(packed, least, into);
    if (width == 4) take_above<std::uint32_t>(packed, least, into);
    if (width == 8) take_above<std::uint64_t>(packed, least, into);
    packed.remove_prefix(count * width);
}

}  // namespace

void append_numbers(std::string& out, std::span<const std::int64_t> numbers) {
    const auto [least, most] = numbers.empty() ? std::pair<std::int64_t, std::int64_t>{} : [&] {
        const auto ends = std::ranges::minmax(numbers);
        return std::pair{ends.min, ends.max};
    }();
    const std::uint64_t range = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    const std::uint8_t width = range == 0 ? 0 : range >> 8U == 0 ? 1 : range >> 16U == 0 ? 2 : range >> 32U == 0 ? 4 : 8;
    append_raw(out, width);
    append_raw(out, least);
    if (width == 1) append_above<std::uint8_t>(out, numbers, least);
    if (width == 2) append_above<std::uint16_t>(out, numbers, least);
    if (width == 4) append_above<std::uint32_t>(out, numbers, least);
    if (width == 8) append_above<std::uint64_t>(out, numbers, least);
}

void append_keys(std::string& out, std::span<const std::int64_t> keys) {
    std::vector<std::int64_t> values(keys.begin(), keys.end());
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    std::vector<std::int64_t> codes;
    codes.reserve(keys.size());
    for (const std::int64_t key : keys) codes.push_back(std::ranges::lower_bound(values, key) - values.begin());
    append_raw(out, static_cast<std::uint32_t>(values.size()));
    append_numbers(out, values);
    append_numbers(out, codes);
}

void skip_numbers(std::string_view& packed, std::size_t count) { packed.remove_prefix(count * take_head(packed, count).width); }

void take_numbers(std::string_view& packed, std::size_t count, std::vector<std::int64_t>& into) { take(packed, count, into); }

void take_keys(std::string_view& packed, std::size_t count, KeyColumn& into) {
    take(packed, take_raw<std::uint32_t>(packed), into.values);
    take(packed, count, into.codes);
    const std::size_t values = into.values.size();
    if (std::ranges::any_of(into.codes, [values](std::uint32_t code) { return code >= values; }))
        throw DatabaseError("a column of facts is damaged", false);
}

}  // namespace kernel
