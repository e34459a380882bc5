// Chance that comes out the same every time.
#pragma once
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace demo {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    int below(int sides) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(sides)); }
    int between(int least, int most) { return least + below(most - least + 1); }
    bool chance(int percent) { return below(100) < percent; }
    template <class List>
    const auto& one_of(const List& list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(std::size(list))))];
    }
    // A place in `weights`, more often where they are high.
    std::size_t weighted(std::span<const int> weights) {
        int sum = 0;
        for (int weight : weights) sum += weight;
        int left = below(sum);
        std::size_t place = 0;
        while (left >= weights[place]) left -= weights[place++];
        return place;
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace demo
