// What the demo's branch sells, and where: categories with their products, the region tree.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "demo/office.h"

namespace demo {

struct Product {
    std::int64_t id = 0;
    std::string_view line;  // its sub-category, by which the story speaks of it
    std::int64_t price_fen = 0;
    int popularity = 1;
    int usual_quantity = 1;
    bool is_service = false;
};
std::vector<Product> stock_the_shelves(Office& office, const kernel::Viewer& by);

struct City {
    std::int64_t id = 0;
    std::string_view name, code;
    int weight = 1;
    int seller = 0;  // whose ground it is
};
std::vector<City> draw_the_map(Office& office, const kernel::Viewer& by);

// Sub-categories that the story is about.
inline constexpr std::string_view inverters = "變頻器", gear_motors = "減速電機", gateways = "邊緣網關";

}  // namespace demo
