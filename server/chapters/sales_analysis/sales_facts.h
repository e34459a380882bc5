// 4.4: the facts that analysis counts: the lines of orders that are sold. An order counts from its confirmation on, by the day it was
// ordered; drafts, cancelled orders and those put away do not.
#pragma once
#include "kernel/facts/facts.h"
#include "kernel/records/records.h"

namespace sales {

enum FactKey : std::size_t { key_order, key_day, key_customer, key_product, key_region, key_owner, fact_key_count };
enum FactMeasure : std::size_t {
    lines_measure,
    quantity_measure,
    amount_measure,
    cost_measure,
    loss_lines_measure,
    loss_measure,
    returned_quantity_measure,
    returned_measure,      // money
    problem_loss_measure,  // 4.3.3: what problems of the order cost
};

class SalesFacts final : public kernel::Follower {
public:
    SalesFacts(const kernel::House& house, kernel::Store& store);

    void follow(kernel::Transaction& transaction, const kernel::RecordType& type, const kernel::Seen* before,
                const kernel::Seen& after) override;
    // For a database that was there before: all orders, with progress on stderr. Does nothing when it has been done.
    void fill();
    std::vector<std::string> verify(kernel::Connection& connection) const;

    const kernel::Facts& facts() const { return facts_; }
    // The states of orders that count, as they are stored.
    const std::vector<std::string>& counted_states() const { return counted_states_; }

private:
    bool counts(const kernel::Row& order) const;
    void append(std::vector<kernel::Fact>& facts, const kernel::Seen& seen, std::int64_t sign, bool again) const;
    std::optional<std::int64_t> recount(kernel::Connection& connection, std::int64_t after, const kernel::Facts::Emit& emit) const;

    const kernel::RecordType& orders_;
    const kernel::RecordType& lines_;
    std::vector<std::string> counted_states_;
    std::vector<std::size_t> line_places_;
    std::string recount_sql_;
    kernel::Facts facts_;
    std::vector<kernel::Fact> held_;  // the writer's, so that following costs no memory anew
};

extern const kernel::Migration sales_facts_migration, sales_facts_returns_migration;

}  // namespace sales
