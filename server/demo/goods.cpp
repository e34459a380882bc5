#include "demo/goods.h"

#include <boost/json.hpp>
#include <map>
#include <string>

#include "kernel/base/number.h"

namespace demo {

namespace {

struct Line {
    std::string_view category, name, code;
    std::array<std::string_view, 3> models;
    int price_yuan;      // of the smallest; the others cost 1.6 and 2.5 times as much
    int cost_percent;    // of the price
    int popularity;      // how often it is on an order
    int usual_quantity;  // how many then
    std::string_view unit;
};

constexpr Line lines[] = {
    {"儀表與傳感器",
     "溫度變送器",
     "TT",
     {"TT-210 一體化溫度變送器", "TT-310 隔爆溫度變送器", "TT-520 多點溫度變送器"},
     420,
     58,
     10,
     12,
     "臺"},
    {"儀表與傳感器", "壓力變送器", "PT", {"PT-110 壓力變送器", "PT-230 差壓變送器", "PT-460 高精度壓力變送器"}, 880, 60, 10, 8, "臺"},
    {"儀表與傳感器", "流量計", "FM", {"FM-50 電磁流量計", "FM-80 渦街流量計", "FM-150 超聲波流量計"}, 3600, 62, 6, 3, "臺"},
    {"儀表與傳感器", "光電傳感器", "PS", {"PS-12 對射光電開關", "PS-18 漫反射光電開關", "PS-30 激光測距傳感器"}, 130, 52, 12, 30, "只"},
    {"控制系統", "可編程控制器", "PC", {"PC-16 緊湊型控制器", "PC-64 模塊化控制器", "PC-256 冗餘控制器"}, 2400, 64, 8, 3, "套"},
    {"控制系統", "人機界面", "HM", {"HM-7 七寸觸控屏", "HM-10 十寸觸控屏", "HM-15 十五寸工業平板"}, 1500, 61, 8, 4, "臺"},
    {"控制系統", gateways, "EG", {"EG-1 邊緣網關", "EG-2 雙網口邊緣網關", "EG-4 邊緣計算網關"}, 2900, 48, 4, 4, "臺"},
    {"驅動與電機", inverters, "VF", {"VF-075 變頻器 7.5 kW", "VF-220 變頻器 22 kW", "VF-750 變頻器 75 kW"}, 3200, 68, 9, 4, "臺"},
    {"驅動與電機", "伺服系統", "SV", {"SV-04 伺服套裝 0.4 kW", "SV-10 伺服套裝 1 kW", "SV-30 伺服套裝 3 kW"}, 2700, 66, 7, 4, "套"},
    {"驅動與電機", gear_motors, "GM", {"GM-37 斜齒減速電機", "GM-57 錐齒減速電機", "GM-87 蝸輪減速電機"}, 1900, 74, 8, 5, "臺"},
    {"成套與配電", "控制櫃", "CB", {"CB-S 標準控制櫃", "CB-M 非標控制櫃", "CB-L 防爆控制櫃"}, 9800, 70, 4, 1, "面"},
    {"成套與配電", "低壓配電", "LV", {"LV-100 塑殼斷路器", "LV-250 框架斷路器", "LV-630 配電箱"}, 560, 69, 7, 8, "只"},
    {"成套與配電", "電纜與附件", "CA", {"CA-2 屏蔽控制電纜", "CA-4 伺服動力電纜", "CA-6 拖鏈電纜"}, 16, 63, 9, 300, "米"},
    {"技術服務", "安裝調試", "IN", {"現場安裝調試（日）", "產線聯調（項）", "系統驗收支持（項）"}, 1800, 55, 5, 3, "項"},
    {"技術服務", "維護保養", "MA", {"季度巡檢（次）", "年度維保（年）", "備件管理（年）"}, 3200, 46, 4, 1, "項"},
    {"技術服務", "技術培訓", "TR", {"操作培訓（班）", "編程培訓（班）", "維修培訓（班）"}, 4200, 40, 2, 1, "班"},
};
constexpr std::array<int, 3> price_percent{100, 160, 250};
constexpr std::string_view services = "技術服務";

std::string yuan(std::int64_t fen) { return kernel::format_decimal(fen, 2, kernel::Zeros::keep); }

struct Place {
    std::string_view province, province_code, city, city_code;
    int weight, seller;
};

// GB/T 2260 codes.
constexpr Place places[] = {
    {"上海市", "310000", "浦東新區", "310115", 12, 0}, {"上海市", "310000", "嘉定區", "310114", 8, 0},
    {"上海市", "310000", "松江區", "310117", 6, 0},    {"江蘇省", "320000", "蘇州市", "320500", 12, 1},
    {"江蘇省", "320000", "無錫市", "320200", 9, 1},    {"江蘇省", "320000", "南京市", "320100", 8, 1},
    {"江蘇省", "320000", "常州市", "320400", 5, 1},    {"浙江省", "330000", "杭州市", "330100", 9, 2},
    {"浙江省", "330000", "寧波市", "330200", 8, 2},    {"浙江省", "330000", "溫州市", "330300", 5, 2},
    {"浙江省", "330000", "嘉興市", "330400", 4, 2},    {"安徽省", "340000", "合肥市", "340100", 7, 3},
    {"安徽省", "340000", "蕪湖市", "340200", 4, 3},    {"江西省", "360000", "南昌市", "360100", 4, 3},
    {"福建省", "350000", "廈門市", "350200", 5, 4},    {"福建省", "350000", "福州市", "350100", 4, 4},
    {"山東省", "370000", "青島市", "370200", 6, 4},    {"山東省", "370000", "濟南市", "370100", 4, 4},
};
constexpr std::string_view area = "華東";

}  // namespace

std::vector<Product> stock_the_shelves(Office& office, const kernel::Viewer& by) {
    std::vector<Product> products;
    std::map<std::string_view, std::int64_t> categories;
    for (const Line& line : lines) {
        auto& category = categories[line.category];
        if (category == 0) category = office.make(by, "categories", {{"name", line.category}});
        const auto below = office.make(by, "categories", {{"name", line.name}, {"parent", std::to_string(category)}});
        for (std::size_t n = 0; n < line.models.size(); ++n) {
            Product product{.line = line.name, .usual_quantity = line.usual_quantity, .is_service = line.category == services};
            product.price_fen = std::int64_t{line.price_yuan} * price_percent[n];
            product.popularity = line.popularity * (3 - static_cast<int>(n));
            product.id = office.make(by, "products",
                                     {{"code", std::string(line.code) + '-' + std::to_string(1001 + n)},
                                      {"name", line.models[n]},
                                      {"kind", product.is_service ? "service" : "goods"},
                                      {"category", std::to_string(below)},
                                      {"unit", line.unit},
                                      {"price", yuan(product.price_fen)},
                                      {"cost", yuan(product.price_fen * line.cost_percent / 100)}});
            products.push_back(product);
        }
    }
    return products;
}

std::vector<City> draw_the_map(Office& office, const kernel::Viewer& by) {
    std::vector<City> cities;
    std::map<std::string_view, std::int64_t> provinces;
    const auto root = std::to_string(office.make(by, "regions", {{"name", area}}));
    for (const Place& place : places) {
        auto& province = provinces[place.province];
        if (province == 0)
            province = office.make(by, "regions", {{"name", place.province}, {"code", place.province_code}, {"parent", root}});
        const auto city =
            office.make(by, "regions", {{"name", place.city}, {"code", place.city_code}, {"parent", std::to_string(province)}});
        cities.push_back({.id = city, .name = place.city, .code = place.city_code, .weight = place.weight, .seller = place.seller});
    }
    return cities;
}

}  // namespace demo
