// Files of orders become customers, products, orders and lines. The small ones are made up; those of ../shared/data are real.
#include "chapters/sales/import_for_test.h"

namespace sales::test {
namespace {

const std::string shared = "../shared/data/";
const std::string orders_csv = shared + "sales_cn/orders.csv";
const std::string resellers_csv = shared + "targets/reseller_sales.csv";

constexpr std::string_view head =
    "订单 ID,订单日期,客户 ID,客户名称,区域,省/自治区,城市,产品 ID,产品名称,类别,子类别,数量,折扣,销售额,利润\n";
std::string line(std::string_view number, std::string_view customer, std::string_view product, std::string_view amount,
                 std::string_view quantity = "2") {
    const std::string who(customer), what(product);
    return std::string(number) + ",2026-03-01," + who + ",客户" + who + ",华东,浙江,杭州," + what + ",产品" + what + ",办公用品,纸张," +
           std::string(quantity) + ",0.2," + std::string(amount) + ",1.5\n";
}

Imports::FileImport file(std::string record, std::string path, ImportMode mode, Conflicts conflicts = Conflicts::reject) {
    return {.record = std::move(record), .path = std::move(path), .mapping = {}, .mode = mode, .conflicts = conflicts, .progress = {}};
}

using Import = ImportTest;

TEST_P(Import, clause_4_3_1_the_chinese_order_book_adds_up_to_the_fen) {
    if (!std::filesystem::exists(orders_csv)) GTEST_SKIP() << "no ../shared/data";
    const Outcome split = import(manager_, file("orders", orders_csv, ImportMode::all, Conflicts::split));
    EXPECT_EQ(split.state, "done") << split.problem;
    EXPECT_EQ(revenue(), "16867377.80");
    EXPECT_EQ(number(R"(SELECT SUM("quantity") FROM "orders")"), 38'654'000);
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "order_lines")"), 10'194);
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "customers")"), 804);
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "products")"), 1862);
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "orders")"), 5083 + 8);  // two ids have two customers, two have four
    EXPECT_EQ(
        number(
            R"(SELECT SUM(l."amount") FROM "order_lines" l JOIN "regions" r ON r."id" = l."region" WHERE r."full_name" LIKE '华东 / %')"),
        502'228'004);
    EXPECT_EQ(number(R"(SELECT SUM("revenue") FROM "orders" WHERE "ordered_on" >= 20089 AND "ordered_on" < 20454)"), 445'101'949);
    EXPECT_EQ(text(R"(SELECT DISTINCT "state" FROM "orders")"), "confirmed");
    int splits = 0, names = 0;
    for (const ProblemRow& one : split.problems) {
        splits += one.problem.key == "problem.import.split";
        names += one.problem.key == "problem.import.title_differs";
    }
    EXPECT_EQ(splits, 8);
    EXPECT_EQ(names, 32);
    store_->read_and_wait([&](Connection& connection) { EXPECT_TRUE(audit_->verify(connection).findings.empty()); });

    const Outcome again = import(manager_, file("orders", orders_csv, ImportMode::all, Conflicts::split));
    EXPECT_EQ(again.state, "done");
    EXPECT_NE(again.result.find(R"("valid":10194,"errors":0)"), std::string::npos) << again.result;
    EXPECT_NE(again.result.find(R"("unchanged":10194,"created":{})"), std::string::npos) << again.result;
    EXPECT_EQ(revenue(), "16867377.80");
}

TEST_P(Import, clause_4_3_1_four_numbers_with_more_than_one_customer_are_reported_and_not_merged) {
    if (!std::filesystem::exists(orders_csv)) GTEST_SKIP() << "no ../shared/data";
    const Outcome rejected = import(manager_, file("orders", orders_csv, ImportMode::all));
    EXPECT_EQ(rejected.state, "checked");
    EXPECT_NE(rejected.result.find(R"("rows":10194,"valid":10186,"errors":8)"), std::string::npos) << rejected.result;
    std::string rows;
    for (const ProblemRow& one : rejected.problems)
        if (one.problem.severity == Severity::error) {
            EXPECT_EQ(one.problem.key, "problem.import.two_owners_of_number");
            EXPECT_EQ(one.problem.column, "客户 ID");
            rows += std::to_string(one.problem.row) + ' ';
        }
    EXPECT_EQ(rows, "5012 5013 5014 5204 7194 7195 7196 10185 ");
    for (const std::string_view table : {"orders", "order_lines", "customers", "products", "regions", "categories", "audit"})
        EXPECT_EQ(number("SELECT COUNT(*) FROM \"" + std::string(table) + '"'), 0) << table;
    const Outcome checked = import(manager_, file("orders", orders_csv, ImportMode::check));
    EXPECT_EQ(checked.state, "checked");
    EXPECT_EQ(checked.result, rejected.result);
    EXPECT_EQ(checked.keys(), rejected.keys());
}

TEST_P(Import, clause_4_3_1_fifty_eight_thousand_lines_of_resellers_add_up) {
    if (!std::filesystem::exists(resellers_csv)) GTEST_SKIP() << "no ../shared/data";
    const Outcome all = import(manager_, file("orders", resellers_csv, ImportMode::all));
    EXPECT_EQ(all.state, "done") << all.problem << all.result;
    EXPECT_EQ(revenue(), "77548570.20");
    EXPECT_NE(all.result.find(R"("rows":57851,"valid":57851,"errors":0,"warnings":0,"unchanged":0)"), std::string::npos) << all.result;
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "orders")"), 3616);
    EXPECT_EQ(text(R"(SELECT "name" FROM "customers" WHERE "code" = '676')"), "676");
}

TEST_P(Import, reports_every_bad_cell_with_its_row_column_and_reason_and_leaves_nothing_behind) {
    std::string content(head);
    content += line("A-1", "C1", "P1", "10") + line("A-1", "C1", "P2", "abc") +
               "A-2,2026-03-01,,,华东,,,P1,产品P1,办公用品,纸张,1,0,10,1\n" + line("", "C1", "P1", "10") +
               line("A-3", "C1", "P1", "10", "0") + line("SO-2026-000001", "C1", "P1", "10");
    content += "A-4,2026-02-30,C1,客户C1,华东,,杭州,P1,产品P1,办公用品,纸张,1,2,10,1\n";
    const Outcome all = import_text(manager_, content);
    EXPECT_EQ(all.state, "checked");
    EXPECT_EQ(all.keys(),
              "3 field.kind.money|4 field.required|5 import.no_key|6 order.amount_of_nothing|7 import.own_number|8 field.kind.day|8 "
              "field.too_large");
    EXPECT_EQ(all.problems[0].problem.column, "销售额");
    EXPECT_EQ(all.problems[0].problem.value, "abc");
    EXPECT_NE(all.result.find(R"("rows":7,"valid":1,"errors":6)"), std::string::npos) << all.result;
    for (const std::string_view table : {"orders", "customers", "products", "regions", "audit"})
        EXPECT_EQ(number("SELECT COUNT(*) FROM \"" + std::string(table) + '"'), 0) << table;

    const Outcome valid = import_text(manager_, content, ImportMode::valid);
    EXPECT_EQ(valid.state, "done");
    EXPECT_EQ(valid.keys(), all.keys());
    EXPECT_EQ(text(R"(SELECT "number" FROM "orders")"), "A-1");
    EXPECT_EQ(text(R"(SELECT "code" FROM "products")"), "P1");  // nothing was made for a row that was refused
    EXPECT_EQ(revenue(), "10.00");
}

TEST_P(Import, a_file_imported_again_changes_nothing_and_one_that_differs_is_refused_with_the_first_column_that_does) {
    const std::string content =
        std::string(head) + line("A-1", "C1", "P1", "10") + line("A-2", "C2", "P1", "20") + line("A-1", "C1", "P2", "30");
    EXPECT_EQ(import_text(manager_, content).state, "done");
    const std::string changed = std::string(head) + line("A-1", "C1", "P1", "10") + line("A-2", "C2", "P1", "21") +
                                line("A-1", "C1", "P3", "30") + line("A-1", "C1", "P1", "40");
    const Outcome differs = import_text(manager_, changed, ImportMode::valid);
    EXPECT_EQ(differs.keys(), "3 import.differs|4 import.differs|5 import.more_lines");
    EXPECT_EQ(differs.problems[0].problem.column, "销售额");
    EXPECT_EQ(differs.problems[1].problem.column, "产品 ID");
    EXPECT_EQ(revenue(), "60.00");
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "products")"), 2);
    EXPECT_EQ(number(R"(SELECT "version" FROM "orders" WHERE "number" = 'A-1')"), 1);
}

TEST_P(Import, clause_3_4_3_a_salesperson_imports_their_own_and_learns_nothing_of_anothers) {
    const std::string products = std::string(head) + line("A-1", "C1", "P1", "10");
    ASSERT_EQ(import_text(manager_, products).state, "done");
    const Outcome another =
        import_text(lin_, std::string(head) + line("B-1", "C1", "P1", "10") + line("A-1", "C9", "P1", "10") + line("B-2", "C2", "P9", "10"),
                    ImportMode::check);
    EXPECT_EQ(another.keys(), "2 import.not_yours|3 import.not_yours|4 import.may_not_create");
    for (const ProblemRow& one : another.problems)
        for (const auto& [name, value] : one.problem.arguments) EXPECT_EQ(value.find("客户C1"), std::string::npos);
    const Outcome own = import_text(lin_, std::string(head) + line("B-1", "C2", "P1", "10"));
    EXPECT_EQ(own.state, "done") << own.keys();
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "customers" c JOIN "accounts" a ON a."id" = c."owner" WHERE a."login" = 'lin')"), 1);
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "orders" o JOIN "accounts" a ON a."id" = o."owner" WHERE a."login" = 'lin')"), 1);
    EXPECT_EQ(import_text(wang_, std::string(head) + line("B-1", "C3", "P1", "10")).keys(), "2 import.not_yours");
    const Viewer observer = add_account("observer", "observer");
    EXPECT_EQ(import_text(observer, products).problem, "problem.forbidden");
}

TEST_P(Import, only_somebody_whose_scope_is_all_names_another_owner) {
    const std::string owned = "订单编号,订单日期,客户名称,业务员,产品名称,金额\nX-1,2026/1/5,甲公司,wang,服务,\"1,234.50\"\n";
    EXPECT_EQ(import_text(manager_, owned).state, "done");
    EXPECT_EQ(text(R"(SELECT a."login" FROM "orders" o JOIN "accounts" a ON a."id" = o."owner")"), "wang");
    EXPECT_EQ(revenue(), "1234.50");
    const Outcome refused = import_text(lin_, "订单编号,订单日期,客户名称,业务员,产品名称,金额\nX-2,2026/1/5,乙公司,wang,服务,1\n");
    EXPECT_EQ(refused.keys(), "2 import.no_account");
}

TEST_P(Import, reads_gb18030_and_says_so) {
    // 订单编号,订单日期,客户名称,产品名称,金额 / X-1,2026-01-05,甲公司,服务,5
    const std::string content =
        "\xB6\xA9\xB5\xA5\xB1\xE0\xBA\xC5,\xB6\xA9\xB5\xA5\xC8\xD5\xC6\xDA,\xBF\xCD\xBB\xA7\xC3\xFB\xB3\xC6,"
        "\xB2\xFA\xC6\xB7\xC3\xFB\xB3\xC6,\xBD\xF0\xB6\xEE\n"
        "X-1,2026-01-05,\xBC\xD7\xB9\xAB\xCB\xBE,\xB7\xFE\xCE\xF1,5\n";
    EXPECT_EQ(import_text(manager_, content).state, "done");
    EXPECT_EQ(text(R"(SELECT "name" FROM "customers")"), "甲公司");
    EXPECT_NE(text(R"(SELECT "format" FROM "imports")").find("gb18030"), std::string::npos);
}

TEST_P(Import, a_broken_file_is_refused_whole) {
    const Outcome unclosed =
        import_text(manager_, std::string(head) + line("A-1", "C1", "P1", "10") + "A-2,\"unclosed\n", ImportMode::valid);
    EXPECT_EQ(unclosed.state, "failed");
    EXPECT_NE(unclosed.problem.find("problem.table.unclosed_quote"), std::string::npos) << unclosed.problem;
    EXPECT_EQ(import_text(manager_, "").state, "failed");
    const Outcome unmapped = import_text(manager_, "订单编号,订单日期\nA-1,2026-01-01\n");
    EXPECT_EQ(unmapped.state, "refused");
    EXPECT_EQ(unmapped.problem, "problem.import.unmapped");
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "orders")"), 0);
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "import_chunks" c JOIN "imports" i ON i."id" = c."import" WHERE i."state" = 'failed')"), 0);
}

TEST_P(Import, a_cancelled_run_of_all_leaves_nothing_and_one_of_the_valid_rows_what_it_had_written) {
    std::string content(head);
    for (int i = 0; i < 10'000; ++i) content += line("A-" + std::to_string(i), "C1", "P1", "10");
    Imports::FileImport cancelled = file("orders", path_of("long.csv", content), ImportMode::all);
    cancelled.progress = [](const ImportProgress& progress) { return progress.rows < 5000; };
    EXPECT_EQ(import(manager_, cancelled).state, "cancelled");
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "orders")"), 0);
    cancelled.mode = ImportMode::valid;
    bool running = false;
    cancelled.progress = [&](const ImportProgress& progress) {
        running = running || progress.rows == 10'000;  // the check is through
        return !running || progress.rows == 10'000;
    };
    EXPECT_EQ(import(manager_, cancelled).state, "cancelled");
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "orders")"), 4096);
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "import_chunks")"), 0);
}

TEST_P(Import, a_run_of_the_valid_rows_that_was_broken_off_goes_on_where_it_was) {
    std::string content(head);
    for (int i = 0; i < 9'000; ++i)
        content += line("A-" + std::to_string(i / 3 % 1500), "C" + std::to_string(i / 3 % 1500), "P1", i == 17 ? "x" : "10");
    if (GetParam() == Engine::postgres) GTEST_SKIP() << "the trigger that stands for kill -9 is SQLite's";
    struct Killed {};
    Imports::FileImport broken = file("orders", path_of("long.csv", content), ImportMode::valid);
    bool checked = false;
    broken.progress = [&](const ImportProgress& progress) -> bool {
        if (checked) throw Killed();
        checked = progress.rows == 9000;
        return true;
    };
    store_->write_and_wait([&](Transaction& transaction) {
        return transaction.execute(
                   R"(CREATE TRIGGER "kept" BEFORE UPDATE ON "imports" WHEN NEW."state" = 'failed' BEGIN SELECT RAISE(ABORT, 'killed'); END)"),
               true;
    });
    EXPECT_ANY_THROW((void)imports_->import_file(manager_, broken));  // as if killed: its end could not be written either
    EXPECT_EQ(text(R"(SELECT "state" FROM "imports")"), "running");
    const std::int64_t before = number(R"(SELECT COUNT(*) FROM "order_lines")");
    EXPECT_EQ(before, 4095);
    write(R"(DROP TRIGGER "kept")");
    close();
    open();
    imports_->start();
    for (int i = 0; i < 500 && text(R"(SELECT "state" FROM "imports")") == "running"; ++i) usleep(20'000);
    imports_->stop();
    const Outcome done = outcome(number(R"(SELECT "id" FROM "imports")"));
    EXPECT_EQ(done.state, "done") << done.problem;
    EXPECT_NE(done.result.find(R"("rows":9000,"valid":8999,"errors":1,"warnings":0,"unchanged":0)"), std::string::npos) << done.result;
    EXPECT_NE(done.result.find(R"("customers":1500,"order_lines":8999,"orders":1500,"products":1)"), std::string::npos) << done.result;
    EXPECT_EQ(number(R"(SELECT COUNT(*) FROM "order_lines")"), 8999);
    EXPECT_EQ(revenue(), "89990.00");
    EXPECT_EQ(
        number(
            R"(SELECT COUNT(*) FROM (SELECT "order", "position" FROM "order_lines" GROUP BY "order", "position" HAVING COUNT(*) > 1) d)"),
        0);
}

INSTANTIATE_TEST_SUITE_P(On, Import, testing::Values(Engine::sqlite, Engine::postgres), kernel::test::engine_name);

}  // namespace
}  // namespace sales::test
