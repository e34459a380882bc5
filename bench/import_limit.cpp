#include "import_limit.h"

#include <chrono>
#include <fstream>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kernel/base/id.h"
#include "kernel/base/number.h"
#include "kernel/base/time.h"
#include "raw.h"

namespace bench {

namespace {

// In the file's order.
enum Column : std::uint8_t {
    number,
    ordered_on,
    delivery_on,
    shipping,
    customer_code,
    customer,
    segment,
    city,
    province,
    area,
    product_code,
    category,
    kind,
    product,
    amount,
    quantity,
    discount,
    profit,
    count
};

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    cells.reserve(count);
    while (true) {
        const bool quoted = line.starts_with('"');
        const auto end = quoted ? line.find('"', 1) : line.find(',');
        cells.push_back(quoted ? line.substr(1, end - 1) : line.substr(0, end));
        const auto comma = quoted ? line.find(',', end) : end;
        if (comma == std::string_view::npos) return cells;
        line.remove_prefix(comma + 1);
    }
}

class Import {
public:
    explicit Import(const std::string& data_directory)
        : database_(data_directory, RawDatabase::Use::write),
          customer_(database_.prepare(
              R"(INSERT INTO "customers" ("id", "code", "name", "segment", "level", "version", "created_at", "updated_at") VALUES ($1, $2, $3, $4, 'ordinary', 1, $5, $5))")),
          product_(database_.prepare(
              R"(INSERT INTO "products" ("id", "code", "name", "kind", "version", "created_at", "updated_at") VALUES ($1, $2, $3, 'goods', 1, $4, $4))")),
          order_(database_.prepare(
              R"(INSERT INTO "orders" ("id", "number", "customer", "ordered_on", "state", "shipping", "revenue", "cost", "profit", "quantity", "version", "created_at", "updated_at") VALUES ($1, $2, $3, $4, 'confirmed', $5, $6, $7, $8, $9, 1, $10, $10))")),
          line_(database_.prepare(
              R"(INSERT INTO "order_lines" ("id", "order", "product", "quantity", "price", "discount", "amount", "cost", "profit", "delivery_on", "position") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))")),
          audit_(database_.prepare(R"(INSERT INTO "audit" VALUES (2, $1, $2, 0, 'create', 'orders', $3, 1, $4, $5))")) {}

    void run(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        std::string line;
        std::getline(file, line);
        database_.execute("BEGIN IMMEDIATE");
        while (std::getline(file, line)) take(cells_of(line));
        write_order();
        database_.execute("COMMIT");
        database_.checkpoint_when_long();
    }

private:
    struct Line {
        std::int64_t product, quantity, discount, amount, profit, delivery_on;
    };
    static std::int64_t decimal(std::string_view cell, int scale) {
        return kernel::parse_decimal(cell, scale, kernel::Excess::round).value_or(0);
    }
    static std::int64_t day(std::string_view cell) { return kernel::parse_day(cell).value_or(kernel::Day{}).since_1970; }

    template <class Insert>
    std::int64_t known(std::unordered_map<std::string, std::int64_t>& ids, std::string_view code, Insert&& insert) {
        auto [found, is_new] = ids.try_emplace(std::string(code), 0);
        if (is_new) insert(found->second = ids_.next());
        return found->second;
    }

    void take(const std::vector<std::string_view>& cells) {
        if (cells[number] != number_) {
            write_order();
            number_ = cells[number];
            shipping_ = cells[shipping];
            ordered_on_ = day(cells[ordered_on]);
            customer_id_ = known(customers_, cells[customer_code], [&](std::int64_t id) {
                customer_.bind(id).bind(cells[customer_code]).bind(cells[customer]).bind(cells[segment]).bind(now_).run();
            });
        }
        const std::int64_t product_id = known(products_, cells[product_code], [&](std::int64_t id) {
            product_.bind(id).bind(cells[product_code]).bind(cells[product]).bind(now_).run();
        });
        lines_.push_back({product_id, decimal(cells[quantity], 3), decimal(cells[discount], 4), decimal(cells[amount], 2),
                          decimal(cells[profit], 2), day(cells[delivery_on])});
    }

    // An order is complete when the next one begins.
    void write_order() {
        if (lines_.empty()) return;
        std::int64_t revenue = 0, profit_sum = 0, pieces = 0;
        for (const Line& line : lines_) revenue += line.amount, profit_sum += line.profit, pieces += line.quantity;
        const std::int64_t id = ids_.next();
        order_.bind(id).bind(number_).bind(customer_id_).bind(ordered_on_).bind(shipping_).bind(revenue).bind(revenue - profit_sum);
        order_.bind(profit_sum).bind(pieces).bind(now_).run();
        std::int64_t position = 0;
        for (const Line& line : lines_) {
            line_.bind(ids_.next()).bind(id).bind(line.product).bind(line.quantity).bind(line.amount).bind(line.discount).bind(line.amount);
            line_.bind(line.amount - line.profit).bind(line.profit).bind(line.delivery_on).bind(++position).run();
        }
        changes_.assign(300 + 400 * lines_.size(), 'c');
        audit_.bind(++entries_).bind(now_).bind(id).bind(changes_).bind_bytes(hash_).run();
        lines_.clear();
    }

    RawDatabase database_;
    RawStatement customer_, product_, order_, line_, audit_;
    kernel::SystemClock clock_;
    kernel::IdMaker ids_{clock_, 2};
    const std::int64_t now_ = clock_.now().microseconds;
    std::unordered_map<std::string, std::int64_t> customers_, products_;
    std::string number_, shipping_, changes_;
    const std::string hash_ = std::string(32, 'h');
    std::int64_t ordered_on_ = 0, customer_id_ = 0, entries_ = 0;
    std::vector<Line> lines_;
};

}  // namespace

double run_import_limit(const std::string& data_directory, const std::string& path) {
    const auto begin = std::chrono::steady_clock::now();
    Import(data_directory).run(path);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace bench
