// What is counted of the requests to one route.
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "kernel/base/metrics.h"

namespace kernel {

class RequestFigures {
public:
    // Those that the API answers with; any other counts as the last.
    static constexpr std::array<int, 22> statuses{200, 201, 202, 204, 206, 304, 400, 401, 403, 404, 405,
                                                  408, 409, 412, 413, 415, 422, 428, 429, 431, 503, 500};
    void add(int status, std::int64_t microseconds) {
        const auto place = std::find(statuses.begin(), statuses.end() - 1, status) - statuses.begin();
        counts_[static_cast<std::size_t>(place)].fetch_add(1, std::memory_order_relaxed);
        durations_.add(microseconds);
    }
    std::int64_t count(std::size_t place) const { return counts_[place].load(std::memory_order_relaxed); }
    bool any() const {
        return std::any_of(counts_.begin(), counts_.end(), [](const auto& count) { return count.load(std::memory_order_relaxed) > 0; });
    }
    const Durations& durations() const { return durations_; }

private:
    std::array<std::atomic<std::int64_t>, statuses.size()> counts_{};
    Durations durations_;
};

}  // namespace kernel
