#include "import_file.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#include "data.h"
#include "kernel/base/time.h"

namespace bench {

namespace {

constexpr const char* header =
    "订单 ID,订单日期,发货日期,装运模式,客户 ID,客户名称,细分,城市,省/自治区,区域,产品 ID,类别,子类别,产品名称,销售额,数量,折扣,利润\n";
constexpr const char* segments[] = {"消费者", "公司", "小型企业"};
constexpr const char* categories[] = {"办公用品", "家具", "技术"};
constexpr const char* shipping[] = {"标准级", "一级", "二级", "当日"};

struct OrderColumns {
    char text[512];
    char place[128];
};

OrderColumns order_columns(int order) {
    std::mt19937_64 random(static_cast<std::uint64_t>(order) + 1);
    const int customer = static_cast<int>(random() % customers), province = customer % 30, city = customer / 30 % 10;
    const int day = first_day + static_cast<int>(random() % days);
    OrderColumns made{};
    std::snprintf(made.text, sizeof made.text, "N%06d,%s,%s,%s,C%04d,客户%d,%s", order, kernel::format_day(kernel::Day{day}).c_str(),
                  kernel::format_day(kernel::Day{day + 1 + static_cast<int>(random() % 6)}).c_str(), shipping[random() % 4], customer,
                  customer, segments[customer % 3]);
    std::snprintf(made.place, sizeof made.place, "市%d,省%d,区%d", city, province, province % 6);
    return made;
}

void append_line(std::string& out, const OrderColumns& order, std::mt19937_64& random) {
    const int product = static_cast<int>(random() % products), kind = product % 18;
    const unsigned quantity = 1 + static_cast<unsigned>(random() % 9), fen = 100 + static_cast<unsigned>(random() % 500'000);
    const int profit = static_cast<int>(random() % 100'000) - 30'000;
    char text[512];
    std::snprintf(text, sizeof text, ",P%04d,%s,类%d,产品%d,%u.%02u,%u,0.%u,%s%d.%02d\n", product, categories[kind % 3], kind, product,
                  fen / 100, fen % 100, quantity, static_cast<unsigned>(random() % 4), profit < 0 ? "-" : "", std::abs(profit) / 100,
                  std::abs(profit) % 100);
    out += order.text;
    out += ',';
    out += order.place;
    out += text;
}

}  // namespace

void make_import_file(const std::string& path) {
    if (std::filesystem::exists(path)) return;
    {
        std::ofstream file(path + ".part", std::ios::binary);
        file << "\xEF\xBB\xBF" << header;
        std::mt19937_64 random(5);
        std::string text;
        // Five lines for every two orders: two of the first, three of the second.
        for (int order = 0; order < import_orders; ++order) {
            const OrderColumns columns = order_columns(order);
            text.clear();
            for (int line = 0; line < (order % 2 ? 3 : 2); ++line) append_line(text, columns, random);
            file << text;
        }
    }
    std::filesystem::rename(path + ".part", path);
}

}  // namespace bench
