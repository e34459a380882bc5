// Facts: what happened, as whole numbers. A fact has keys (which order, on which day, of which product …) and measures (how many, how
// much). The writer keeps them beside the records they follow from, in the same transaction, in a form in which a question over ten million
// of them is a matter of a second:
//   recent   rows of one narrow table, written with the work that made them;
//   packed   segments of many facts, each column by itself (column.h), never changed;
//   summed   for each part (a salesperson; 0: all of them) and month, the measures by one item (a product).
// Recent facts are packed and summed when there are many of them, so that a single work pays for a row a fact and nothing else.
// A fact is never changed either: one that does not hold any more is taken back by the same fact with its measures negative.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/base/types.h"
#include "kernel/facts/column.h"
#include "kernel/facts/limits.h"
#include "kernel/store/migrate.h"
#include "kernel/store/store.h"

namespace kernel {

struct FactSet {
    std::string_view name;                    // the table of the recent ones: a column each for keys, "again" and measures
    std::vector<std::string_view> keys;       // the first: the record whose facts they are
    std::vector<std::string_view> measures;   // the first: how many there are, 1 or -1
    std::size_t day = 1, part = 0, item = 0;  // places in keys by which they are summed
};

struct Fact {
    std::array<std::int64_t, limits::fact_keys> keys{};
    std::array<std::int64_t, limits::fact_measures> measures{};
    bool again = false;  // its record had facts before
};

// Facts as they are read. Of the columns only those that were wished for are filled.
struct Chunk {
    std::size_t count = 0;
    bool recent = false;  // neither packed nor summed yet
    std::array<KeyColumn, limits::fact_keys> keys;
    std::array<std::vector<std::int64_t>, limits::fact_measures> measures;
};

struct FactWish {
    std::uint32_t keys = 0, measures = 0;      // bit i: that column
    Day from{-1'000'000}, to{4'000'000};       // segments without a day in between may be left out
    std::optional<std::int64_t> sums_of = {};  // the sums of this part in place of packed facts; their day is the first of the month
};

class Facts {
public:
    Facts(FactSet set, Store& store) : set_(std::move(set)), store_(store), recent_insertion_(insertion()) {}
    ~Facts() { packing_->wait(true); }
    Facts(const Facts&) = delete;
    Facts& operator=(const Facts&) = delete;
    const FactSet& set() const { return set_; }

    // All facts that one change of one record makes. Written at the end of the work.
    void add(Transaction& transaction, std::span<const Fact> facts);

    // Recent facts become packed ones. Otherwise done by itself, as a work of its own.
    void pack(Transaction& transaction);

    // `begin` is called first, with the records whose facts stand in more than one place; then `take` with every chunk. When what is summed
    // moves on between two statements, all begins anew.
    void read(Connection& connection, const FactWish& wish, const std::function<void(std::vector<std::int64_t> scattered)>& begin,
              const std::function<void(const Chunk&)>& take) const;

    // Facts from the records themselves, those of records after `after` in the order of their ids; the id of the last one seen, or nothing
    // when there are no more.
    using Emit = std::function<void(std::span<const Fact>)>;
    using Recount = std::function<std::optional<std::int64_t>(Connection&, std::int64_t after, const Emit&)>;
    // For a database that was there before its facts: a piece of work at a time, until all are there. `progress` hears how many so far.
    void fill(const Recount& recount, const std::function<void(std::int64_t)>& progress);
    // Sentences about what is not as a recount says; none when all is well. Within one snapshot. Every fact is weighed by its keys, so it
    // takes little memory.
    std::vector<std::string> verify(Connection& connection, const Recount& recount) const;

private:
    friend class FactsOfWork;
    Insertion insertion() const;
    void settle(Transaction& transaction, std::vector<Fact>& facts);
    void write_packed(Transaction& transaction, std::span<const Fact> facts);
    void add_sums(Transaction& transaction, std::span<const Fact> facts);
    std::int64_t turn(Transaction& transaction) const;
    void ask_for_packing();
    std::int64_t read_recent(Connection& connection, Chunk& chunk, std::vector<std::int64_t>& scattered) const;
    void read_packed(Connection& connection, const FactWish& wish, std::int64_t generation,
                     const std::function<void(const Chunk&)>& take) const;
    bool read_sums(Connection& connection, const FactWish& wish, std::int64_t generation,
                   const std::function<void(const Chunk&)>& take) const;

    const FactSet set_;
    Store& store_;
    const Insertion recent_insertion_;
    std::int64_t recent_ = -1;                                                                       // the writer's; -1: not counted yet
    const std::shared_ptr<std::atomic<bool>> packing_ = std::make_shared<std::atomic<bool>>(false);  // a work to pack is queued
};

// The months that sums are kept by: months since the year 0.
std::int64_t month_of(Day day);
Day first_of_month(std::int64_t month);

extern const Migration facts_migration;

}  // namespace kernel
