#include "chapters/sales/product.h"

namespace sales {

using namespace kernel;
using namespace kernel::words;

static constexpr auto category = describe<Category>(
    {.clause = "4.1.2", .title = "name", .columns = {"full_name"}, .sort = "full_name", .keys = {"parent+name"}, .tree = true},
    {
        field<&Category::id>(),
        field<&Category::name>({required, filterable, sortable, max_length(60)}),
        field<&Category::parent>({fixed, filterable}),
    });

static constexpr std::int64_t highest_price = 1'000'000'000'000'000;  // 10^9 yuan a unit

static constexpr auto product =
    describe<Product>({.clause = "4.1.2",
                       .title = "name",
                       .columns = {"name", "code", "kind", "category", "unit", "price", "cost"},
                       .sort = "name",
                       .keys = {"code", "name"},
                       .indexes = {"name+id"}},
                      {
                          field<&Product::id>(),
                          field<&Product::code>({unique, filterable, sortable, searchable, max_length(40)}),
                          field<&Product::name>({required, filterable, sortable, searchable, max_length(200)}),
                          field<&Product::kind>({required, filterable, sortable}),
                          field<&Product::category>({filterable}),
                          field<&Product::unit>({filterable, max_length(20)}),
                          field<&Product::price>({filterable, sortable, at_least(0), at_most(highest_price)}),
                          field<&Product::cost>({filterable, sortable, at_least(0), at_most(highest_price), confidential, clause("9.1")}),
                          field<&Product::note>({max_length(4000)}),
                      });

const Declaration& declaration(const Category*) {
    static constexpr Declaration made = declare<Category>(category);
    return made;
}

const Declaration& declaration(const Product*) {
    static constexpr Declaration made = declare<Product>(product);
    return made;
}

}  // namespace sales
