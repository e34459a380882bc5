// Facts against what they were made of, counted the simple way: recent, packed and summed; on both engines.
#include "kernel/facts/facts.h"

#include <algorithm>
#include <limits>
#include <map>
#include <random>

#include "kernel/facts/tally.h"
#include "kernel/store/store_for_test.h"

namespace kernel {

namespace {

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min(), most = std::numeric_limits<std::int64_t>::max();

TEST(Columns, give_back_the_numbers_that_were_packed_whatever_they_are) {
    for (const std::vector<std::int64_t>& numbers :
         {std::vector<std::int64_t>{}, {7}, {5, 5, 5}, {-1, 1}, {0, 255}, {0, 256}, {-70'000, 3}, {0, 5'000'000'000}, {least, most, 0}}) {
        std::string packed;
        append_numbers(packed, numbers);
        append_keys(packed, numbers);
        std::string_view rest = packed;
        std::vector<std::int64_t> taken;
        take_numbers(rest, numbers.size(), taken);
        EXPECT_EQ(taken, numbers);
        KeyColumn keys;
        take_keys(rest, numbers.size(), keys);
        EXPECT_TRUE(rest.empty());
        for (std::size_t n = 0; n < numbers.size(); ++n) EXPECT_EQ(keys.values[keys.codes[n]], numbers[n]);
        EXPECT_TRUE(std::ranges::is_sorted(keys.values));
    }
}

TEST(Columns, that_are_cut_short_or_name_what_is_not_there_are_refused) {
    std::string packed;
    append_keys(packed, std::vector<std::int64_t>{10, 20, 30});
    for (std::size_t size = 0; size < packed.size(); ++size) {
        std::string_view rest = std::string_view(packed).substr(0, size);
        KeyColumn keys;
        EXPECT_THROW(take_keys(rest, 3, keys), DatabaseError) << size;
    }
    packed.back() = 9;
    std::string_view rest = packed;
    KeyColumn keys;
    EXPECT_THROW(take_keys(rest, 3, keys), DatabaseError);
}

constexpr std::string_view table = R"(CREATE TABLE "things" ("record" BIGINT NOT NULL, "day" BIGINT NOT NULL, "part" BIGINT NOT NULL,
    "item" BIGINT NOT NULL, "again" BIGINT NOT NULL, "count" BIGINT NOT NULL, "amount" BIGINT NOT NULL);)";
enum Key : std::size_t { record, day, part, item };

using Place = std::array<std::int64_t, 4>;
struct Sums {
    std::int64_t count = 0, amount = 0;
    bool operator==(const Sums&) const = default;
};

class FactsTest : public test::BothEngines {
protected:
    void SetUp() override {
        test::BothEngines::SetUp();
        if (IsSkipped()) return;
        place_ = std::make_unique<test::Place>(GetParam());
        store_ = place_->open();
        store_->write_and_wait([&](Transaction& transaction) {
            transaction.script(for_engine(facts_migration.sql, GetParam()));
            transaction.script(for_engine(table, GetParam()));
            return true;
        });
        facts_ = std::make_unique<Facts>(FactSet{.name = "things",
                                                 .keys = {"record", "day", "part", "item"},
                                                 .measures = {"count", "amount"},
                                                 .day = day,
                                                 .part = part,
                                                 .item = item},
                                         *store_);
    }

    static Fact fact(std::int64_t of, std::int64_t on, std::int64_t by, std::int64_t what, std::int64_t amount, std::int64_t sign = 1) {
        Fact made;
        made.keys = {of, on, by, what};
        made.measures = {sign, sign * amount};
        return made;
    }
    // One work: these facts are what a record has now; what it had before is taken back.
    void write(const std::map<std::int64_t, std::vector<Fact>>& records, bool kept = true) {
        store_->write_and_wait([&](Transaction& transaction) {
            for (const auto& [id, now] : records) {
                std::vector<Fact> change;
                for (Fact gone : held_[id]) {
                    for (std::int64_t& measure : gone.measures) measure = -measure;
                    gone.again = true;
                    change.push_back(gone);
                }
                for (Fact come : now) {
                    come.again = !held_[id].empty();
                    change.push_back(come);
                }
                facts_->add(transaction, change);
            }
            return kept;
        });
        if (kept)
            for (const auto& [id, now] : records) held_[id] = now;
    }
    void pack() {
        store_->write_and_wait([&](Transaction& transaction) { return facts_->pack(transaction), true; });
    }
    std::int64_t number(const std::string& sql) {
        std::int64_t found = 0;
        store_->read_and_wait([&](Connection& connection) {
            Rows rows = connection.query(sql);
            if (rows.next()) found = rows.integer(0);
        });
        return found;
    }
    // By record, day, part and item; read from the facts, and as it should be.
    std::map<Place, Sums> read() {
        std::map<Place, Sums> sums;
        store_->read_and_wait([&](Connection& connection) {
            facts_->read(
                connection, {.keys = ~0U, .measures = ~0U}, [&](const auto&) { sums.clear(); },
                [&](const Chunk& chunk) {
                    for (std::size_t n = 0; n < chunk.count; ++n) {
                        Place at{};
                        for (std::size_t i = 0; i < at.size(); ++i) at[i] = chunk.keys[i].values[chunk.keys[i].codes[n]];
                        sums[at].count += chunk.measures[0][n];
                        sums[at].amount += chunk.measures[1][n];
                    }
                });
        });
        std::erase_if(sums, [](const auto& entry) { return entry.second == Sums{}; });
        return sums;
    }
    std::map<Place, Sums> expected() const {
        std::map<Place, Sums> sums;
        for (const auto& [id, facts] : held_)
            for (const Fact& one : facts) {
                Sums& to = sums[{one.keys[0], one.keys[1], one.keys[2], one.keys[3]}];
                to.count += one.measures[0];
                to.amount += one.measures[1];
            }
        return sums;
    }
    std::vector<std::string> verify() {
        std::vector<std::string> findings;
        store_->read_and_wait([&](Connection& connection) {
            findings = facts_->verify(connection, [&](Connection&, std::int64_t, const Facts::Emit& emit) -> std::optional<std::int64_t> {
                for (const auto& [id, facts] : held_) emit(facts);
                return std::nullopt;
            });
        });
        return findings;
    }
    // How many records, and of how many items, a table by part and month of everything has; from the facts and counted.
    void expect_counts() {
        const std::vector<std::int64_t> parts{0, 1, 2};
        std::optional<Tally> tally;
        store_->read_and_wait([&](Connection& connection) {
            std::unordered_set<std::int64_t> scattered;
            facts_->read(
                connection, {.keys = ~0U, .measures = 3},
                [&](const std::vector<std::int64_t>& records) {
                    scattered = {records.begin(), records.end()};
                    tally.emplace(Counting{.measures = 3, .records = true, .with = 1, .days = true, .distinct = item}, day);
                    tally->by(Side({part, [](std::int64_t value) { return value; }}, parts));
                },
                [&](const Chunk& chunk) {
                    std::vector<std::uint8_t> counts;
                    ASSERT_TRUE(select_facts(chunk, {}, counts));
                    tally->add(chunk, counts, scattered);
                });
        });
        tally->finish();
        for (std::size_t at = 0; at < parts.size(); ++at) {
            std::map<std::int64_t, int> records, items;
            std::map<std::int64_t, std::int64_t> amounts;
            std::int64_t last = 0;
            for (const auto& [place, sums] : expected())
                if (place[part] == parts[at])
                    ++records[place[record]], ++items[place[item]], amounts[place[record]] += sums.amount,
                        last = std::max(last, place[day]);
            std::erase_if(amounts, [](const auto& entry) { return entry.second == 0; });
            EXPECT_EQ(tally->records(at), static_cast<std::int64_t>(records.size())) << at;
            EXPECT_EQ(tally->records_with(at), static_cast<std::int64_t>(amounts.size())) << at;
            EXPECT_EQ(tally->distinct(at), static_cast<std::int64_t>(items.size())) << at;
            EXPECT_EQ(tally->last_day(at), last) << at;
        }
    }

    std::map<std::int64_t, std::vector<Fact>> held_;
    std::unique_ptr<test::Place> place_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Facts> facts_;
};
INSTANTIATE_TEST_SUITE_P(On, FactsTest, testing::Values(Engine::sqlite, Engine::postgres), test::engine_name);

TEST_P(FactsTest, are_there_with_their_work_and_not_when_it_is_undone) {
    write({{1, {fact(1, 20'000, 1, 7, 100), fact(1, 20'000, 1, 8, 50)}}});
    write({{2, {fact(2, 20'001, 2, 7, 5)}}}, false);
    EXPECT_EQ(read(), expected());
    EXPECT_EQ(number("SELECT count(*) FROM \"things\""), 2);
    write({{1, {fact(1, 20'000, 1, 7, 100), fact(1, 20'000, 1, 8, 60)}}});
    EXPECT_EQ(number("SELECT count(*) FROM \"things\""), 3) << "what has not changed costs nothing";
    EXPECT_EQ(read(), expected());
    EXPECT_TRUE(verify().empty());
}

TEST_P(FactsTest, stay_the_same_through_any_order_of_changing_and_packing) {
    std::mt19937 random(4);
    for (int round = 0; round < 40; ++round) {
        std::map<std::int64_t, std::vector<Fact>> records;
        for (int n = 0; n < 12; ++n) {
            const std::int64_t id = 1 + random() % 60;
            records[id].clear();
            for (std::uint32_t line = random() % 4; line > 0; --line)
                records[id].push_back(
                    fact(id, 20'000 + random() % 90, random() % 3, random() % 5, static_cast<std::int64_t>(random() % 1000) - 300));
        }
        write(records, random() % 4 != 0);
        if (round % 5 == 4) pack();
        ASSERT_EQ(read(), expected()) << round;
        ASSERT_EQ(verify(), std::vector<std::string>{}) << round;
        expect_counts();
    }
}

TEST_P(FactsTest, of_a_large_work_are_packed_at_once_and_those_of_many_small_ones_by_and_by) {
    std::map<std::int64_t, std::vector<Fact>> many;
    for (std::int64_t id = 1; id <= static_cast<std::int64_t>(limits::segment_facts) + 10; ++id)
        many[id] = {fact(id, 20'000 + id % 400, id % 3, id % 50, id)};
    write(many);
    EXPECT_EQ(number("SELECT count(*) FROM \"things\""), 10);
    EXPECT_EQ(number(R"(SELECT count(*) FROM "fact_segments")"), limits::segment_facts / limits::gathered_facts);
    for (int work = 0; work < 3; ++work) {
        std::map<std::int64_t, std::vector<Fact>> some;
        for (int n = 0; n < 2000; ++n) {
            const std::int64_t id = 200'000 + work * 2000 + n;
            some[id] = {fact(id, 20'100, 1, n % 7, n)};
        }
        write(some);
    }
    write({});  // after whatever was queued
    EXPECT_LT(number("SELECT count(*) FROM \"things\""), 4096);
    EXPECT_EQ(read(), expected());
    EXPECT_TRUE(verify().empty());
}

TEST_P(FactsTest, summed_by_part_and_month_are_what_the_facts_come_to) {
    std::map<std::int64_t, std::vector<Fact>> records;
    for (std::int64_t id = 1; id <= 5000; ++id) records[id] = {fact(id, 20'000 + id % 200, id % 3, id % 40, id)};
    write(records);
    write({{9001, {fact(9001, 20'050, 2, 39, 12)}}});
    for (const std::int64_t of : {0, 1, 2}) {
        std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> summed, counted;
        store_->read_and_wait([&](Connection& connection) {
            facts_->read(
                connection, {.keys = ~0U, .measures = ~0U, .sums_of = of}, [&](const auto&) { summed.clear(); },
                [&](const Chunk& chunk) {
                    for (std::size_t n = 0; n < chunk.count; ++n) {
                        if (of != 0 && chunk.keys[part].values[chunk.keys[part].codes[n]] != of) continue;
                        const std::int64_t on = chunk.keys[day].values[chunk.keys[day].codes[n]];
                        summed[{month_of(Day{static_cast<std::int32_t>(on)}), chunk.keys[item].values[chunk.keys[item].codes[n]]}] +=
                            chunk.measures[1][n];
                    }
                });
        });
        for (const auto& [place, sums] : expected())
            if (of == 0 || place[part] == of) counted[{month_of(Day{static_cast<std::int32_t>(place[day])}), place[item]}] += sums.amount;
        EXPECT_EQ(summed, counted) << of;
    }
}

TEST_P(FactsTest, that_were_tampered_with_are_found) {
    write({{1, {fact(1, 20'000, 1, 7, 100)}}, {2, {fact(2, 20'000, 1, 8, 100)}}});
    store_->write_and_wait(
        [](Transaction& transaction) { return transaction.execute(R"(UPDATE "things" SET "item" = 9 WHERE "item" = 8)"), true; });
    EXPECT_EQ(verify().size(), 1U);
    store_->write_and_wait(
        [](Transaction& transaction) { return transaction.execute(R"(UPDATE "things" SET "item" = 8 WHERE "item" = 9)"), true; });
    EXPECT_TRUE(verify().empty());
    pack();
    store_->write_and_wait(
        [](Transaction& transaction) { return transaction.execute(R"(DELETE FROM "fact_sums" WHERE "part" = 1)"), true; });
    EXPECT_EQ(verify().size(), 1U);
}

TEST_P(FactsTest, are_made_once_for_a_database_that_was_there_before) {
    for (std::int64_t id = 1; id <= 100; ++id) held_[id] = {fact(id, 20'000 + id, id % 2, id % 7, id)};
    int asked = 0;
    const auto recount = [&](Connection&, std::int64_t after, const Facts::Emit& emit) -> std::optional<std::int64_t> {
        ++asked;
        std::optional<std::int64_t> last;
        for (auto at = held_.upper_bound(after); at != held_.end() && at->first <= after + 30; ++at) emit(at->second), last = at->first;
        return last;
    };
    std::int64_t told = 0;
    facts_->fill(recount, [&](std::int64_t so_far) { told = so_far; });
    EXPECT_EQ(told, 100);
    EXPECT_EQ(asked, 5);
    EXPECT_EQ(read(), expected());
    facts_->fill(recount, [](std::int64_t) {});
    EXPECT_EQ(asked, 5) << "not again";
    EXPECT_TRUE(verify().empty());
}

}  // namespace

}  // namespace kernel
