// A database from before: what its records said then is still true of them after the migrations, and the analysis is made of them.
#include <gtest/gtest.h>

#include <map>

#include "chapters/sales/order.h"
#include "chapters/sales_analysis/sales_facts.h"
#include "kernel/store/dialect.h"
#include "kernel/store/store_for_test.h"
#include "program/house.h"

namespace program {

using namespace kernel;

namespace {

constexpr int before_shares = 103;

// Orders of two lines each (60.00 and 40.00): 1 with a return of one line and a part of the whole, 2 given back wholly, 3 with problems of
// a line and of the whole, 4 with nothing.
constexpr std::string_view records = R"sql(
INSERT INTO "customers" ("id", "name", "level", "version", "created_at", "updated_at") VALUES (1, 'a', 'ordinary', 1, 0, 0);
INSERT INTO "products" ("id", "name", "kind", "version", "created_at", "updated_at") VALUES (1, 'p', 'goods', 1, 0, 0);
INSERT INTO "orders" ("id", "number", "customer", "ordered_on", "state", "revenue", "cost", "profit", "quantity", "returned", "version",
  "created_at", "updated_at") VALUES (1, 'a', 1, 20000, 'closed', 10000, 0, 10000, 5000, 1500, 1, 0, 0),
  (2, 'b', 1, 20000, 'closed', 10000, 0, 10000, 5000, 10000, 1, 0, 0), (3, 'c', 1, 20000, 'closed', 10000, 0, 10000, 5000, NULL, 1, 0, 0),
  (4, 'd', 1, 20000, 'closed', 10000, 0, 10000, 5000, NULL, 1, 0, 0);
INSERT INTO "order_lines" ("id", "order", "product", "quantity", "price", "discount", "amount", "cost", "profit", "position")
  SELECT o."id" * 10 + 1, o."id", 1, 3000, 20000000, 0, 6000, 0, 6000, 1 FROM "orders" o;
INSERT INTO "order_lines" ("id", "order", "product", "quantity", "price", "discount", "amount", "cost", "profit", "position")
  SELECT o."id" * 10 + 2, o."id", 1, 2000, 20000000, 0, 4000, 0, 4000, 2 FROM "orders" o;
UPDATE "order_lines" SET "returned" = 500 WHERE "id" = 12;
INSERT INTO "order_returns" ("id", "number", "order", "line", "state", "quantity", "amount", "reason", "version", "created_at", "updated_at")
  VALUES (1, 'r1', 1, 12, 'accepted', 500, 1000, 'other', 1, 0, 0), (2, 'r2', 1, NULL, 'accepted', 500, 500, 'other', 1, 0, 0),
  (3, 'r3', 2, NULL, 'accepted', 5000, 10000, 'other', 1, 0, 0), (4, 'r4', 4, NULL, 'requested', 5000, 10000, 'other', 1, 0, 0);
INSERT INTO "order_problems" ("id", "number", "order", "line", "state", "cause", "found_on", "loss", "detail", "version", "created_at",
  "updated_at") VALUES (1, 'p1', 3, 32, 'open', 'other', 20000, 700, 'x', 1, 0, 0),
  (2, 'p2', 3, NULL, 'resolved', 'other', 20000, 300, 'x', 1, 0, 0), (3, 'p3', 4, NULL, 'open', 'other', 20000, NULL, 'x', 1, 0, 0);
UPDATE "orders" SET "open_problems" = 1 WHERE "id" IN (3, 4);
)sql";

class Upgrade : public test::BothEngines {};
INSTANTIATE_TEST_SUITE_P(On, Upgrade, testing::Values(Engine::sqlite, Engine::postgres), test::engine_name);

TEST_P(Upgrade, clause_4_3_2_gives_lines_what_was_returned_and_lost_and_makes_the_facts_of_what_was_sold) {
    House house;
    open_house(house);
    std::vector<Migration> earlier;
    for (const Migration& migration : house.migrations())
        if (migration.number < before_shares) earlier.push_back(migration);
    const test::Place place(GetParam());
    const auto store = open_store(place.options());
    migrate(*store, earlier);
    store->write_and_wait([&](Transaction& transaction) {
        transaction.script(for_engine(records, GetParam()));
        return true;
    });
    migrate(*store, house.migrations());

    sales::SalesFacts facts(house, *store);
    facts.fill();
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> lines;  // amount returned, loss
    std::vector<std::string> findings;
    store->read_and_wait([&](Connection& connection) {
        Rows rows = connection.query(R"(SELECT "id", "returned_amount", "problem_loss" FROM "order_lines")");
        while (rows.next()) lines[rows.integer(0)] = {rows.integer(1), rows.integer(2)};
        findings = facts.verify(connection);
    });
    const std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> expected{
        {11, {500, 0}}, {12, {1000, 0}}, {21, {6000, 0}}, {22, {4000, 0}}, {31, {0, 300}}, {32, {0, 700}}, {41, {0, 0}}, {42, {0, 0}}};
    EXPECT_EQ(lines, expected);
    store->read_and_wait([&](Connection& connection) { house.get("orders").traits().recount(connection, findings); });
    EXPECT_EQ(findings, std::vector<std::string>{});

    std::int64_t returned = 0, lost = 0, sold = 0;
    store->read_and_wait([&](Connection& connection) {
        facts.facts().read(
            connection, {.keys = 1, .measures = ~0U}, [](const auto&) {},
            [&](const Chunk& chunk) {
                for (std::size_t n = 0; n < chunk.count; ++n) {
                    returned += chunk.measures[sales::returned_measure][n];
                    lost += chunk.measures[sales::problem_loss_measure][n];
                    sold += chunk.measures[sales::amount_measure][n];
                }
            });
    });
    EXPECT_EQ(sold, 40000);
    EXPECT_EQ(returned, 11500);
    EXPECT_EQ(lost, 1000);
}

}  // namespace

}  // namespace program
