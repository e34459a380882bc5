// Ids are 63-bit and time-ordered: 41 bits of milliseconds since 2020-01-01 UTC, 14 of sequence, 8 of node. Made without asking the
// database.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/base/time.h"

namespace kernel {

// Thread-safe. Never the same id twice from one maker, and always increasing, whatever the clock does.
class IdMaker {
public:
    IdMaker(const Clock& clock, std::uint8_t node);
    std::int64_t next();
    std::uint8_t node() const { return node_; }

private:
    const Clock& clock_;
    std::uint8_t node_;
    std::atomic<std::int64_t> last_{0};  // milliseconds and sequence
};

// Ids as the API writes them: decimal digits, 1 … 2^63-1.
std::optional<std::int64_t> parse_id(std::string_view text);

// Random bytes from the operating system as 43 characters of URL-safe base64 (256 bits): session and API tokens, one-time links.
std::string random_token();

}  // namespace kernel
