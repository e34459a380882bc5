// Writing facts: gathered during a work, netted at its end, kept as rows or packed.
#include "kernel/facts/facts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "kernel/base/time.h"
#include "kernel/facts/text.h"

namespace kernel {

const Migration facts_migration{100, "facts", R"sql(
CREATE TABLE "fact_sets" (
  "name" TEXT NOT NULL PRIMARY KEY,
  "generation" BIGINT NOT NULL,
  "filled_to" BIGINT NOT NULL,
  "filled" BIGINT NOT NULL
);
CREATE TABLE "fact_segments" (
  "set" TEXT NOT NULL,
  "segment" BIGINT NOT NULL,
  "facts" BIGINT NOT NULL,
  "first_day" BIGINT NOT NULL,
  "last_day" BIGINT NOT NULL,
  PRIMARY KEY ("set", "segment")
);
CREATE TABLE "fact_columns" (
  "set" TEXT NOT NULL,
  "segment" BIGINT NOT NULL,
  "column" BIGINT NOT NULL,
  "data" BYTES NOT NULL,
  PRIMARY KEY ("set", "segment", "column")
);
CREATE TABLE "fact_sums" (
  "set" TEXT NOT NULL,
  "part" BIGINT NOT NULL,
  "month" BIGINT NOT NULL,
  "items" BIGINT NOT NULL,
  "data" BYTES NOT NULL,
  PRIMARY KEY ("set", "part", "month")
);
CREATE TABLE "fact_scattered" (
  "set" TEXT NOT NULL,
  "record" BIGINT NOT NULL,
  PRIMARY KEY ("set", "record")
);
)sql"};

class FactsOfWork final : public Gathered {
public:
    explicit FactsOfWork(Facts& facts) : facts_(facts) {}
    void add(Transaction& transaction, std::span<const Fact> facts) {
        if (held_.size() + facts.size() > limits::gathered_facts) write(transaction);
        held_.insert(held_.end(), facts.begin(), facts.end());
    }
    void write(Transaction& transaction) override {
        facts_.settle(transaction, held_);
        held_.clear();
    }

private:
    Facts& facts_;
    std::vector<Fact> held_;
};

namespace {

bool is_nothing(const Fact& fact) {
    return std::ranges::all_of(fact.measures, [](std::int64_t measure) { return measure == 0; });
}

void add_measures(Fact& to, const Fact& fact) {
    for (std::size_t i = 0; i < to.measures.size(); ++i) to.measures[i] += fact.measures[i];
    to.again |= fact.again;
}

// Brings facts with the same keys together and leaves out what cancels, each record's beside each other. One that had facts before has them
// in two places now.
void net(std::vector<Fact>& facts) {
    std::ranges::sort(facts, {}, &Fact::keys);
    std::vector<Fact> netted;
    for (const Fact& fact : facts) {
        if (!netted.empty() && netted.back().keys == fact.keys)
            add_measures(netted.back(), fact);
        else
            netted.push_back(fact);
    }
    for (std::size_t from = 0, to = 0; from < netted.size(); from = to) {
        bool again = false;
        for (; to < netted.size() && netted[to].keys[0] == netted[from].keys[0]; ++to) again |= netted[to].again;
        for (std::size_t i = from; i < to; ++i) netted[i].again = again;
    }
    std::erase_if(netted, is_nothing);
    facts = std::move(netted);
}

// What is summed together, and the sums.
struct Sums {
    std::vector<std::int64_t> items;
    std::array<std::vector<std::int64_t>, limits::fact_measures> measures;
};

}  // namespace

std::int64_t month_of(Day day) {
    const CalendarDate date = calendar_date(day);
    return std::int64_t{date.year} * 12 + date.month - 1;
}

Day first_of_month(std::int64_t month) {
    return day_from(static_cast<int>(month / 12), static_cast<int>(month % 12) + 1, 1).value_or(Day{});
}

Insertion Facts::insertion() const {
    std::string columns;
    for (const auto key : set_.keys) columns += '"' + std::string(key) + "\", ";
    columns += "\"again\"";
    for (const auto measure : set_.measures) columns += ", \"" + std::string(measure) + '"';
    return {'"' + std::string(set_.name) + '"', std::move(columns), set_.keys.size() + 1 + set_.measures.size()};
}

void Facts::add(Transaction& transaction, std::span<const Fact> facts) {
    if (facts.empty()) return;
    transaction.gathered(this, [this] { return std::make_unique<FactsOfWork>(*this); }).add(transaction, facts);
}

void Facts::settle(Transaction& transaction, std::vector<Fact>& facts) {
    net(facts);
    if (facts.empty()) return;
    if (facts.size() >= limits::packed_at_once) return write_packed(transaction, facts);
    std::vector<Argument> row;
    for (const Fact& fact : facts) {
        row.assign(fact.keys.begin(), fact.keys.begin() + static_cast<std::ptrdiff_t>(set_.keys.size()));
        row.emplace_back(std::int64_t{fact.again});
        row.insert(row.end(), fact.measures.begin(), fact.measures.begin() + static_cast<std::ptrdiff_t>(set_.measures.size()));
        transaction.insert(recent_insertion_, row);
    }
    if (recent_ < 0) {
        Rows rows = transaction.query("SELECT count(*) FROM " + recent_insertion_.table);
        rows.next();
        recent_ = rows.integer(0);
    } else {
        recent_ += static_cast<std::int64_t>(facts.size());
    }
    if (recent_ > static_cast<std::int64_t>(limits::recent_facts)) ask_for_packing();
}

void Facts::ask_for_packing() {
    if (packing_->exchange(true)) return;
    const auto done = [packing = packing_] {
        *packing = false;
        packing->notify_all();
    };
    const bool queued = store_.write({.apply = [this](Transaction& transaction) { return pack(transaction), true; },
                                      .settled = [done](Outcome, const std::exception_ptr&) { done(); }});
    if (!queued) done();
}

void Facts::pack(Transaction& transaction) {
    turn(transaction);
    std::vector<Fact> facts;
    {
        Rows rows = transaction.query("DELETE FROM " + recent_insertion_.table + " RETURNING " + recent_insertion_.columns);
        while (rows.next()) {
            Fact fact;
            int column = 0;
            for (std::size_t i = 0; i < set_.keys.size(); ++i) fact.keys[i] = rows.integer(column++);
            fact.again = rows.integer(column++) != 0;
            for (std::size_t i = 0; i < set_.measures.size(); ++i) fact.measures[i] = rows.integer(column++);
            facts.push_back(fact);
        }
    }
    recent_ = 0;
    net(facts);
    for (std::size_t from = 0; from < facts.size();) {
        std::size_t to = std::min(from + limits::segment_facts, facts.size());
        while (to < facts.size() && to > from + 1 && facts[to].keys[0] == facts[to - 1].keys[0]) --to;
        write_packed(transaction, std::span(facts).subspan(from, to - from));
        from = to;
    }
}

// Whoever changes what is packed goes one after the other, on all nodes; each turn has a number.
std::int64_t Facts::turn(Transaction& transaction) const {
    Rows rows = transaction.query(
        R"(INSERT INTO "fact_sets" ("name", "generation", "filled_to", "filled") VALUES ($1, 1, 0, 0)
           ON CONFLICT ("name") DO UPDATE SET "generation" = "fact_sets"."generation" + 1 RETURNING "generation")",
        {set_.name});
    rows.next();
    return rows.integer(0);
}

void Facts::write_packed(Transaction& transaction, std::span<const Fact> facts) {
    const std::int64_t segment = turn(transaction);
    const auto [first, last] = std::ranges::minmax(facts, {}, [this](const Fact& fact) { return fact.keys[set_.day]; });
    transaction.execute(R"(INSERT INTO "fact_segments" ("set", "segment", "facts", "first_day", "last_day") VALUES ($1, $2, $3, $4, $5))",
                        {set_.name, segment, static_cast<std::int64_t>(facts.size()), first.keys[set_.day], last.keys[set_.day]});
    std::vector<std::int64_t> numbers(facts.size());
    const auto write_column = [&](std::int64_t column, auto number, auto append) {
        std::ranges::transform(facts, numbers.begin(), number);
        std::string packed;
        append(packed, numbers);
        transaction.execute(R"(INSERT INTO "fact_columns" ("set", "segment", "column", "data") VALUES ($1, $2, $3, $4))",
                            {set_.name, segment, column, Bytes{packed}});
    };
    for (std::size_t i = 0; i < set_.keys.size(); ++i)
        write_column(
            fact_text::key_column(i), [i](const Fact& fact) { return fact.keys[i]; }, append_keys);
    for (std::size_t i = 0; i < set_.measures.size(); ++i)
        write_column(
            fact_text::measure_column(i), [i](const Fact& fact) { return fact.measures[i]; }, append_numbers);
    std::int64_t scattered = 0;
    for (const Fact& fact : facts) {
        if (!fact.again || fact.keys[0] == scattered) continue;
        scattered = fact.keys[0];
        transaction.post(R"(INSERT INTO "fact_scattered" ("set", "record") VALUES ($1, $2) ON CONFLICT DO NOTHING)",
                         {set_.name, scattered});
    }
    add_sums(transaction, facts);
}

// The sums of each part and month are one packed row: read, added to, written back.
void Facts::add_sums(Transaction& transaction, std::span<const Fact> facts) {
    using Measures = std::array<std::int64_t, limits::fact_measures>;
    std::map<std::pair<std::int64_t, std::int64_t>, std::map<std::int64_t, Measures>> sums;  // (part, month) → item
    for (const Fact& fact : facts) {
        const std::int64_t month = month_of(Day{static_cast<std::int32_t>(fact.keys[set_.day])});
        for (const std::int64_t part : {std::int64_t{0}, fact.keys[set_.part]}) {
            Measures& to = sums[{part, month}][fact.keys[set_.item]];
            for (std::size_t i = 0; i < to.size(); ++i) to[i] += fact.measures[i];
            if (fact.keys[set_.part] == 0) break;
        }
    }
    for (auto& [place, items] : sums) {
        const auto [part, month] = place;
        {
            Rows rows = transaction.query(R"(SELECT "items", "data" FROM "fact_sums" WHERE "set" = $1 AND "part" = $2 AND "month" = $3)",
                                          {set_.name, part, month});
            if (rows.next()) {
                Chunk held;
                fact_text::take_sums(set_, rows.text(1), static_cast<std::size_t>(rows.integer(0)), ~0U, held);
                const KeyColumn& column = held.keys[set_.item];
                for (std::size_t n = 0; n < held.count; ++n) {
                    Measures& to = items[column.values[column.codes[n]]];
                    for (std::size_t i = 0; i < set_.measures.size(); ++i) to[i] += held.measures[i][n];
                }
            }
        }
        std::vector<std::int64_t> numbers;
        std::string packed;
        for (const auto& [item, measures] : items) numbers.push_back(item);
        append_numbers(packed, numbers);
        for (std::size_t i = 0; i < set_.measures.size(); ++i) {
            numbers.clear();
            for (const auto& [item, measures] : items) numbers.push_back(measures[i]);
            append_numbers(packed, numbers);
        }
        transaction.execute(R"(INSERT INTO "fact_sums" ("set", "part", "month", "items", "data") VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT ("set", "part", "month") DO UPDATE SET "items" = EXCLUDED."items", "data" = EXCLUDED."data")",
                            {set_.name, part, month, static_cast<std::int64_t>(items.size()), Bytes{packed}});
    }
}

}  // namespace kernel
