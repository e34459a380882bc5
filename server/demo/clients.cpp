#include "demo/clients.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <set>

namespace demo {

namespace {

struct Trade {
    std::string_view industry, word, segment;
    int weight;
};
constexpr Trade trades[] = {
    {"機械製造", "機械", "製造業", 14},
    {"汽車零部件", "汽車部件", "製造業", 10},
    {"食品飲料", "食品", "製造業", 9},
    {"電子", "電子", "製造業", 10},
    {"新能源", "新能源科技", "製造業", 8},
    {"製藥", "藥業", "製造業", 6},
    {"化工", "化工", "製造業", 7},
    {"紡織", "紡織", "製造業", 5},
    {"包裝", "包裝材料", "製造業", 6},
    {"水務", "水務", "公用事業", 5},
    {"燃氣熱力", "熱力", "公用事業", 3},
    {"倉儲物流", "倉儲設備", "製造業", 4},
    {"系統集成", "自動化工程", "工程商", 12},
    {"電氣成套", "電氣成套", "工程商", 8},
    {"工業品貿易", "工業品貿易", "經銷商", 9},
};
constexpr std::string_view first[] = {"恆", "宏", "瑞", "華", "盛", "金", "安", "信", "博", "聯",
                                      "德", "鼎", "泰", "新", "中", "東", "銘", "凱", "嘉", "正"};
constexpr std::string_view second[] = {"達", "源", "豐", "邦", "翔", "諾", "潤", "創", "越", "科",
                                       "合", "晟", "遠", "宇", "通", "朗", "維", "邁", "凌", "銳"};
constexpr std::string_view family[] = {"王", "李", "張", "劉", "陳", "楊", "黃", "趙", "吳", "周",
                                       "徐", "孫", "朱", "馬", "胡", "林", "何", "高", "羅", "單"};
constexpr std::string_view title[] = {"採購經理", "設備科長", "電氣工程師", "生產總監", "總經理", "項目經理", "維修主管"};
constexpr std::string_view called[] = {"先生", "女士"};
constexpr std::string_view wishes[] = {"交期優先，可分批到貨。",    "要求隨貨附出廠檢驗報告。",     "只接受增值稅專用發票。",
                                       "備件要求三年內可供。",      "偏好整套方案，希望一併調試。", "每季度末集中下單。",
                                       "對價格敏感，習慣多家比價。"};
constexpr std::string_view sizes[] = {"micro", "small", "medium", "large"};
constexpr std::string_view sources[] = {"campaign", "referral", "visit", "online", "exhibition"};

constexpr int clients = 380, key_clients = 14, important_clients = 60;
constexpr int known_at_start = 240;

// GB 32100-2015: the check character over the 17 before it.
std::string credit_code(Dice& dice, std::string_view region) {
    static constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    std::string code = "91" + std::string(region) + "MA";
    while (code.size() < 17) code += alphabet[static_cast<std::size_t>(dice.below(31))];
    int sum = 0, weight = 1;
    for (char c : code) {
        sum += static_cast<int>(alphabet.find(c)) * weight;
        weight = weight * 3 % 31;
    }
    return code + alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

// Numbers that nobody has: the block after 1990000 is not given out.
std::string phone(int number) {
    char text[16];
    std::snprintf(text, sizeof text, "1990000%04d", number);
    return text;
}

std::string numbered(int number) {
    char text[16];
    std::snprintf(text, sizeof text, "C%05d", number);
    return text;
}

std::string name(Dice& dice, const City& city, const Trade& trade, std::set<std::string>& taken) {
    const std::string_view place = city.name.substr(0, city.name.size() - 3);  // without 市 or 區
    for (;;) {
        std::string made(place);
        made.append(dice.one_of(first)).append(dice.one_of(second)).append(trade.word);
        made += dice.chance(25) ? "股份有限公司" : "有限公司";
        if (taken.insert(made).second) return made;
    }
}

boost::json::array contacts(Dice& dice, int number) {
    boost::json::array made;
    for (int n = dice.between(1, 2); n > 0; --n)
        made.push_back({{"name", std::string(dice.one_of(family)).append(dice.one_of(called))},
                        {"position_title", dice.one_of(title)},
                        {"phone", phone(number * 2 + n)},
                        {"decides", n == 1}});
    return made;
}

}  // namespace

std::vector<ClientFile> client_files(Dice& dice, const std::vector<City>& cities, int days) {
    std::vector<int> city_weights, trade_weights;
    for (const City& city : cities) city_weights.push_back(city.weight);
    for (const Trade& trade : trades) trade_weights.push_back(trade.weight);
    std::set<std::string> taken;
    std::vector<ClientFile> files;
    for (int number = 0; number < clients; ++number) {
        const City& city = cities[dice.weighted(city_weights)];
        const Trade& trade = trades[dice.weighted(trade_weights)];
        const bool is_key = number < key_clients, is_important = !is_key && number < key_clients + important_clients;
        Client client{.seller = city.seller, .city = city.id, .weight = is_key ? 24 : is_important ? 7 : 2, .last_day = days};
        client.discount_percent = is_key ? 8 : is_important ? 5 : trade.segment == "經銷商" ? 10 : 0;
        client.first_day = number < known_at_start ? 0 : 1 + (number - known_at_start) * (days - 20) / (clients - known_at_start);
        // Bad news: one of the largest has bought nothing for five months, and every ninth of the small ones has gone elsewhere.
        if (number == 2) client.last_day = days - 150;
        if (!is_key && number % 9 == 0) client.last_day = client.first_day + dice.between(120, 420);
        boost::json::object content{{"code", numbered(number + 1)},
                                    {"name", name(dice, city, trade, taken)},
                                    {"credit_code", credit_code(dice, city.code)},
                                    {"segment", trade.segment},
                                    {"industry", trade.industry},
                                    {"region", std::to_string(city.id)},
                                    {"phone", phone(number * 2)},
                                    {"level", is_key         ? "key"
                                              : is_important ? "important"
                                                             : "ordinary"},
                                    {"size", is_key ? std::string_view("large") : dice.one_of(sizes)},
                                    {"source", dice.one_of(sources)},
                                    {"contacts", contacts(dice, number)}};
        if (dice.chance(60)) content["preferences"] = dice.one_of(wishes);
        files.push_back({.content = boost::json::serialize(content), .client = client});
    }
    std::ranges::stable_sort(files, {}, [](const ClientFile& file) { return file.client.first_day; });
    return files;
}

}  // namespace demo
