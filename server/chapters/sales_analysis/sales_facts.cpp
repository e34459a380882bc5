#include "chapters/sales_analysis/sales_facts.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "chapters/sales/order.h"
#include "kernel/base/log.h"

namespace sales {

using namespace kernel;

const Migration sales_facts_migration{101, "sales_facts", R"sql(
CREATE TABLE "sales_facts" (
  "order" BIGINT NOT NULL,
  "day" BIGINT NOT NULL,
  "customer" BIGINT NOT NULL,
  "product" BIGINT NOT NULL,
  "region" BIGINT NOT NULL,
  "owner" BIGINT NOT NULL,
  "again" BIGINT NOT NULL,
  "lines" BIGINT NOT NULL,
  "quantity" BIGINT NOT NULL,
  "amount" BIGINT NOT NULL,
  "cost" BIGINT NOT NULL,
  "loss_lines" BIGINT NOT NULL,
  "loss" BIGINT NOT NULL
);
)sql"};

// With more measures, all facts are made anew at the next start.
const Migration sales_facts_returns_migration{105, "sales_facts_returns", R"sql(
DELETE FROM "sales_facts";
DELETE FROM "fact_sets" WHERE "name" = 'sales_facts';
DELETE FROM "fact_segments" WHERE "set" = 'sales_facts';
DELETE FROM "fact_columns" WHERE "set" = 'sales_facts';
DELETE FROM "fact_sums" WHERE "set" = 'sales_facts';
DELETE FROM "fact_scattered" WHERE "set" = 'sales_facts';
ALTER TABLE "sales_facts" ADD COLUMN "returned_quantity" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "sales_facts" ADD COLUMN "returned" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "sales_facts" ADD COLUMN "problem_loss" BIGINT NOT NULL DEFAULT 0;
)sql"};

namespace {

constexpr std::int64_t orders_at_once = 20'000;  // of a recount

FactSet fact_set() {
    return {.name = "sales_facts",
            .keys = {"order", "day", "customer", "product", "region", "owner"},
            .measures = {"lines", "quantity", "amount", "cost", "loss_lines", "loss", "returned_quantity", "returned", "problem_loss"},
            .day = key_day,
            .part = key_owner,
            .item = key_product};
}

// A line's own numbers, in the order in which they are read.
constexpr std::string_view line_fields[] = {"quantity", "amount", "cost", "returned", "returned_amount", "problem_loss"};
using LineNumbers = std::array<std::int64_t, std::size(line_fields)>;

void set_measures(Fact& fact, std::int64_t sign, const LineNumbers& line) {
    const auto [quantity, amount, cost, returned_quantity, returned, problem_loss] = line;
    const std::int64_t profit = amount - cost;
    fact.measures[lines_measure] = sign;
    fact.measures[quantity_measure] = sign * quantity;
    fact.measures[amount_measure] = sign * amount;
    fact.measures[cost_measure] = sign * cost;
    fact.measures[loss_lines_measure] = profit < 0 ? sign : 0;
    fact.measures[loss_measure] = profit < 0 ? sign * profit : 0;
    fact.measures[returned_quantity_measure] = sign * returned_quantity;
    fact.measures[returned_measure] = sign * returned;
    fact.measures[problem_loss_measure] = sign * problem_loss;
}

}  // namespace

SalesFacts::SalesFacts(const House& house, Store& store)
    : orders_(house.get("orders")), lines_(house.get("order_lines")), facts_(fact_set(), store) {
    for (const Choice& choice : orders_.fields[orders_.state_field].choices)
        if (choice.name != "draft" && choice.name != "cancelled") counted_states_.emplace_back(choice.name);
    std::string states;
    for (const std::string& state : counted_states_) states += (states.empty() ? "'" : ", '") + state + '\'';
    std::string numbers;
    for (const std::string_view field : line_fields) {
        line_places_.push_back(lines_.place(field));
        numbers += ", l.\"" + std::string(field) + '"';
    }
    recount_sql_ = R"(SELECT o."id", o."ordered_on", o."customer", o."owner", l."product", l."region")" + numbers + R"(
        FROM "orders" o JOIN "order_lines" l ON l."order" = o."id"
        WHERE o."id" > $1 AND o."id" <= $2 AND o."archived_at" IS NULL AND o."state" IN ()" +
                   states + ") ORDER BY o.\"id\"";
}

bool SalesFacts::counts(const Row& order) const {
    return is_null(order[orders_.place("archived_at")]) &&
           std::ranges::find(counted_states_, text_of(order[orders_.state_field])) != counted_states_.end();
}

void SalesFacts::append(std::vector<Fact>& facts, const Seen& seen, std::int64_t sign, bool again) const {
    static const auto place = [](const RecordType& type, std::string_view field) { return type.place(field); };
    Fact fact;
    fact.again = again;
    fact.keys[key_order] = integer_of(seen.record[0]);
    fact.keys[key_day] = integer_of(seen.record[place(orders_, "ordered_on")]);
    fact.keys[key_customer] = integer_of(seen.record[place(orders_, "customer")]);
    fact.keys[key_owner] = integer_of(seen.record[orders_.owner_field]);
    const std::size_t product = lines_.place("product"), region = lines_.place("region");
    LineNumbers numbers{};
    for (const Row* line : seen.lines) {
        fact.keys[key_product] = integer_of((*line)[product]);
        fact.keys[key_region] = integer_of((*line)[region]);
        for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = integer_of((*line)[line_places_[i]]);
        set_measures(fact, sign, numbers);
        facts.push_back(fact);
    }
}

void SalesFacts::follow(Transaction& transaction, const RecordType& type, const Seen* before, const Seen& after) {
    if (&type != &orders_) return;
    held_.clear();
    const bool counted = before && counts(before->record);
    if (counted) append(held_, *before, -1, true);
    if (counts(after.record)) append(held_, after, 1, counted);
    facts_.add(transaction, held_);
}

std::optional<std::int64_t> SalesFacts::recount(Connection& connection, std::int64_t after, const Facts::Emit& emit) const {
    std::int64_t last = 0;
    {
        Rows rows = connection.query(R"(SELECT max("id") FROM (SELECT "id" FROM "orders" WHERE "id" > $1 ORDER BY "id" LIMIT $2) AS batch)",
                                     {after, orders_at_once});
        if (!rows.next() || rows.is_null(0)) return std::nullopt;
        last = rows.integer(0);
    }
    Rows rows = connection.query(recount_sql_, {after, last});
    std::vector<Fact> of_order;
    while (rows.next()) {
        if (!of_order.empty() && of_order.back().keys[key_order] != rows.integer(0)) {
            emit(of_order);
            of_order.clear();
        }
        Fact& fact = of_order.emplace_back();
        fact.keys = {rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(4), rows.integer(5), rows.integer(3)};
        LineNumbers numbers{};
        for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = rows.integer(6 + static_cast<int>(i));
        set_measures(fact, 1, numbers);
    }
    if (!of_order.empty()) emit(of_order);
    return last;
}

void SalesFacts::fill() {
    facts_.fill([this](Connection& connection, std::int64_t after, const Facts::Emit& emit) { return recount(connection, after, emit); },
                [](std::int64_t lines) { LogLine(LogLevel::info, "preparing_analysis").with("lines", lines); });
}

std::vector<std::string> SalesFacts::verify(Connection& connection) const {
    return facts_.verify(
        connection, [this](Connection& reading, std::int64_t after, const Facts::Emit& emit) { return recount(reading, after, emit); });
}

}  // namespace sales
