// The part of a file that a reader asks for (RFC 9110, section 14): one range of bytes. Whatever else the header may say gets the whole.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace kernel {

struct ByteRange {
    std::uint64_t first = 0, last = 0;  // both included
    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};
std::optional<ByteRange> byte_range(std::string_view header, std::uint64_t size);

}  // namespace kernel
