// Where the columns of a file go: what the headers say, what was used last, and who may see it.
#include <algorithm>

#include "chapters/sales/import_for_test.h"

namespace sales::test {
namespace {

using ImportMapping = ImportTest;

std::vector<std::string> headers_of(const std::string& line) {
    std::vector<std::string> headers;
    for (std::size_t at = 0; at <= line.size(); at = std::min(line.find(',', at), line.size()) + 1)
        headers.push_back(line.substr(at, line.find(',', at) - at));
    return headers;
}

TEST_P(ImportMapping, follows_from_the_headers_of_an_order_book) {
    const RecordType& orders = house_.get("orders");
    const auto mapping =
        suggested_mapping(orders, targets_of(house_, orders, manager_),
                          headers_of("行 ID,订单 ID,订单日期,发货日期,装运模式,客户 ID,客户名称,细分,城市,省/自治区,国家/地区,区域,产品 "
                                     "ID,类别,子类别,产品名称,销售额,数量,折扣,利润,邮政编码"),
                          *words_, messages_);
    EXPECT_EQ(mapping, (Mapping{{"number", 1},
                                {"ordered_on", 2},
                                {"lines.delivery_on", 3},
                                {"shipping", 4},
                                {"customer.code", 5},
                                {"customer.name", 6},
                                {"customer.segment", 7},
                                {"lines.region.3", 8},
                                {"lines.region.2", 9},
                                {"lines.region.1", 11},
                                {"lines.product.code", 12},
                                {"lines.product.category.1", 13},
                                {"lines.product.category.2", 14},
                                {"lines.product.name", 15},
                                {"lines.amount", 16},
                                {"lines.quantity", 17},
                                {"lines.discount", 18},
                                {"lines.profit", 19}}));
}

TEST_P(ImportMapping, takes_the_key_for_the_title_where_a_file_has_keys_only) {
    const RecordType& orders = house_.get("orders");
    const auto mapping = suggested_mapping(orders, targets_of(house_, orders, manager_),
                                           headers_of("SalesOrderNumber,OrderDate,ProductKey,ResellerKey,EmployeeKey,SalesTerritoryKey,"
                                                      "OrderQuantity,UnitPrice,TotalProductCost,SalesAmount,StandardCost"),
                                           *words_, messages_);
    EXPECT_EQ(mapping, (Mapping{{"number", 0},
                                {"ordered_on", 1},
                                {"lines.product.code", 2},
                                {"lines.product.name", 2},
                                {"customer.code", 3},
                                {"customer.name", 3},
                                {"lines.region.1", 5},
                                {"lines.quantity", 6},
                                {"lines.price", 7},
                                {"lines.cost", 8},
                                {"lines.amount", 9}}));
}

TEST_P(ImportMapping, leaves_out_what_the_viewer_may_not_see_or_write) {
    const RecordType& orders = house_.get("orders");
    const auto has = [&](const Viewer& viewer, std::string_view path) {
        const auto targets = targets_of(house_, orders, viewer);
        return std::ranges::find(targets, path, &Target::path) != targets.end();
    };
    const Viewer observer = add_account("observer", "observer");
    EXPECT_TRUE(has(manager_, "lines.cost"));
    EXPECT_FALSE(has(observer, "lines.cost"));          // 9.1: confidential
    EXPECT_FALSE(has(observer, "lines.product.code"));  // products are none of theirs
    for (const std::string_view path : {"id", "revenue", "lines.order", "lines.id", "customer.owner", "customer.id", "version"})
        EXPECT_FALSE(has(manager_, path)) << path;
    for (const std::string_view path : {"state", "owner", "customer.region.4", "lines.product.category.1"})
        EXPECT_TRUE(has(manager_, path)) << path;
}

TEST_P(ImportMapping, is_remembered_for_the_same_headers_and_account) {
    const std::string content = "订单编号,订单日期,客户名称,产品名称,金额,别的\nA-1,2026-01-01,甲,服务,5,某注\n";
    Imports::FileImport file{.record = "orders",
                             .path = path_of("a.csv", content),
                             .mapping = {},
                             .mode = ImportMode::all,
                             .conflicts = Conflicts::reject,
                             .progress = {}};
    file.mapping =
        Mapping{{"number", 0}, {"ordered_on", 1}, {"customer.name", 2}, {"lines.product.name", 3}, {"lines.amount", 4}, {"note", 5}};
    ASSERT_EQ(import(manager_, file).state, "done");
    EXPECT_EQ(text(R"(SELECT "note" FROM "orders")"), "某注");
    file.mapping.reset();
    EXPECT_NE(import(manager_, file).result.find(R"("unchanged":1)"), std::string::npos);
    EXPECT_NE(text(R"(SELECT "mapping" FROM "imports" ORDER BY "id" DESC LIMIT 1)").find(R"("note":5)"), std::string::npos);
}

TEST_P(ImportMapping, is_seen_by_its_uploader_and_those_whose_scope_is_all_and_twenty_are_kept) {
    const std::string content = "订单编号,订单日期,客户名称,产品名称,金额\n";
    std::int64_t id = 0;
    for (int i = 0; i < 22; ++i) {
        const auto made = imports_->import_file(lin_, {.record = "orders",
                                                       .path = path_of("a.csv", content),
                                                       .mapping = {},
                                                       .mode = ImportMode::check,
                                                       .conflicts = Conflicts::reject,
                                                       .progress = {}});
        ASSERT_TRUE(made.ok());
        id = *made;
    }
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "imports")"), 20);
    store_->read_and_wait([&](Connection& connection) {
        EXPECT_TRUE(imports_->get(connection, lin_, id).ok());
        EXPECT_TRUE(imports_->get(connection, manager_, id).ok());
        EXPECT_FALSE(imports_->get(connection, wang_, id).ok());
        EXPECT_EQ(imports_->list(connection, wang_), R"({"items":[],"next":null})");
        EXPECT_FALSE(imports_->problems_csv(connection, wang_, id).ok());
        const auto csv = imports_->problems_csv(connection, lin_, id);
        ASSERT_TRUE(csv.ok());
        EXPECT_TRUE(csv->starts_with("\xEF\xBB\xBF"));
    });
}

INSTANTIATE_TEST_SUITE_P(On, ImportMapping, testing::Values(Engine::sqlite, Engine::postgres), kernel::test::engine_name);

}  // namespace
}  // namespace sales::test
