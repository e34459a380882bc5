// Figures of a running server and the text in which Prometheus reads them (exposition format 0.0.4). Counting costs a few nanoseconds and
// never waits; labels come from a bounded set of words of ours.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace kernel {

// How many values stayed below each bound, how many there were and their sum, in whole units (microseconds, pieces).
template <std::size_t N>
class Histogram {
public:
    explicit constexpr Histogram(const std::array<std::int64_t, N>& bounds) : bounds_(bounds) {}
    void add(std::int64_t value) {
        std::size_t place = 0;
        while (place < N && value > bounds_[place]) ++place;
        counts_[place].fetch_add(1, std::memory_order_relaxed);
        sum_.fetch_add(value, std::memory_order_relaxed);
    }
    const std::array<std::int64_t, N>& bounds() const { return bounds_; }
    std::int64_t count(std::size_t place) const { return counts_[place].load(std::memory_order_relaxed); }  // N: above every bound
    std::int64_t sum() const { return sum_.load(std::memory_order_relaxed); }

private:
    std::array<std::int64_t, N> bounds_;
    std::array<std::atomic<std::int64_t>, N + 1> counts_{};
    std::atomic<std::int64_t> sum_{0};
};

struct Durations : Histogram<12> {  // in microseconds
    Durations() : Histogram({250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000, 5'000'000}) {}
};
struct Sizes : Histogram<8> {  // of batches
    Sizes() : Histogram({1, 2, 4, 8, 16, 32, 64, 128}) {}
};

class MetricsText {
public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    // Before the values of each: what it counts, in a sentence. `type`: counter, gauge, histogram.
    MetricsText& metric(std::string_view name, std::string_view type, std::string_view help);
    MetricsText& value(std::int64_t number, Labels labels = {});
    MetricsText& seconds(std::int64_t microseconds, Labels labels = {});
    // `scale`: 1'000'000 when the values are microseconds and the metric is in seconds, else 1.
    template <std::size_t N>
    MetricsText& histogram(const Histogram<N>& histogram, std::int64_t scale, Labels labels = {}) {
        std::int64_t up_to = 0;
        for (std::size_t place = 0; place <= N; ++place) {
            up_to += histogram.count(place);
            line("_bucket", labels, place < N ? scaled(histogram.bounds()[place], scale) : "+Inf", std::to_string(up_to));
        }
        line("_sum", labels, {}, scaled(histogram.sum(), scale));
        line("_count", labels, {}, std::to_string(up_to));
        return *this;
    }
    std::string take() { return std::move(text_); }

private:
    static std::string scaled(std::int64_t number, std::int64_t scale);
    void line(std::string_view tail, Labels labels, std::string_view bound, std::string_view number);

    std::string text_;
    std::string name_;
};

}  // namespace kernel
