// 4.4: a question answered: the figures, the groups along both sides, and the place in the ledger behind each of them.
#pragma once
#include <string>
#include <vector>

#include "chapters/sales_analysis/scan.h"

namespace sales {

struct Heading {
    std::string name;  // empty: has no value, or all the others
    std::string title;
    std::string ledger;  // empty: too many to name
    bool others = false;
    std::string note = {};  // who answers for a region
};

using Figures = std::vector<std::int64_t>;  // in the order of the question's measures, each in units of its scale

// The figures of one stretch of time.
struct Layer {
    std::optional<kernel::Day> from, to;
    Figures total;
    std::vector<Figures> rows, columns;
    std::vector<std::vector<Figures>> cells;  // row, column; empty without columns
};

struct Report {
    Question question;
    std::vector<Heading> rows, columns;
    std::size_t rows_left_out = 0, columns_left_out = 0;  // groups in the heading of all the others
    Layer current;
    std::optional<Layer> previous, last_year;
    std::string ledger;                       // what all figures of `current` have in common
    std::string_view record = "order_lines";  // whose lists open with the filters
    std::optional<kernel::Day> owed_on = {};  // the day of an ageing
};

// Of groups that have a name; one more for all the others when there are any.
std::vector<Heading> headings_of(const Grouping& grouping, std::span<const std::int64_t> groups, bool others);

// May throw Stopped and kernel::TooManyPairs. The viewer may read orders.
Report ask(const kernel::App& app, const SalesFacts& facts, const kernel::Viewer& viewer, kernel::Connection& connection, Question question,
           const Patience& patience);

}  // namespace sales
