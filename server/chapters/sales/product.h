// What is sold: products and services by category (4.1.2, 4.4).
#pragma once
#include "kernel/record/describe.h"

namespace sales {

struct Category {
    static constexpr std::string_view table = "categories";
    kernel::Id<Category> id;
    std::string name;
    kernel::Link<Category> parent;
};
const kernel::Declaration& declaration(const Category*);

enum class ProductKind : std::uint8_t { goods, service };

struct Product {
    static constexpr std::string_view table = "products";
    kernel::Id<Product> id;
    std::string code;
    std::string name;
    ProductKind kind = ProductKind::goods;
    kernel::Link<Category> category;
    std::string unit;
    std::optional<kernel::Decimal<6>> price;  // of one unit
    std::optional<kernel::Decimal<6>> cost;   // of one unit
    kernel::LongText note;
};
const kernel::Declaration& declaration(const Product*);

}  // namespace sales

template <>
inline constexpr kernel::Choice kernel::choices<sales::ProductKind>[] = {{"goods"}, {"service"}};
