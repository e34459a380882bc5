// 4.4: what is sorted into classes: ABC by any dimension, customers by recency, frequency and money (RFM), and customers who are new, kept,
// back or lost. Rules with stated bounds; nothing is guessed.
#pragma once
#include "chapters/sales_analysis/inquiry.h"

namespace sales {

enum class Classing : std::uint8_t { abc, rfm, flow };
std::optional<Classing> classing_named(std::string_view name);

struct Classified {
    struct Column {
        std::string_view name;  // "revenue"; the key of its label
        int scale;              // money 2, numbers 0, shares and the like 1 (tenths of a percent)
        bool is_day = false;
    };
    struct Class {
        std::string_view name;
        std::int64_t count = 0;
        std::int64_t value = 0;  // of the first column
    };
    struct Item {
        Heading heading;
        std::size_t of_class = 0;
        Figures figures;  // in the order of the columns
    };
    Question question;
    Classing classing = Classing::abc;
    std::optional<kernel::Day> previous_from, previous_to;  // flow: the stretch before
    std::vector<Column> columns;
    std::vector<Class> classes;  // all, with the empty ones
    std::vector<Item> items;     // up to the limit, the most first
    std::size_t left_out = 0;
    std::string ledger;
};

namespace limits {
inline constexpr std::int64_t abc_a_permille = 800, abc_b_permille = 950;  // of the whole, before an item
inline constexpr int rfm_scores = 5, rfm_high = 4;                         // quintiles; from this score on it is high
}  // namespace limits

// `today` is the day that recency is counted from when the question has no end. May throw as ask() does.
kernel::Result<Classified> classify(const kernel::App& app, const SalesFacts& facts, const kernel::Viewer& viewer,
                                    kernel::Connection& connection, Question question, Classing classing, kernel::Day today,
                                    const Patience& patience);

// Which fifth (1 … 5) each value is in, the largest in the highest; equal ones in the same.
std::vector<int> quintiles(std::span<const std::int64_t> values);

}  // namespace sales
