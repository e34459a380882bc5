// 4.4: what one asks: which figures, by what, of which orders, compared with when.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chapters/sales_analysis/sales_facts.h"
#include "kernel/access/policy.h"

namespace sales {

namespace limits {
inline constexpr int analysis_rows = 1000, analysis_rows_default = 50;
inline constexpr int analysis_columns = 120, analysis_columns_default = 40;
inline constexpr std::size_t analysis_terms = 20;  // of a filter
inline constexpr int analysis_seconds = 30;        // of one question
}  // namespace limits

// What figures can be divided by. A level of a tree is the node above (or at) a line's own, counted from the top.
struct Dimension {
    enum class Of : std::uint8_t { year, quarter, month, tree, text, link, flag };
    std::string_view name;
    Of of;
    std::size_t key;          // of the facts
    int level = 0;            // of a tree, from 1
    std::string_view record;  // whose titles: regions, categories, products, customers, accounts
    std::string_view path;    // in the filter language of lists, from an order line
    bool is_time() const { return of <= Of::month; }
};
const std::vector<Dimension>& dimensions();
// Whether this viewer may divide by it: nobody divides by what they may not read.
bool may_use(const kernel::House& house, const kernel::Viewer& viewer, const Dimension& dimension);

struct Measure {
    enum class Of : std::uint8_t { sum, profit, records, distinct };
    std::string_view name;
    Of of;
    std::size_t measure;      // of the facts: what is summed, or what the records counted have
    std::string_view field;   // of order_lines, whose secrecy it has; empty: everybody's
    int scale;                // digits after the point; money 2, numbers 0
    std::string_view ledger;  // in the filter language of order lines: which of them it comes from; empty: all
    bool is_money() const { return scale == 2; }
};
const std::vector<Measure>& measures();
bool may_use(const kernel::House& house, const kernel::Viewer& viewer, const Measure& measure);

// One condition of the filter; all must hold.
struct Term {
    const Dimension* dimension = nullptr;
    bool negated = false;
    std::vector<std::string> values = {};  // one of them; none: has no value
};

struct Question {
    const Dimension* rows = nullptr;
    const Dimension* columns = nullptr;
    std::vector<const Measure*> measures = {};
    std::optional<kernel::Day> from = {}, to = {};
    std::vector<Term> terms = {};
    bool previous = false, last_year = false;
    const Measure* sort = nullptr;  // null: by the rows themselves
    bool descending = false;
    int limit = limits::analysis_rows_default, column_limit = limits::analysis_columns_default;
};

// From the parameters of a request, each at most once.
using Parameters = std::vector<std::pair<std::string, std::string>>;
kernel::Result<Question> question_from(const kernel::House& house, const kernel::Viewer& viewer, const Parameters& parameters);
kernel::Result<std::vector<Term>> terms_from(const kernel::House& house, const kernel::Viewer& viewer, std::string_view filter);

}  // namespace sales
