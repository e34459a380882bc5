#include "kernel/facts/tally.h"

#include <algorithm>

namespace kernel {

namespace {

constexpr std::size_t first_size = 1024;  // a power of two, as every size after it

std::uint64_t spread(std::uint64_t key) {
    key *= 0x9e3779b97f4a7c15U;
    return key ^ key >> 32U;
}

}  // namespace

std::int64_t& NumberMap::operator[](std::uint64_t key) {
    if ((size_ + 1) * 3 > keys_.size() * 2) grow();
    const std::size_t mask = keys_.size() - 1;
    std::size_t at = spread(key) & mask;
    for (; keys_[at] != 0; at = (at + 1) & mask)
        if (keys_[at] == key + 1) return values_[at];
    if (size_ == limits::distinct_pairs) throw TooManyPairs{};
    ++size_;
    keys_[at] = key + 1;
    return values_[at];
}

void NumberMap::grow() {
    std::vector<std::uint64_t> keys(std::max(first_size, keys_.size() * 2));
    std::vector<std::int64_t> values(keys.size());
    std::swap(keys, keys_);
    std::swap(values, values_);
    const std::size_t mask = keys_.size() - 1;
    for (std::size_t n = 0; n < keys.size(); ++n) {
        if (keys[n] == 0) continue;
        std::size_t at = spread(keys[n] - 1) & mask;
        while (keys_[at] != 0) at = (at + 1) & mask;
        keys_[at] = keys[n];
        values_[at] = values[n];
    }
}

void NumberMap::for_each(const std::function<void(std::uint64_t key, std::int64_t value)>& see) const {
    for (std::size_t n = 0; n < keys_.size(); ++n)
        if (keys_[n] != 0) see(keys_[n] - 1, values_[n]);
}

Side::Side(Cut cut, std::span<const std::int64_t> groups) : cut_(std::move(cut)), open_(false), groups_(groups.begin(), groups.end()) {
    for (const std::int64_t group : groups_) place_of_.emplace(group, static_cast<std::uint32_t>(place_of_.size()));
}

void Side::place(const Chunk& chunk, std::vector<std::uint32_t>& places) {
    const KeyColumn& column = chunk.keys[cut_.key];
    of_code_.clear();
    for (const std::int64_t value : column.values) {
        const std::int64_t group = cut_.group(value);
        if (open_) {
            const auto [found, is_new] = place_of_.try_emplace(group, static_cast<std::uint32_t>(groups_.size()));
            if (is_new) groups_.push_back(group);
            of_code_.push_back(found->second);
        } else {
            const auto found = place_of_.find(group);
            of_code_.push_back(found == place_of_.end() ? static_cast<std::uint32_t>(groups_.size()) : found->second);
        }
    }
    places.resize(chunk.count);
    for (std::size_t n = 0; n < chunk.count; ++n) places[n] = of_code_[column.codes[n]];
}

std::size_t Tally::cells() const {
    std::size_t cells = 1;
    for (const Side& side : sides_) cells *= side.size();
    return cells;
}

void Tally::place_facts(const Chunk& chunk, std::span<const std::uint8_t> counts) {
    cell_of_.assign(chunk.count, 0);
    if (!sides_.empty()) sides_[0].place(chunk, cell_of_);
    if (sides_.size() > 1) {
        sides_[1].place(chunk, second_);
        const auto columns = static_cast<std::uint32_t>(sides_[1].size());
        for (std::size_t n = 0; n < chunk.count; ++n) cell_of_[n] = cell_of_[n] * columns + second_[n];
    }
    for (std::size_t n = 0; n < chunk.count; ++n) cell_of_[n] = counts[n] ? cell_of_[n] + 1 : 0;
}

void Tally::make_room() {
    const std::size_t size = cells() + 1;
    for (std::size_t i = 0; i < sums_.size(); ++i)
        if (counting_.measures >> i & 1) sums_[i].resize(size);
    if (counting_.records) records_.resize(size);
    if (counting_.has_with()) records_with_.resize(size);
    if (counting_.days) first_.resize(size), last_.resize(size);
}

void Tally::add(const Chunk& chunk, std::span<const std::uint8_t> counts, const std::unordered_set<std::int64_t>& scattered) {
    place_facts(chunk, counts);
    make_room();
    for (std::size_t i = 0; i < sums_.size(); ++i) {
        if (!(counting_.measures >> i & 1)) continue;
        std::int64_t* sums = sums_[i].data();
        const std::int64_t* measures = chunk.measures[i].data();
        for (std::size_t n = 0; n < chunk.count; ++n) sums[cell_of_[n]] += measures[n];
    }
    if (counting_.scattered_matters()) add_records(chunk, scattered);
    if (counting_.distinct < limits::fact_keys) add_distinct(chunk);
}

void Tally::note_day(std::uint32_t cell, std::int64_t day) {
    if (!counting_.days) return;
    first_[cell] = first_[cell] == 0 ? day : std::min(first_[cell], day);
    last_[cell] = std::max(last_[cell], day);
}

// The facts of a record stand together, so each cell that it is in is met here for the first and only time; those of a scattered record are
// put together at the end.
void Tally::add_records(const Chunk& chunk, const std::unordered_set<std::int64_t>& scattered) {
    const KeyColumn& records = chunk.keys[0];
    const KeyColumn& days = chunk.keys[day_];
    std::vector<std::uint32_t> met, met_with;
    const auto meet = [](std::vector<std::uint32_t>& cells, std::uint32_t cell, std::vector<std::int64_t>& counts) {
        if (std::ranges::find(cells, cell) != cells.end()) return;
        cells.push_back(cell);
        ++counts[cell];
    };
    for (std::size_t from = 0, to = 0; from < chunk.count; from = to) {
        const std::uint32_t code = records.codes[from];
        const std::int64_t record = records.values[code];
        const bool is_scattered = !scattered.empty() && scattered.contains(record);
        met.clear();
        met_with.clear();
        for (; to < chunk.count && records.codes[to] == code; ++to) {
            const std::uint32_t cell = cell_of_[to];
            if (cell == 0) continue;
            const std::int64_t day = days.values[days.codes[to]];
            const std::int64_t with = counting_.has_with() ? chunk.measures[counting_.with][to] : 0;
            if (is_scattered) {
                scattered_[{record, std::uint64_t{cell} << 32U | static_cast<std::uint32_t>(day)}] += chunk.measures[0][to];
                if (with != 0) scattered_with_[{record, cell}] += with;
                continue;
            }
            note_day(cell, day);
            if (counting_.records) meet(met, cell, records_);
            if (with != 0) meet(met_with, cell, records_with_);
        }
    }
}

void Tally::add_distinct(const Chunk& chunk) {
    const KeyColumn& column = chunk.keys[counting_.distinct];
    number_of_code_.clear();
    for (const std::int64_t value : column.values)
        number_of_code_.push_back(numbers_.try_emplace(value, static_cast<std::uint32_t>(numbers_.size())).first->second);
    for (std::size_t n = 0; n < chunk.count; ++n)
        if (cell_of_[n] != 0) pairs_[std::uint64_t{cell_of_[n]} << 32U | number_of_code_[column.codes[n]]] += chunk.measures[0][n];
}

void Tally::finish() {
    make_room();
    std::pair<std::int64_t, std::uint32_t> counted{-1, 0};  // record and cell
    for (const auto& [place, count] : scattered_) {
        if (count <= 0) continue;
        const auto cell = static_cast<std::uint32_t>(place.second >> 32U);
        note_day(cell, static_cast<std::int32_t>(place.second));
        if (!counting_.records || counted == std::pair{place.first, cell}) continue;
        counted = {place.first, cell};
        ++records_[cell];
    }
    for (const auto& [place, measure] : scattered_with_)
        if (measure != 0) ++records_with_[place.second];
    if (counting_.distinct < limits::fact_keys) {
        distinct_.assign(cells() + 1, 0);
        pairs_.for_each([this](std::uint64_t pair, std::int64_t count) { distinct_[pair >> 32U] += count > 0; });
    }
}

bool select_facts(const Chunk& chunk, std::span<const Condition> conditions, std::vector<std::uint8_t>& counts) {
    counts.assign(chunk.count, 1);
    std::vector<std::uint8_t> holds;
    for (const Condition& condition : conditions) {
        const KeyColumn& column = chunk.keys[condition.key];
        holds.clear();
        bool any = false, all = true;
        for (const std::int64_t value : column.values) {
            holds.push_back(condition.holds(value) ? 1 : 0);
            any = any || holds.back() != 0;
            all = all && holds.back() != 0;
        }
        if (!any) return false;
        if (all) continue;
        for (std::size_t n = 0; n < chunk.count; ++n) counts[n] &= holds[column.codes[n]];
    }
    return true;
}

}  // namespace kernel
