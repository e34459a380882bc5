// Reading facts. What is packed never changes, so the one statement that reads the recent ones together with the number of the last segment
// settles what is seen; the sums do change, and are read anew when they have.
#include <algorithm>
#include <numeric>
#include <set>

#include "kernel/facts/text.h"

namespace kernel {

namespace {

constexpr int attempts = 10;

// A key that has one value throughout.
void fill_key(Chunk& chunk, std::size_t key, std::int64_t value) {
    chunk.keys[key].values.assign(1, value);
    chunk.keys[key].codes.assign(chunk.count, 0);
}

}  // namespace

namespace fact_text {

void take_sums(const FactSet& set, std::string_view packed, std::size_t items, std::uint32_t wanted, Chunk& into) {
    into.count = items;
    take_numbers(packed, items, into.keys[set.item].values);
    into.keys[set.item].codes.resize(items);
    std::iota(into.keys[set.item].codes.begin(), into.keys[set.item].codes.end(), 0U);
    for (std::size_t i = 0; i < set.measures.size(); ++i) {
        if ((wanted >> i & 1) != 0)
            take_numbers(packed, items, into.measures[i]);
        else
            skip_numbers(packed, items);
    }
}

}  // namespace fact_text

// Gives the number of the last segment that these rows are not in.
std::int64_t Facts::read_recent(Connection& connection, Chunk& chunk, std::vector<std::int64_t>& scattered) const {
    std::array<std::vector<std::int64_t>, limits::fact_keys> keys;
    std::int64_t generation = 0;
    chunk.recent = true;
    {
        Rows rows = connection.query(
            "SELECT s.\"generation\", f.* FROM (SELECT COALESCE(max(\"generation\"), 0) AS \"generation\" FROM "
            "\"fact_sets\" WHERE \"name\" = $1) s LEFT JOIN (SELECT " +
                recent_insertion_.columns + " FROM " + recent_insertion_.table + ") f ON 1 = 1 ORDER BY f.\"" + std::string(set_.keys[0]) +
                '"',
            {set_.name});
        while (rows.next()) {
            generation = rows.integer(0);
            if (rows.is_null(1)) break;
            int column = 1;
            for (std::size_t i = 0; i < set_.keys.size(); ++i) keys[i].push_back(rows.integer(column++));
            if (rows.integer(column++) != 0) scattered.push_back(keys[0].back());
            for (std::size_t i = 0; i < set_.measures.size(); ++i) chunk.measures[i].push_back(rows.integer(column++));
            ++chunk.count;
        }
    }
    for (std::size_t i = 0; i < set_.keys.size(); ++i) {
        std::string packed;
        append_keys(packed, keys[i]);
        std::string_view rest = packed;
        take_keys(rest, chunk.count, chunk.keys[i]);
    }
    return generation;
}

void Facts::read_packed(Connection& connection, const FactWish& wish, std::int64_t generation,
                        const std::function<void(const Chunk&)>& take) const {
    struct Segment {
        std::int64_t number, facts;
    };
    std::vector<Segment> segments;
    {
        Rows rows = connection.query(
            R"(SELECT "segment", "facts" FROM "fact_segments" WHERE "set" = $1 AND "segment" <= $2 AND "last_day" >= $3 AND "first_day" <= $4
               ORDER BY "segment")",
            {set_.name, generation, std::int64_t{wish.from.since_1970}, std::int64_t{wish.to.since_1970}});
        while (rows.next()) segments.push_back({rows.integer(0), rows.integer(1)});
    }
    Chunk chunk;
    for (const Segment& segment : segments) {
        chunk.count = static_cast<std::size_t>(segment.facts);
        const auto column = [&](std::int64_t number, auto take_column) {
            Rows rows = connection.query(R"(SELECT "data" FROM "fact_columns" WHERE "set" = $1 AND "segment" = $2 AND "column" = $3)",
                                         {set_.name, segment.number, number});
            if (!rows.next()) throw DatabaseError("a column of facts is missing", false);
            std::string_view packed = rows.text(0);
            take_column(packed);
        };
        for (std::size_t i = 0; i < set_.keys.size(); ++i)
            if (wish.keys >> i & 1)
                column(fact_text::key_column(i), [&](std::string_view packed) { take_keys(packed, chunk.count, chunk.keys[i]); });
        for (std::size_t i = 0; i < set_.measures.size(); ++i)
            if (wish.measures >> i & 1)
                column(fact_text::measure_column(i),
                       [&](std::string_view packed) { take_numbers(packed, chunk.count, chunk.measures[i]); });
        take(chunk);
    }
}

// false when they are not those of this generation.
bool Facts::read_sums(Connection& connection, const FactWish& wish, std::int64_t generation,
                      const std::function<void(const Chunk&)>& take) const {
    Rows rows = connection.query(
        R"(SELECT s."generation", f."month", f."items", f."data" FROM "fact_sets" s LEFT JOIN "fact_sums" f
           ON f."set" = s."name" AND f."part" = $1 AND f."month" BETWEEN $2 AND $3 WHERE s."name" = $4 ORDER BY f."month")",
        {*wish.sums_of, month_of(wish.from), month_of(wish.to), set_.name});
    Chunk chunk;
    bool any = false;
    while (rows.next()) {
        if (rows.integer(0) != generation) return false;
        any = true;
        if (rows.is_null(1)) break;
        fact_text::take_sums(set_, rows.text(3), static_cast<std::size_t>(rows.integer(2)), wish.measures, chunk);
        fill_key(chunk, set_.day, first_of_month(rows.integer(1)).since_1970);
        fill_key(chunk, set_.part, *wish.sums_of);
        take(chunk);
    }
    return any || generation == 0;
}

void Facts::read(Connection& connection, const FactWish& wish, const std::function<void(std::vector<std::int64_t> scattered)>& begin,
                 const std::function<void(const Chunk&)>& take) const {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        Chunk recent;
        std::vector<std::int64_t> scattered;
        const std::int64_t generation = read_recent(connection, recent, scattered);
        if (!wish.sums_of) {
            Rows rows = connection.query(R"(SELECT "record" FROM "fact_scattered" WHERE "set" = $1)", {set_.name});
            while (rows.next()) scattered.push_back(rows.integer(0));
        }
        begin(std::move(scattered));
        if (recent.count > 0) take(recent);
        if (!wish.sums_of) return read_packed(connection, wish, generation, take);
        if (read_sums(connection, wish, generation, take)) return;
    }
    throw DatabaseError("the sums of facts change too fast to be read", true);
}

}  // namespace kernel
