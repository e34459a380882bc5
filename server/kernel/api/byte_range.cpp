#include "kernel/api/byte_range.h"

#include <algorithm>
#include <charconv>

namespace kernel {

namespace {

std::optional<std::uint64_t> number(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<ByteRange> byte_range(std::string_view header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit) || size == 0) return std::nullopt;
    header.remove_prefix(unit.size());
    const auto dash = header.find('-');
    if (dash == header.npos) return std::nullopt;
    const auto first = number(header.substr(0, dash)), last = number(header.substr(dash + 1));
    if (dash == 0) {  // the last so many
        if (!last || *last == 0) return std::nullopt;
        return ByteRange{size - std::min(*last, size), size - 1};
    }
    if (!first || *first >= size || (!last && dash + 1 != header.size()) || (last && *last < *first)) return std::nullopt;
    return ByteRange{*first, last ? std::min(*last, size - 1) : size - 1};
}

}  // namespace kernel
