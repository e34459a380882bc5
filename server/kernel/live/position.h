// How far somebody has heard the log: by node, the last entry. Written as "1:523,2:88", which is the id of a live event.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kernel {

class Position {
public:
    static std::optional<Position> parse(std::string_view text);
    std::string text() const;

    std::int64_t of(std::int64_t node) const;
    void set(std::int64_t node, std::int64_t seq) { reached_[node] = seq; }
    const std::map<std::int64_t, std::int64_t>& nodes() const { return reached_; }
    // How many entries there are between this and `end`; none when this is ahead of it somewhere: then it speaks of another log.
    std::optional<std::int64_t> distance(const Position& end) const;
    bool operator==(const Position&) const = default;

private:
    std::map<std::int64_t, std::int64_t> reached_;
};

}  // namespace kernel
