#include "data.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#include "chapters/sales_analysis/sales_facts.h"
#include "house.h"
#include "process.h"
#include "raw.h"

namespace bench {

using namespace kernel;

namespace {

constexpr int version = 1;  // of what is made below
constexpr std::int64_t orders_at_once = 2000;

struct Masters {
    std::vector<std::int64_t> accounts, regions, categories, products, customers;
};

std::string numbered(const char* prefix, std::int64_t number) {
    char text[32];
    std::snprintf(text, sizeof text, "%s%07lld", prefix, static_cast<long long>(number));
    return text;
}

void make_accounts(OfflineHouse& house, Transaction& transaction, Masters& masters, std::ostream& tokens) {
    auto account = [&](const std::string& login, const std::string& name, RoleName role) {
        auto id = house.accounts().add_account(transaction, {.login = login, .name = name, .role = role});
        return id.value();
    };
    account("root", "管理員", RoleName::administrator);
    for (int n = 0; n < salespersons; ++n) {
        masters.accounts.push_back(account("seller" + std::to_string(n), "業務員 " + std::to_string(n), RoleName::salesperson));
        auto token = house.accounts().make_token(transaction, masters.accounts.back(), "bench", std::nullopt);
        tokens << masters.accounts.back() << ' ' << token.value().secret << '\n';
    }
}

void make_masters(OfflineHouse& house, Transaction& transaction, Masters& masters) {
    const Viewer viewer = house.viewer(Viewer::operator_account, "administrator");
    for (int province = 0; province < 30; ++province) {
        const auto parent = house.insert(transaction, viewer, "regions", {{"name", "省份" + std::to_string(province)}});
        for (int city = 0; city < 10; ++city)
            masters.regions.push_back(
                house.insert(transaction, viewer, "regions", {{"name", "城市" + std::to_string(city)}, {"parent", parent}}));
    }
    for (int n = 0; n < 18; ++n)
        masters.categories.push_back(house.insert(transaction, viewer, "categories", {{"name", "類別" + std::to_string(n)}}));
    for (std::int64_t n = 0; n < products; ++n)
        masters.products.push_back(house.insert(transaction, viewer, "products",
                                                {{"code", numbered("P", n)},
                                                 {"name", "辦公用品 " + std::to_string(n) + " 型"},
                                                 {"category", masters.categories[static_cast<std::size_t>(n) % 18]},
                                                 {"price", std::int64_t{10'000'000} + n * 10'000},
                                                 {"cost", std::int64_t{7'000'000} + n * 7'000}}));
    for (std::int64_t n = 0; n < customers; ++n)
        masters.customers.push_back(house.insert(
            transaction, house.viewer(masters.accounts[static_cast<std::size_t>(n) % salespersons], "salesperson"), "customers",
            {{"code", numbered("C", n)},
             {"name", "東華貿易第 " + std::to_string(n) + " 公司"},
             {"region", masters.regions[static_cast<std::size_t>(n) % masters.regions.size()]},
             {"owner", masters.accounts[static_cast<std::size_t>(n) % salespersons]}}));
}

std::string state_for(std::uint64_t dice) {
    if (dice < 10) return "draft";
    if (dice < 60) return "confirmed";
    if (dice < 75) return "delivered";
    return dice < 95 ? "closed" : "cancelled";
}

void make_order(OfflineHouse& house, Transaction& transaction, const Masters& masters, std::mt19937_64& random, std::int64_t n,
                std::int64_t orders) {
    const std::size_t customer = random() % customers;
    const std::int64_t owner = masters.accounts[customer % salespersons];
    house.insert(transaction, house.viewer(owner, "salesperson"), "orders",
                 {{"number", numbered("B", n)},
                  {"customer", masters.customers[customer]},
                  {"ordered_on", std::int64_t{first_day} + n * days / orders},
                  {"state", state_for(random() % 100)},
                  {"owner", owner},
                  {"shipping", std::string(random() % 4 ? "標準級" : "一級")}},
                 {{{"product", masters.products[random() % products]},
                   {"quantity", static_cast<std::int64_t>(1 + random() % 9) * 1000},
                   {"price", static_cast<std::int64_t>(1 + random() % 90'000) * 10'000},
                   {"discount", static_cast<std::int64_t>(random() % 4) * 1000},
                   {"cost", static_cast<std::int64_t>(random() % 100'000)},
                   {"region", masters.regions[random() % masters.regions.size()]}}});
}

std::string mark_of(std::int64_t orders) {
    return "version " + std::to_string(version) + " orders " + std::to_string(orders) + " schema " + schema_digest() + '\n';
}

bool is_there(const std::string& directory, const std::string& mark) {
    std::ifstream file(directory + "/made");
    if (std::string(std::istreambuf_iterator<char>(file), {}) != mark) return false;
    try {
        const OfflineHouse house(directory);
        return true;
    } catch (const DatabaseError&) {
        return false;  // encrypted another way
    }
}

}  // namespace

void make_order_book(const std::string& directory, std::int64_t orders, const std::string& bylaw) {
    const std::string mark = mark_of(orders);
    if (is_there(directory, mark)) return;
    std::filesystem::remove_all(directory);
    {
        OfflineHouse house(directory);
        std::ofstream tokens(directory + "/tokens");
        Masters masters;
        house.write([&](Transaction& transaction) {
            make_accounts(house, transaction, masters, tokens);
            make_masters(house, transaction, masters);
        });
        std::mt19937_64 random(20261123);
        for (std::int64_t made = 0; made < orders;) {
            const std::int64_t end = std::min(made + orders_at_once, orders);
            house.write([&](Transaction& transaction) {
                for (; made < end; ++made) make_order(house, transaction, masters, random, made, orders);
            });
            if (made % 100'000 == 0)
                std::fprintf(stderr, "making %lld of %lld orders\n", static_cast<long long>(made), static_cast<long long>(orders));
        }
        sales::SalesFacts(house.house(), house.store()).fill();
    }
    std::string account, token;
    std::ifstream(directory + "/tokens") >> account >> token;
    wait_for_index(ServerProcess({bylaw, "serve", "--data", directory, "--listen", "127.0.0.1:0"}), token);
    std::ofstream(directory + "/made") << mark;
}

Known known_of(const std::string& directory) {
    Known known;
    std::ifstream tokens(directory + "/tokens");
    for (Salesperson one; tokens >> one.account >> one.token;) known.salespersons.push_back(one);
    RawDatabase database(directory, RawDatabase::Use::read);
    auto take_all = [&](std::string_view sql, std::vector<std::int64_t>& ids) {
        RawStatement rows = database.prepare(sql);
        while (rows.step()) ids.push_back(rows.integer(0));
    };
    take_all(R"(SELECT "id" FROM "products" ORDER BY "id")", known.products);
    take_all(R"(SELECT "id" FROM "regions" WHERE "parent" IS NOT NULL ORDER BY "id")", known.regions);
    RawStatement owned = database.prepare(R"(SELECT "id" FROM "customers" WHERE "owner" = $1 ORDER BY "id")");
    for (Salesperson& one : known.salespersons) {
        owned.bind(one.account);
        while (owned.step()) one.customers.push_back(owned.integer(0));
    }
    return known;
}

void copy_order_book(const std::string& from, const std::string& to) {
    std::filesystem::remove_all(to);
    std::filesystem::create_directories(to);
    for (const char* name : {"/bylaw.db", "/bylaw.key", "/tokens"}) std::filesystem::copy_file(from + name, to + name);
    sync();  // or the copy's own way to the disk would be measured with what is written next
}

void remove_order_book(const std::string& directory) { std::filesystem::remove_all(directory); }

}  // namespace bench
