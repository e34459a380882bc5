#include "order_limit.h"

#include <time.h>

#include <chrono>
#include <cstdio>
#include <random>
#include <vector>

#include "kernel/base/id.h"
#include "kernel/base/time.h"
#include "raw.h"

namespace bench {

namespace {

constexpr int orders_a_commit = 64;
constexpr int lines = 5;

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::string holes(int count) {
    std::string text = " VALUES (";
    for (int n = 1; n <= count; ++n) text += (n > 1 ? ", $" : "$") + std::to_string(n);
    return text + ')';
}

}  // namespace

struct OrderLimit::Statements {
    Statements(const std::string& data_directory, const Known& of, const OrderSizes& sizes)
        : known(of),
          database(data_directory, RawDatabase::Use::write),
          order(database.prepare(
              R"(INSERT INTO "orders" ("id", "number", "customer", "ordered_on", "state", "owner", "shipping", "revenue", "cost", "profit", )"
              R"("quantity", "note", "version", "created_at", "created_by", "updated_at", "archived_at"))" +
              holes(17))),
          line(database.prepare(
              R"(INSERT INTO "order_lines" ("id", "order", "product", "quantity", "price", "discount", "amount", "cost", "profit", "region", )"
              R"("delivery_on", "note", "position"))" +
              holes(13))),
          audit(database.prepare(R"(INSERT INTO "audit")" + holes(10))),
          answer(database.prepare(R"(INSERT INTO "idempotency")" + holes(7))),
          head(database.prepare(
              R"(INSERT INTO "audit_heads" VALUES ($1, $2, $3) ON CONFLICT ("node") DO UPDATE SET "seq" = excluded."seq", "hash" = excluded."hash")")),
          counter(
              database.prepare(R"(INSERT INTO "counters" VALUES ($1, $2) ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value")")),
          changes(sizes.changes, 'c'),
          body(sizes.answer, 'b') {}

    void insert_order(std::int64_t now);
    void insert_lines(std::int64_t id);
    void insert_audit(std::int64_t id, std::int64_t now, const Salesperson& seller);

    const Known& known;
    RawDatabase database;
    RawStatement order, line, audit, answer, head, counter;
    kernel::SystemClock clock;
    kernel::IdMaker ids{clock, 2};
    std::mt19937_64 random{7};
    std::int64_t made = 0;
    const std::string changes, body, hash = std::string(32, 'h');
};

void OrderLimit::Statements::insert_order(std::int64_t now) {
    const Salesperson& seller = known.salespersons[random() % known.salespersons.size()];
    char number[32];
    std::snprintf(number, sizeof number, "SO-2026-%06lld", static_cast<long long>(++made));
    const std::int64_t id = ids.next();
    order.bind(id).bind(number).bind(seller.customers[random() % seller.customers.size()]).bind(std::int64_t{first_day + days});
    order.bind("draft").bind(seller.account).bind("標準級").bind(1234567).bind(1000000).bind(234567).bind(10000).bind_null();
    order.bind(1).bind(now).bind(seller.account).bind(now).bind_null();
    order.run();
    insert_lines(id);
    insert_audit(id, now, seller);
}

void OrderLimit::Statements::insert_lines(std::int64_t id) {
    for (std::int64_t position = 1; position <= lines; ++position) {
        line.bind(ids.next()).bind(id).bind(known.products[random() % known.products.size()]).bind(2000).bind(12500000).bind(1000);
        line.bind(246913)
            .bind(200000)
            .bind(46913)
            .bind(known.regions[random() % known.regions.size()])
            .bind_null()
            .bind_null()
            .bind(position);
        line.run();
    }
}

void OrderLimit::Statements::insert_audit(std::int64_t id, std::int64_t now, const Salesperson& seller) {
    audit.bind(2).bind(made).bind(now).bind(seller.account).bind("create").bind("orders").bind(id).bind(1).bind(changes).bind_bytes(hash);
    audit.run();
    const std::string key = kernel::random_token();
    const std::string headers = "ETag\n\"1\"\nLocation\n/api/v1/orders/" + std::to_string(id) + '\n';
    answer.bind(seller.account).bind(key).bind_bytes(hash).bind(201).bind(headers).bind(body).bind(now);
    answer.run();
}

OrderSizes sizes_of_order(const std::string& data_directory) {
    RawDatabase database(data_directory, RawDatabase::Use::read);
    auto size = [&](std::string_view sql) {
        RawStatement rows = database.prepare(sql);
        rows.step();
        return static_cast<std::size_t>(rows.integer(0));
    };
    return {size(R"(SELECT octet_length("changes") FROM "audit" WHERE "record" = 'orders' ORDER BY "seq" DESC LIMIT 1)"),
            size(R"(SELECT octet_length("body") FROM "idempotency" ORDER BY "at" DESC LIMIT 1)")};
}

OrderLimit::OrderLimit(const std::string& data_directory, const Known& known, const OrderSizes& sizes)
    : statements_(std::make_unique<Statements>(data_directory, known, sizes)) {}
OrderLimit::~OrderLimit() = default;

OrderLimit::Rate OrderLimit::run(double seconds) {
    Statements& raw = *statements_;
    const auto begin = std::chrono::steady_clock::now();
    const auto passed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    const std::int64_t before = raw.made;
    const double cpu_before = cpu_seconds();
    while (passed() < seconds) {
        raw.database.execute("BEGIN IMMEDIATE");
        const std::int64_t now = raw.clock.now().microseconds;
        for (int n = 0; n < orders_a_commit; ++n) raw.insert_order(now);
        raw.head.bind(2).bind(raw.made).bind_bytes(raw.hash);
        raw.head.run();
        raw.counter.bind("SO-2026").bind(raw.made);
        raw.counter.run();
        raw.database.execute("COMMIT");
        raw.database.checkpoint_when_long();
    }
    const auto made = static_cast<double>(raw.made - before);
    return {made / passed(), (cpu_seconds() - cpu_before) / made * 1e6};
}

}  // namespace bench
