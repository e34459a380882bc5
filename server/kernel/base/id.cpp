#include "kernel/base/id.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "kernel/base/text.h"

namespace kernel {
namespace {

constexpr std::int64_t milliseconds_of_2020 = 1'577'836'800'000;
constexpr int sequence_bits = 14;
constexpr int node_bits = 8;
constexpr std::int64_t last_of_all = (std::int64_t{1} << (41 + sequence_bits)) - 1;

}  // namespace

IdMaker::IdMaker(const Clock& clock, std::uint8_t node) : clock_(clock), node_(node) {}

std::int64_t IdMaker::next() {
    const std::int64_t milliseconds = clock_.now().microseconds / 1'000 - milliseconds_of_2020;
    if (milliseconds > last_of_all >> sequence_bits) throw std::runtime_error("The clock is past the year 2089: no ids are left.");
    const std::int64_t by_clock = std::max<std::int64_t>(milliseconds, 0) << sequence_bits;
    // When the clock stands still or goes back, and when a millisecond's sequence is used up, the count runs on by itself.
    std::int64_t last = last_.load(std::memory_order_relaxed);
    std::int64_t mine = 0;
    do { mine = std::max(last + 1, by_clock); } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
    return (mine << node_bits) | node_;
}

std::optional<std::int64_t> parse_id(std::string_view text) {
    if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return id;
}

std::string random_token() {
    char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    std::string token = base64url({bytes, sizeof bytes});
    sodium_memzero(bytes, sizeof bytes);
    return token;
}

}  // namespace kernel
