// Reading the facts for a question: which of them count for this viewer, and whether sums that are kept already say it all.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "chapters/sales_analysis/grouping.h"

namespace sales {

// Ends a question that takes too long or that nobody waits for any more: throws Stopped.
struct Stopped {
    bool cancelled;
};
class Patience {
public:
    explicit Patience(std::shared_ptr<const std::atomic<bool>> cancelled,
                      std::chrono::seconds time = std::chrono::seconds(limits::analysis_seconds))
        : cancelled_(std::move(cancelled)), until_(std::chrono::steady_clock::now() + time) {}
    void check() const {
        if (cancelled_ && *cancelled_) throw Stopped{true};
        if (std::chrono::steady_clock::now() > until_) throw Stopped{false};
    }

private:
    std::shared_ptr<const std::atomic<bool>> cancelled_;
    std::chrono::steady_clock::time_point until_;
};

// How far a fact's own day is from the day it is shown on.
struct Shift {
    int months = 0, days = 0;
    kernel::Day shown(kernel::Day day) const;
    kernel::Day own(kernel::Day shown) const;  // near enough: within three days
};
Shift shift_to_previous(const Question& question);
inline constexpr Shift shift_to_last_year{.months = 12, .days = 0};
// The days of the question's stretch as they are before the shift.
std::pair<std::optional<kernel::Day>, std::optional<kernel::Day>> own_days(const Question& question, const Shift& shift);

kernel::Counting counting_of(std::span<const Measure* const> measures);
std::int64_t value_of(const Measure& measure, const kernel::Tally& tally, std::size_t cell);

class Scanner {
public:
    Scanner(const kernel::App& app, const SalesFacts& facts, const kernel::Viewer& viewer, kernel::Connection& connection,
            const Patience& patience, const Question& question);
    Masters& masters() { return masters_; }

    // The tallies that `make` gives, filled. May be asked for anew when what is read moves on meanwhile.
    using MakeTallies = std::function<std::vector<kernel::Tally>()>;
    std::vector<kernel::Tally> scan(const Shift& shift, const kernel::Counting& counting, const MakeTallies& make);

private:
    std::vector<kernel::Condition> conditions(const Shift& shift);
    std::optional<std::int64_t> part_summed(const Shift& shift, const kernel::Counting& counting) const;
    kernel::FactWish wish(const Shift& shift, const kernel::Counting& counting) const;

    const SalesFacts& facts_;
    const kernel::Viewer& viewer_;
    kernel::Connection& connection_;
    const Patience& patience_;
    const Question& question_;
    Masters masters_;
    bool own_;
};

// What all figures of a question have in common, in the filter language of order lines.
std::string common_ledger(const SalesFacts& facts, const Question& question);

}  // namespace sales
