// A dimension made ready for one question: the group of every key, and each group's name, title and place in the order ledger.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "chapters/sales_analysis/question.h"
#include "kernel/api/app.h"
#include "kernel/facts/tally.h"

namespace sales {

// What is to be known of the records behind keys, read once for a question.
class Masters {
public:
    Masters(const kernel::App& app, const kernel::Viewer& viewer, kernel::Connection& connection)
        : app_(app), viewer_(viewer), connection_(connection) {}

    // The nodes of a tree from the top to the one that a key (a region, a product) hangs at; none: empty.
    const std::vector<std::int64_t>& nodes(const Dimension& tree, std::int64_t key);
    // The text of a customer's field as this viewer may know it; of somebody else's customer, nothing.
    const std::string& segment(std::int64_t customer);
    // Whether something of this order has come back.
    bool is_returned(std::int64_t order);
    std::string label(const std::string& key) const { return app_.messages.text(viewer_.locale, key); }
    // The titles of these records, and who answers for these regions.
    std::map<std::int64_t, std::string> titles(std::string_view record, std::span<const std::int64_t> ids);
    std::map<std::int64_t, std::string> managers(std::span<const std::int64_t> regions);

private:
    using Nodes = std::unordered_map<std::int64_t, std::vector<std::int64_t>>;
    Nodes load(const Dimension& tree);
    std::map<std::int64_t, std::string> texts(const kernel::RecordType& type, std::string_view column, std::span<const std::int64_t> ids);

    const kernel::App& app_;
    const kernel::Viewer& viewer_;
    kernel::Connection& connection_;
    std::map<std::string_view, Nodes> nodes_;
    std::unordered_map<std::int64_t, std::string> segments_;
    bool has_segments_ = false;
    std::unordered_set<std::int64_t> returned_;
    bool has_returned_ = false;
};

class Grouping {
public:
    Grouping(const Dimension& dimension, Masters& masters) : dimension_(&dimension), masters_(&masters) {}
    const Dimension& dimension() const { return *dimension_; }

    // `shown` is the day a fact is counted on, when another than its own (a comparison).
    kernel::Cut cut(const std::function<kernel::Day(kernel::Day)>& shown) const;
    std::string name(std::int64_t group) const;  // "2025-01", "2025-Q1", an id, a text; empty: has no value
    // In the filter language of lists, of order lines.
    std::string ledger(std::int64_t group) const;
    // Of groups that have a name: what people call them.
    std::map<std::int64_t, std::string> titles(std::span<const std::int64_t> groups) const;
    // What else is to be said of some of them: who answers for a region.
    std::map<std::int64_t, std::string> notes(std::span<const std::int64_t> groups) const;

private:
    std::int64_t group_of(std::int64_t key) const;
    std::int64_t text_group(const std::string& text) const;

    const Dimension* dimension_;
    Masters* masters_;
    struct Texts {
        std::vector<std::string> of_group{std::string()};  // 0: none
        std::unordered_map<std::string, std::int64_t> groups;
    };
    std::shared_ptr<Texts> texts_ = std::make_shared<Texts>();
    std::shared_ptr<std::unordered_map<std::int64_t, int>> depths_ = std::make_shared<std::unordered_map<std::int64_t, int>>();
};

// A time dimension's group of a day: a year, year × 4 + quarter, or year × 12 + month.
std::int64_t time_group(Dimension::Of of, kernel::Day day);
std::pair<kernel::Day, kernel::Day> days_of_group(Dimension::Of of, std::int64_t group);

// A term as a condition on facts, and as one on the ledger.
kernel::Condition condition_of(const Term& term, Masters& masters);
std::string ledger_of(const Term& term);
// "order.ordered_on in 2025-01-01..2025-12-31".
std::string ledger_of_days(std::optional<kernel::Day> from, std::optional<kernel::Day> to);

}  // namespace sales
