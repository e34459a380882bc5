// Questions over facts, answered chunk by chunk with a column at a time: which facts count, which group each belongs to, what the groups
// come to.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "kernel/facts/facts.h"

namespace kernel {

// Which group a value of a key belongs to. A group is a number of the asker's: an id, a month.
struct Cut {
    std::size_t key = 0;
    std::function<std::int64_t(std::int64_t value)> group;
};
struct Condition {
    std::size_t key = 0;
    std::function<bool(std::int64_t value)> holds;
};

// What is counted beside the sums of the measures.
struct Counting {
    std::uint32_t measures = 1;                // bit i: its sum; the first is always there
    bool records = false;                      // how many records
    std::size_t with = limits::fact_measures;  // how many records for which this measure, which is one of `measures`, is not 0
    bool days = false;                         // the first and the last day
    std::size_t distinct = limits::fact_keys;  // how many values of this key
    bool has_with() const { return with < limits::fact_measures; }
    bool scattered_matters() const { return records || days || has_with(); }
};

// Too many pairs to keep apart (limits::distinct_pairs).
struct TooManyPairs {};

// Whole numbers to whole numbers, quickly: open addressing, nothing is ever removed.
class NumberMap {
public:
    std::int64_t& operator[](std::uint64_t key);
    std::size_t size() const { return size_; }
    void for_each(const std::function<void(std::uint64_t key, std::int64_t value)>& see) const;

private:
    void grow();
    std::vector<std::uint64_t> keys_;  // key + 1; 0: free
    std::vector<std::int64_t> values_;
    std::size_t size_ = 0;
};

// The groups along one side of a table, as places 0, 1, 2 …
class Side {
public:
    // Of whatever groups there are, in the order in which they are met.
    explicit Side(Cut cut) : cut_(std::move(cut)), open_(true) {}
    // Of these groups, and one more at the end for all others.
    Side(Cut cut, std::span<const std::int64_t> groups);
    std::size_t size() const { return open_ ? groups_.size() : groups_.size() + 1; }
    const std::vector<std::int64_t>& groups() const { return groups_; }
    // For each fact of the chunk, its place.
    void place(const Chunk& chunk, std::vector<std::uint32_t>& places);

private:
    Cut cut_;
    bool open_;
    std::vector<std::int64_t> groups_;
    std::unordered_map<std::int64_t, std::uint32_t> place_of_;
    std::vector<std::uint32_t> of_code_;
};

// Sums by up to two sides: the cell of (row, column) is row × columns + column; with one side it is the row, with none there is one cell.
class Tally {
public:
    Tally(Counting counting, std::size_t day) : counting_(counting), day_(day) {}
    Tally& by(Side side) { return sides_.push_back(std::move(side)), *this; }

    void add(const Chunk& chunk, std::span<const std::uint8_t> counts, const std::unordered_set<std::int64_t>& scattered);
    void finish();  // after the last chunk

    const Side& side(std::size_t n) const { return sides_[n]; }
    std::size_t cells() const;
    std::int64_t sum(std::size_t measure, std::size_t cell) const { return at(sums_[measure], cell); }
    std::int64_t records(std::size_t cell) const { return at(records_, cell); }
    std::int64_t records_with(std::size_t cell) const { return at(records_with_, cell); }
    std::int64_t distinct(std::size_t cell) const { return at(distinct_, cell); }
    std::int64_t first_day(std::size_t cell) const { return at(first_, cell); }
    std::int64_t last_day(std::size_t cell) const { return at(last_, cell); }

private:
    // Cell 0 of these is for what does not count.
    static std::int64_t at(const std::vector<std::int64_t>& values, std::size_t cell) {
        return cell + 1 < values.size() ? values[cell + 1] : 0;
    }
    void place_facts(const Chunk& chunk, std::span<const std::uint8_t> counts);
    void make_room();
    void add_records(const Chunk& chunk, const std::unordered_set<std::int64_t>& scattered);
    void add_distinct(const Chunk& chunk);
    void note_day(std::uint32_t cell, std::int64_t day);

    Counting counting_;
    std::size_t day_;
    std::vector<Side> sides_;
    std::vector<std::uint32_t> cell_of_, second_;  // of each fact in the chunk at hand
    std::array<std::vector<std::int64_t>, limits::fact_measures> sums_;
    std::vector<std::int64_t> records_, records_with_, distinct_, first_, last_;
    std::map<std::pair<std::int64_t, std::uint64_t>, std::int64_t> scattered_;       // (record, cell and day) → how many facts
    std::map<std::pair<std::int64_t, std::uint32_t>, std::int64_t> scattered_with_;  // (record, cell) → the measure
    std::unordered_map<std::int64_t, std::uint32_t> numbers_;                        // of the values told apart
    std::vector<std::uint32_t> number_of_code_;
    NumberMap pairs_;
};

// Which facts of a chunk meet all conditions: 1 or 0 each. false when none does.
bool select_facts(const Chunk& chunk, std::span<const Condition> conditions, std::vector<std::uint8_t>& counts);

}  // namespace kernel
