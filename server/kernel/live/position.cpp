#include "kernel/live/position.h"

#include <charconv>

namespace kernel {

namespace {

constexpr std::size_t most_nodes = 256;  // a node's number is one byte

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

}  // namespace

std::optional<Position> Position::parse(std::string_view text) {
    Position position;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(','));
        const auto colon = part.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        const auto node = number(part.substr(0, colon)), seq = number(part.substr(colon + 1));
        if (!node || !seq || position.reached_.size() == most_nodes) return std::nullopt;
        if (!position.reached_.emplace(*node, *seq).second) return std::nullopt;
        if (part.size() == text.size()) return position;
        text.remove_prefix(part.size() + 1);
    }
    return std::nullopt;
}

std::string Position::text() const {
    std::string out;
    for (const auto& [node, seq] : reached_) {
        if (!out.empty()) out += ',';
        out += std::to_string(node) + ':' + std::to_string(seq);
    }
    return out.empty() ? "0:0" : out;
}

std::int64_t Position::of(std::int64_t node) const {
    const auto found = reached_.find(node);
    return found == reached_.end() ? 0 : found->second;
}

std::optional<std::int64_t> Position::distance(const Position& end) const {
    std::int64_t entries = 0;
    for (const auto& [node, seq] : reached_)
        if (seq > end.of(node)) return std::nullopt;
    for (const auto& [node, seq] : end.reached_) entries += seq - of(node);
    return entries;
}

}  // namespace kernel
