// Searching among 100,000 customers, on both engines: the time of one answer, of each kind of question.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <stdexcept>

#include "figures.h"
#include "house.h"
#include "load.h"
#include "postgres_database.h"
#include "process.h"

namespace bench {

using namespace kernel;

namespace {

constexpr int all_customers = 100'000, quick_customers = 20'000, at_once = 5000;
constexpr int sellers = 10, questions_of_a_kind = 100;
constexpr double bound_ms = 50;

constexpr std::string_view places[] = {"北京", "上海", "广州", "深圳", "重庆", "天津", "苏州", "杭州", "南京", "武汉",
                                       "长沙", "西安", "成都", "青岛", "厦门", "宁波", "合肥", "無錫", "臺北", "東莞"};
constexpr std::string_view characters_of_names[] = {
    "东", "华", "恒", "宏", "瑞", "盛", "金", "安", "信", "博", "联", "德", "鼎", "泰", "新", "中", "铭", "凯", "嘉", "正",
    "达", "源", "丰", "邦", "翔", "诺", "润", "创", "越", "科", "合", "晟", "远", "宇", "通", "朗", "维", "迈", "凌", "锐",
    "单", "曾", "乐", "长", "行", "朝", "調", "興", "榮", "慶", "禾", "青", "云", "海", "江", "山", "林", "石", "玉", "春"};
constexpr std::string_view trades[] = {"机械", "电子", "食品", "新能源科技", "药业",       "化工",     "纺织", "包装材料",
                                       "水务", "贸易", "物流", "银行设备",   "自动化工程", "電氣成套", "建材", "教育科技"};
constexpr std::string_view forms[] = {"有限公司", "有限公司", "有限公司", "股份有限公司", "厂", "集团"};

class Dice {
public:
    template <std::size_t N>
    std::string_view one_of(const std::string_view (&many)[N]) {
        return many[random_() % N];
    }
    std::int64_t below(std::int64_t bound) { return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound)); }

private:
    std::mt19937_64 random_{20261125};
};

std::string digits(const char* format, std::int64_t number) {
    char text[32];
    std::snprintf(text, sizeof text, format, static_cast<long long>(number));
    return text;
}

// Whose tokens ask: one who sees everybody's customers, one who sees a tenth.
struct Book {
    std::string manager, seller;
};

Book make_customers(OfflineHouse& house, int customers) {
    Book book;
    std::vector<std::int64_t> owners;
    house.write([&](Transaction& transaction) {
        const auto account = [&](const std::string& login, RoleName role) {
            return house.accounts().add_account(transaction, {.login = login, .name = login, .role = role}).value();
        };
        const auto token = [&](std::int64_t id) {
            return house.accounts().make_token(transaction, id, "bench", std::nullopt).value().secret;
        };
        book.manager = token(account("manager", RoleName::manager));
        for (int n = 0; n < sellers; ++n) owners.push_back(account("seller" + std::to_string(n), RoleName::salesperson));
        book.seller = token(owners[0]);
    });
    Dice dice;
    for (int made = 0; made < customers;) {
        const int end = std::min(made + at_once, customers);
        house.write([&](Transaction& transaction) {
            for (; made < end; ++made) {
                std::string name;
                for (const auto part : {dice.one_of(places), dice.one_of(characters_of_names), dice.one_of(characters_of_names),
                                        dice.one_of(trades), dice.one_of(forms)})
                    name += part;
                const std::int64_t owner = owners[static_cast<std::size_t>(dice.below(sellers))];
                house.insert(transaction, house.viewer(owner, "salesperson"), "customers",
                             {{"code", digits("KH-%06lld", made)},
                              {"name", name},
                              {"phone", digits("1%010lld", 3'000'000'000 + dice.below(6'999'999'999))},
                              {"owner", owner}});
            }
        });
    }
    return book;
}

struct Kind {
    std::string_view name;
    std::string (*question)(Dice&);
};
constexpr std::string_view common[] = {"公司", "有限", "科技", "贸易", "机械"};
constexpr std::string_view syllables[] = {"donghua", "hengd", "chongqing", "yinhang", "xinnengyuan", "gongsi", "ruich", "shanghai"};
constexpr std::string_view initials[] = {"dh", "gs", "yxgs", "cq", "jx", "bjdh", "hdjx", "zy"};
constexpr std::string_view letters[] = {"a", "b", "d", "g", "h", "s", "y", "z"};
constexpr std::string_view traditional[] = {"東華", "機械", "電子", "貿易", "無錫", "廣州", "單", "銀行設備"};

std::string two_characters(Dice& dice) {
    return std::string(dice.one_of(characters_of_names)) + std::string(dice.one_of(characters_of_names));
}
const Kind kinds[] = {
    {"one character", [](Dice& dice) { return std::string(dice.one_of(characters_of_names)); }},
    {"two characters", two_characters},
    {"two that are in every name", [](Dice& dice) { return std::string(dice.one_of(common)); }},
    {"place, two characters, trade",
     [](Dice& dice) { return std::string(dice.one_of(places)) + two_characters(dice) + std::string(dice.one_of(trades)); }},
    {"place and trade, two words", [](Dice& dice) { return std::string(dice.one_of(places)) + ' ' + std::string(dice.one_of(trades)); }},
    {"traditional for simplified", [](Dice& dice) { return std::string(dice.one_of(traditional)); }},
    {"pinyin", [](Dice& dice) { return std::string(dice.one_of(syllables)); }},
    {"initials", [](Dice& dice) { return std::string(dice.one_of(initials)); }},
    {"one letter", [](Dice& dice) { return std::string(dice.one_of(letters)); }},
    {"a code", [](Dice& dice) { return digits("KH-%06lld", dice.below(quick_customers)); }},
    {"four digits of a phone", [](Dice& dice) { return digits("%04lld", dice.below(10'000)); }},
};

std::string encoded(std::string_view text) {
    std::string made;
    char one[4];
    for (const char byte : text) made += (std::snprintf(one, sizeof one, "%%%02X", static_cast<unsigned char>(byte)), one);
    return made;
}

std::string get(const std::string& target, const std::string& token) {
    return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token + "\r\n\r\n";
}

// One at a time: what a person waits for.
LoadResult ask(const ServerProcess& server, const std::vector<std::string>& requests, double seconds) {
    std::size_t at = 0;
    LoadPlan plan;
    plan.port = server.port();
    plan.connections = 1;
    plan.seconds = seconds;
    plan.next = [&]() -> const std::string& { return requests[at++ % requests.size()]; };
    const LoadResult result = run_load(plan);
    if (result.answers == 0) throw std::runtime_error("no answer within " + std::to_string(seconds) + " s");
    return result;
}

std::string first_id(const ServerProcess& server, const std::string& token) {
    const std::string list = fetch(server.port(), get("/api/v1/customers?limit=1", token), 200), before = "\"id\":\"";
    const auto from = list.find(before) + before.size();
    return list.substr(from, list.find('"', from) - from);
}

void measure_kinds(const Setting& setting, Report& report, const ServerProcess& server, const std::string& token, const std::string& who) {
    const std::vector<std::string> point = {get("/api/v1/customers/" + first_id(server, token), token)};
    double slowest = 0;
    for (const Kind& kind : kinds) {
        Dice dice;
        std::vector<std::string> requests;
        for (int n = 0; n < questions_of_a_kind; ++n) requests.push_back(get("/api/v1/search?q=" + encoded(kind.question(dice)), token));
        ask(server, requests, 1);
        Samples middle, slow, limit;
        for (int round = 0; round < setting.rounds(); ++round) {
            const LoadResult result = ask(server, requests, setting.seconds());
            middle.add(result.middle_ms);
            slow.add(result.slow_ms);
            limit.add(ask(server, point, setting.seconds() / 4).middle_ms);
        }
        slowest = std::max(slowest, slow.median());
        report.note(std::string(kind.name));
        report.compare("half within", "ms", middle, limit);
        report.compare("99 of 100 within", "ms", slow, limit);
    }
    report.below("search, " + who + ", the slowest kind, 99 of 100", slowest, bound_ms, "ms");
}

void measure_engine(const Setting& setting, Report& report, const std::string& engine, const std::string& connection_string) {
    const int customers = setting.quick ? quick_customers : all_customers;
    const std::string directory = setting.data + "/customers_" + engine;
    report.heading("Search over " + std::to_string(customers) + " customers, one question at a time, " + engine +
                   "; limit: one customer by its id through the same server");
    std::filesystem::remove_all(directory);
    const Book book = [&] {
        OfflineHouse house(directory, connection_string);
        return make_customers(house, customers);
    }();
    std::vector<std::string> words{setting.bylaw, "serve", "--data", directory, "--listen", "127.0.0.1:0"};
    if (!connection_string.empty()) words.insert(words.end(), {"--database", connection_string});
    {
        const ServerProcess server(words);
        wait_for_index(server, book.manager);
        measure_kinds(setting, report, server, book.manager, engine + ", of all");
        measure_kinds(setting, report, server, book.seller, engine + ", of one's own");
    }
    std::filesystem::remove_all(directory);
}

}  // namespace

void measure_search(const Setting& setting, Report& report) {
    measure_engine(setting, report, "embedded", {});
    const std::string database = fresh_postgres_database(setting.data + "/search.log");
    if (database.empty()) return report.missed("search, PostgreSQL", "start this through bin/postgres, as bin/bench does");
    measure_engine(setting, report, "PostgreSQL", database);
}

}  // namespace bench
