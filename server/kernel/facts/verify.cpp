// The first filling of a database that is older than its facts, and the proof that facts are what a recount says.
#include <algorithm>
#include <map>

#include "kernel/base/time.h"
#include "kernel/facts/text.h"

namespace kernel {

namespace {

std::uint64_t mixed(std::uint64_t number) {
    number = (number ^ number >> 30U) * 0xbf58476d1ce4e5b9U;
    number = (number ^ number >> 27U) * 0x94d049bb133111ebU;
    return number ^ number >> 31U;
}

// Sums weighed by what they are sums of: the same facts in any order and any pieces give the same, and hardly any others do.
using Weighed = std::array<std::uint64_t, limits::fact_measures>;
using ByMonth = std::map<std::pair<std::int64_t, std::int64_t>, Weighed>;  // (part, month)

void weigh(ByMonth& into, std::int64_t part, std::int64_t month, std::uint64_t keys, std::uint64_t measure, std::size_t place) {
    into[{part, month}][place] += mixed(keys + place + 1) * measure;
}

std::uint64_t mark_of(std::span<const std::int64_t> keys) {
    std::uint64_t mark = 0;
    for (const std::int64_t key : keys) mark = mixed(mark + static_cast<std::uint64_t>(key) + 0x9e3779b97f4a7c15U);
    return mark;
}

std::int64_t month_of_fact(const FactSet& set, std::span<const std::int64_t> keys) {
    return month_of(Day{static_cast<std::int32_t>(keys[set.day])});
}

void weigh_fact(ByMonth& into, const FactSet& set, std::span<const std::int64_t> keys, std::size_t place, std::int64_t measure) {
    weigh(into, 0, month_of_fact(set, keys), mark_of(keys.first(set.keys.size())), static_cast<std::uint64_t>(measure), place);
}

// The facts, and the sums that there should be of those that are packed.
struct Weighing {
    ByMonth facts, sums;
};

Weighing weigh_kept(Connection& connection, const Facts& facts) {
    const FactSet& set = facts.set();
    Weighing weighing;
    facts.read(
        connection, {.keys = ~0U, .measures = ~0U}, [&](const auto&) { weighing = {}; },
        [&](const Chunk& chunk) {
            std::array<std::int64_t, limits::fact_keys> keys{};
            for (std::size_t n = 0; n < chunk.count; ++n) {
                for (std::size_t i = 0; i < set.keys.size(); ++i) keys[i] = chunk.keys[i].values[chunk.keys[i].codes[n]];
                const std::int64_t month = month_of_fact(set, keys), part = keys[set.part];
                const std::uint64_t item = mark_of(std::span(keys).subspan(set.item, 1));
                for (std::size_t i = 0; i < set.measures.size(); ++i) {
                    weigh_fact(weighing.facts, set, keys, i, chunk.measures[i][n]);
                    if (chunk.recent) continue;
                    weigh(weighing.sums, 0, month, item, static_cast<std::uint64_t>(chunk.measures[i][n]), i);
                    if (part != 0) weigh(weighing.sums, part, month, item, static_cast<std::uint64_t>(chunk.measures[i][n]), i);
                }
            }
        });
    return weighing;
}

ByMonth weigh_recount(Connection& connection, const FactSet& set, const Facts::Recount& recount) {
    ByMonth counted;
    std::optional<std::int64_t> after = 0;
    while (after)
        after = recount(connection, *after, [&](std::span<const Fact> facts) {
            for (const Fact& fact : facts)
                for (std::size_t i = 0; i < set.measures.size(); ++i) weigh_fact(counted, set, fact.keys, i, fact.measures[i]);
        });
    return counted;
}

ByMonth weigh_sums(Connection& connection, const FactSet& set) {
    ByMonth sums;
    Rows rows = connection.query(R"(SELECT "part", "month", "items", "data" FROM "fact_sums" WHERE "set" = $1)", {set.name});
    Chunk chunk;
    while (rows.next()) {
        fact_text::take_sums(set, rows.text(3), static_cast<std::size_t>(rows.integer(2)), ~0U, chunk);
        for (std::size_t n = 0; n < chunk.count; ++n)
            for (std::size_t i = 0; i < set.measures.size(); ++i)
                weigh(sums, rows.integer(0), rows.integer(1), mark_of(std::span(chunk.keys[set.item].values).subspan(n, 1)),
                      static_cast<std::uint64_t>(chunk.measures[i][n]), i);
    }
    return sums;
}

// Sums of nothing and no sums are the same.
void compare(const ByMonth& one, ByMonth other, const std::string& what, std::vector<std::string>& findings) {
    for (const auto& [place, sums] : one)
        for (std::size_t i = 0; i < sums.size(); ++i) other[place][i] -= sums[i];
    for (const auto& [place, difference] : other) {
        if (std::ranges::all_of(difference, [](std::uint64_t sum) { return sum == 0; })) continue;
        findings.push_back(what + " of " + format_day(first_of_month(place.second)).substr(0, 7) +
                           (place.first ? " for " + std::to_string(place.first) : std::string()) + " are not what a recount gives");
    }
}

}  // namespace

void Facts::fill(const Recount& recount, const std::function<void(std::int64_t)>& progress) {
    std::int64_t total = 0;
    for (bool more = true; more;) {
        std::int64_t written = 0;
        store_.write_and_wait([&](Transaction& transaction) {
            turn(transaction);
            std::int64_t after = 0;
            {
                Rows rows = transaction.query(R"(SELECT "filled_to", "filled" FROM "fact_sets" WHERE "name" = $1)", {set_.name});
                rows.next();
                after = rows.integer(0);
                more = rows.integer(1) == 0;
            }
            if (!more) return false;
            std::vector<Fact> facts;
            written = 0;
            const auto write = [&] {
                if (!facts.empty()) write_packed(transaction, facts);
                written += static_cast<std::int64_t>(facts.size());
                facts.clear();
            };
            const auto last = recount(transaction, after, [&](std::span<const Fact> of_record) {
                if (facts.size() + of_record.size() > limits::segment_facts) write();
                facts.insert(facts.end(), of_record.begin(), of_record.end());
            });
            write();
            more = last.has_value();
            transaction.execute(R"(UPDATE "fact_sets" SET "filled_to" = $1, "filled" = $2 WHERE "name" = $3)",
                                {last.value_or(after), std::int64_t{!more}, set_.name});
            return true;
        });
        total += written;
        if (written > 0) progress(total);
    }
}

std::vector<std::string> Facts::verify(Connection& connection, const Recount& recount) const {
    std::vector<std::string> findings;
    const Weighing kept = weigh_kept(connection, *this);
    compare(kept.facts, weigh_recount(connection, set_, recount), std::string(set_.name) + ": the facts", findings);
    compare(weigh_sums(connection, set_), kept.sums, std::string(set_.name) + ": the sums", findings);
    return findings;
}

}  // namespace kernel
