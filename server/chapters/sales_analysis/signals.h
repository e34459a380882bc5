// 4.4.2: what stands out in the figures: customers who fall silent or buy less, a few who carry the whole, prices that slip, products that
// lose money, months that are strong or weak every year. Rules with stated bounds; nothing is guessed, and every item opens its lines.
#pragma once
#include "chapters/sales_analysis/classes.h"

namespace sales {

namespace limits {
inline constexpr std::int64_t silent_orders = 4, silent_times = 2, silent_days = 60;  // at least; × the usual interval; at least
inline constexpr std::int64_t concentrated_permille = 200;                            // of all revenue of the stretch
inline constexpr std::int64_t falling_permille = 500, falling_share_permille = 10;  // at most of a year earlier; at least of the whole then
inline constexpr std::int64_t cheaper_permille = 900;                               // at most of the average price a year earlier
inline constexpr std::int64_t season_months = 24;                                   // of sales, at least
inline constexpr std::int64_t season_strong_permille = 1300, season_weak_permille = 700;  // of an average month
}  // namespace limits

struct Signals {
    using Column = Classified::Column;
    struct Item {
        Heading heading;  // of a season: the month, "11"
        Figures figures;
    };
    struct Rule {
        std::string_view name;
        std::string_view dimension;                                     // what its items are
        std::vector<std::pair<std::string_view, std::int64_t>> bounds;  // by name, as people read them: percent, days, orders
        std::vector<Column> columns;
        std::string ledger;            // what the lines of its items have in common
        std::vector<Item> items = {};  // the weightiest first, up to the limit
        std::size_t left_out = 0;
    };
    std::optional<kernel::Day> from, to, previous_from, previous_to;
    std::vector<Rule> rules;  // those that this viewer may know of, with the empty ones
};

// Of the question's stretch, which has both ends, up to today at the latest, beside the same days a year earlier; of its terms, up to its
// limit. May throw as ask() does.
kernel::Result<Signals> signals(const kernel::App& app, const SalesFacts& facts, const kernel::Viewer& viewer,
                                kernel::Connection& connection, Question question, kernel::Day today, const Patience& patience);
std::string json_of(const Signals& signals);

}  // namespace sales
