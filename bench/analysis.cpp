// Questions over 10,000,000 order lines, and what keeping the facts for them costs a line.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>

#include "chapters/sales_analysis/sales_facts.h"
#include "data.h"
#include "figures.h"
#include "house.h"
#include "process.h"
#include "raw.h"

namespace bench {

namespace {

constexpr std::int64_t all_lines = 10'000'000, quick_lines = 500'000;
constexpr std::int64_t first_id = 1'000'000'000'000'000'000;  // after those of the small book
constexpr std::int64_t orders_at_once = 100'000;
constexpr int version = 1;
constexpr const char* dimensions[] = {"year",    "quarter",  "month",       "region",  "province", "city",
                                      "segment", "category", "subcategory", "product", "customer", "salesperson"};

double seconds_of(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Orders with 1 to 4 lines, written raw: what is measured is the reading.
class RawLedger {
public:
    RawLedger(RawDatabase& database, const Known& known)
        : known_(known),
          orders_(database.prepare(
              R"(INSERT INTO "orders" ("id", "number", "customer", "ordered_on", "state", "owner", "revenue", "cost", "profit",
              "quantity", "version", "created_at", "updated_at") VALUES ($1, $2, $3, $4, 'confirmed', $5, 0, 0, 0, 0, 1, 0, 0))")),
          lines_(database.prepare(
              R"(INSERT INTO "order_lines" ("id", "order", "product", "quantity", "price", "discount", "amount", "cost", "profit",
              "region", "position") VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10))")) {}

    std::int64_t add(std::int64_t n, std::int64_t share_of_days) {
        const std::int64_t id = first_id + n * 8, lines = 1 + static_cast<std::int64_t>(random_() % 4);
        const Salesperson& owner = known_.salespersons[random_() % known_.salespersons.size()];
        const std::string number = "L-" + std::to_string(n);
        orders_.bind(id)
            .bind(number)
            .bind(owner.customers[random_() % owner.customers.size()])
            .bind(first_day + share_of_days)
            .bind(owner.account);
        orders_.run();
        for (std::int64_t line = 1; line <= lines; ++line) {
            const auto quantity = static_cast<std::int64_t>(1 + random_() % 9), price = static_cast<std::int64_t>(100 + random_() % 90'000);
            const std::int64_t amount = quantity * price, cost = static_cast<std::int64_t>(random_() % 100'000);
            lines_.bind(id + line)
                .bind(id)
                .bind(known_.products[random_() % known_.products.size()])
                .bind(quantity * 1000)
                .bind(price * 10'000);
            lines_.bind(amount).bind(cost).bind(amount - cost).bind(known_.regions[random_() % known_.regions.size()]).bind(line);
            lines_.run();
        }
        return lines;
    }

private:
    const Known& known_;
    RawStatement orders_, lines_;
    std::mt19937_64 random_{20261125};
};

void make_lines(const std::string& small_book, const std::string& directory, std::int64_t lines) {
    const std::string mark = "version " + std::to_string(version) + " lines " + std::to_string(lines) + " schema " + schema_digest();
    std::string held;
    std::ifstream file(directory + "/made");
    std::getline(file, held);
    if (held == mark) return;
    copy_order_book(small_book, directory);
    const Known known = known_of(directory);
    {
        RawDatabase database(directory, RawDatabase::Use::write);
        // What no question reads would only make the making longer.
        for (const char* sql : {"PRAGMA foreign_keys=OFF", "DROP INDEX \"order_lines_product\"", "DROP INDEX \"order_lines_region\""})
            database.execute(sql);
        RawLedger ledger(database, known);
        std::int64_t made = 0;
        for (std::int64_t order = 0; made < lines;) {
            database.execute("BEGIN IMMEDIATE");
            for (const std::int64_t end = order + orders_at_once; order < end && made < lines; ++order)
                made += ledger.add(order, made * days / lines);
            database.execute("COMMIT");
            database.checkpoint_when_long();
            std::fprintf(stderr, "making %lld of %lld lines\n", static_cast<long long>(made), static_cast<long long>(lines));
        }
    }
    std::ofstream(directory + "/made") << mark << '\n';
}

// The lines are written raw and the small book's facts came along with it: all are to be made anew at the start.
void forget_facts(const std::string& directory) {
    RawDatabase database(directory, RawDatabase::Use::write);
    for (const char* sql : {"DELETE FROM \"sales_facts\"", "DELETE FROM \"fact_sets\"", "DELETE FROM \"fact_segments\"",
                            "DELETE FROM \"fact_columns\"", "DELETE FROM \"fact_sums\"", "DELETE FROM \"fact_scattered\""})
        database.execute(sql);
}

std::string operator_token(const std::string& directory) {
    std::ifstream file(directory + "/bylaw.address");
    std::string host, port, token;
    if (!(file >> host >> port >> token)) throw std::runtime_error("the server has left no address");
    return token;
}

std::string answer(const ServerProcess& server, const std::string& token, const std::string& query) {
    return fetch(server.port(),
                 "GET /api/v1/analysis?" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token +
                     "\r\nConnection: close\r\n\r\n",
                 200);
}

// A figure is worth something only when it is of all the lines.
void expect_lines(const ServerProcess& server, const std::string& token, std::int64_t lines) {
    const std::string body = answer(server, token, "measures=lines"), mark = "\"total\":[";
    const auto at = body.find(mark);
    if (at == body.npos || std::stoll(body.substr(at + mark.size())) < lines)
        throw std::runtime_error("the facts are not of all lines: " + body);
}

double milliseconds(const ServerProcess& server, const std::string& token, const std::string& query) {
    return 1000 * seconds_of([&] { answer(server, token, query); });
}

double median_ms(const ServerProcess& server, const std::string& token, const std::string& query, int times) {
    Samples samples;
    milliseconds(server, token, query);  // prepares the statements, as for anybody but the first
    for (int n = 0; n < times; ++n) samples.add(milliseconds(server, token, query));
    return samples.median();
}

void ask_pairs(const Setting& setting, Report& report, const ServerProcess& server, const std::string& token) {
    double worst = 0, sum = 0;
    std::string slowest;
    int pairs = 0;
    for (const char* rows : dimensions)
        for (const char* columns : dimensions) {
            if (std::string_view(rows) >= columns) continue;
            const std::string query = std::string("measures=revenue,quantity,profit&rows=") + rows + "&columns=" + columns;
            const double took = milliseconds(server, token, query);
            sum += took;
            ++pairs;
            if (took > worst) worst = took, slowest = std::string(rows) + " x " + columns;
        }
    report.note(std::to_string(pairs) + " pairs, " + std::to_string(static_cast<int>(sum / pairs)) + " ms each; the slowest is " + slowest);
    report.below("any other pair, revenue, quantity and profit", worst, 2000, "ms");
    const int times = setting.quick ? 2 : 3;
    report.below("by segment and month, orders and customers too",
                 median_ms(server, token, "rows=segment&columns=month&measures=revenue,orders,customers", times), 6000, "ms");
    report.below("a salesperson's own, by customer and month",
                 median_ms(server, known_of(setting.data + "/lines_book").salespersons[0].token,
                           "rows=customer&columns=month&measures=revenue,profit", times),
                 2000, "ms");
}

// As an import does it: all facts of a work gathered and packed.
void measure_keeping(const Setting& setting, Report& report) {
    const std::string directory = setting.data + "/facts";
    remove_order_book(directory);
    OfflineHouse house(directory);
    sales::SalesFacts facts(house.house(), house.store());
    const auto lines = setting.quick ? quick_lines : 2 * quick_lines;
    kernel::Facts packed(facts.facts().set(), house.store());
    std::mt19937_64 random(7);
    const double took = seconds_of([&] {
        house.write([&](kernel::Transaction& transaction) {
            for (std::int64_t n = 0; n < lines; ++n) {
                kernel::Fact fact;
                fact.keys = {first_id + n / 3,
                             first_day + n * days / lines,
                             static_cast<std::int64_t>(random() % customers) + 1,
                             static_cast<std::int64_t>(random() % products) + 1,
                             static_cast<std::int64_t>(random() % 300) + 1,
                             static_cast<std::int64_t>(random() % salespersons) + 1};
                fact.measures = {1, 1000, static_cast<std::int64_t>(random() % 900'000), static_cast<std::int64_t>(random() % 700'000)};
                packed.add(transaction, {&fact, 1});
            }
        });
    });
    report.below("keeping the facts of an import", took / static_cast<double>(lines) * 1e6, 2, "us a line");
    remove_order_book(directory);
}

}  // namespace

void measure_analysis(const Setting& setting, Report& report) {
    const std::int64_t lines = setting.quick ? quick_lines : all_lines;
    report.heading("Analysis of " + std::to_string(lines) + " order lines");
    const std::string directory = setting.data + "/lines_book";
    make_lines(setting.small_book, directory, lines);
    measure_keeping(setting, report);
    forget_facts(directory);
    std::optional<ServerProcess> server;
    const double start = seconds_of([&] {
        server.emplace(std::vector<std::string>{setting.bylaw, "serve", "--data", directory, "--listen", "127.0.0.1:0"});
    });
    report.note("start, with the facts of all lines made when they were not there: " + std::to_string(start) + " s");
    const std::string token = operator_token(directory);
    expect_lines(*server, token, lines);
    const double by_month =
        median_ms(*server, token, "rows=product&columns=month&measures=revenue,quantity,profit", setting.quick ? 5 : 20);
    report.below("month x product", by_month, 10, "ms");
    ask_pairs(setting, report, *server, token);
    report.note("the server then holds " + std::to_string(static_cast<int>(server->resident_megabytes())) + " MB");
}

}  // namespace bench
