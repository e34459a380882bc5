// How values, statements and constraints come through, the same on both engines.
#include <limits>
#include <thread>
#include <vector>

#include "kernel/store/limits.h"
#include "kernel/store/store_for_test.h"

namespace kernel {

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using Of = ConstraintError::Of;

class AStatement : public test::BothEngines {};
INSTANTIATE_TEST_SUITE_P(On, AStatement, testing::Values(Engine::sqlite, Engine::postgres), test::engine_name);

constexpr std::string_view things = "CREATE TABLE things (id ID, code TEXT NOT NULL, amount BIGINT, body BYTES);";
constexpr std::string_view insert = "INSERT INTO things (id, code) VALUES ($1, $2)";

ConstraintError constraint_error(Store& store, std::string_view sql, std::initializer_list<Argument> arguments) {
    try {
        store.write_and_wait([&](Transaction& transaction) { return transaction.execute(sql, arguments) > 0; });
    } catch (const ConstraintError& error) { return error; }
    ADD_FAILURE() << "no ConstraintError from " << sql;
    return {Of::check, "", "", ""};
}

}  // namespace

TEST_P(AStatement, does_not_let_a_reader_write) {
    make(things);
    EXPECT_THROW(store().read_and_wait([](Connection& connection) { connection.query(insert, {1, "a"}); }), DatabaseError);
    EXPECT_EQ(number("SELECT count(*) FROM things"), 0);
}

TEST_P(AStatement, gives_back_numbers_text_bytes_and_nulls_as_they_were) {
    make(things);
    const std::string chinese = "合同 “章法” 𠮷 \\x41 'quoted' \"x\"\r\n";
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
    store().write_and_wait([&](Transaction& transaction) {
        constexpr std::string_view all = "INSERT INTO things (id, code, amount, body) VALUES ($1, $2, $3, $4)";
        transaction.post(all, {std::numeric_limits<std::int64_t>::max(), chinese, std::numeric_limits<std::int64_t>::min(), Bytes{bytes}});
        transaction.post(all, {2, "", std::monostate{}, Bytes{}});
        transaction.post(all, {1, std::string_view{}, 0, std::monostate{}});
        return true;
    });
    store().read_and_wait([&](Connection& connection) {
        Rows rows = connection.query("SELECT id, code, amount, body FROM things ORDER BY id");
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.text(1), "");
        EXPECT_FALSE(rows.is_null(1));
        EXPECT_TRUE(rows.is_null(3));
        EXPECT_EQ(rows.text(3), "");
        ASSERT_TRUE(rows.next());
        EXPECT_TRUE(rows.is_null(2));
        EXPECT_EQ(rows.integer(2), 0);
        EXPECT_FALSE(rows.is_null(3));
        EXPECT_EQ(rows.text(3), "");
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(0), std::numeric_limits<std::int64_t>::max());
        EXPECT_EQ(rows.text(1), chinese);
        EXPECT_EQ(rows.integer(2), std::numeric_limits<std::int64_t>::min());
        EXPECT_EQ(rows.text(2), "-9223372036854775808");
        EXPECT_EQ(rows.text(3), bytes);
        EXPECT_FALSE(rows.next());
        EXPECT_FALSE(rows.next());
    });
}

TEST_P(AStatement, takes_null_first_and_a_value_later_through_the_same_statement) {
    make(things);
    store().write_and_wait([](Transaction& transaction) {
        constexpr std::string_view all = "INSERT INTO things (id, code, amount, body) VALUES ($1, $2, $3, $4)";
        transaction.execute(all, {1, "a", std::monostate{}, std::monostate{}});
        transaction.execute(all, {2, "b", 7, Bytes{"\0\1"sv}});
        return true;
    });
    EXPECT_EQ(number("SELECT amount FROM things WHERE id = 2"), 7);
}

TEST_P(AStatement, keeps_text_with_a_nul_or_refuses_it_but_never_cuts_it) {
    make(things);
    const std::string text = "a\0b"s;
    const auto put = [&] { store().write_and_wait([&](Transaction& transaction) { return transaction.execute(insert, {1, text}) == 1; }); };
    if (GetParam() == Engine::postgres) {
        EXPECT_THROW(put(), ConstraintError);
        EXPECT_EQ(number("SELECT count(*) FROM things"), 0);
        return;
    }
    put();
    store().read_and_wait([&](Connection& connection) {
        Rows rows = connection.query("SELECT code FROM things WHERE code = $1", {text});
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.text(0), text);
    });
}

TEST_P(AStatement, keeps_a_large_blob) {
    make(things);
    std::string bytes(3'000'000, '\0');
    for (std::size_t n = 0; n < bytes.size(); ++n) bytes[n] = static_cast<char>(n * 31 >> 3U);
    store().write_and_wait([&](Transaction& transaction) {
        transaction.post("INSERT INTO things (id, code, body) VALUES ($1, $2, $3)", {1, "a", Bytes{bytes}});
        return true;
    });
    store().read_and_wait([&](Connection& connection) {
        Rows rows = connection.query("SELECT body FROM things");
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.text(0), bytes);
    });
}

TEST_P(AStatement, lets_the_same_query_run_inside_itself) {
    make(things);
    store().write_and_wait([](Transaction& transaction) {
        for (int n = 1; n <= 3; ++n) transaction.post(insert, {n, "a"});
        return true;
    });
    store().read_and_wait([](Connection& connection) {
        constexpr std::string_view sql = "SELECT id FROM things WHERE id >= $1 ORDER BY id";
        for (int round = 0; round < 2; ++round) {
            std::string seen;
            Rows outer = connection.query(sql, {1});
            while (outer.next()) {
                Rows inner = connection.query(sql, {outer.integer(0)});
                while (inner.next()) seen += std::to_string(inner.integer(0));
                seen += ' ';
            }
            EXPECT_EQ(seen, "123 23 3 ");
        }
    });
}

TEST_P(AStatement, goes_on_after_more_statements_than_it_keeps) {
    make(things);
    for (int round = 0; round < 2; ++round)
        store().read_and_wait([](Connection& connection) {
            for (std::size_t n = 0; n < limits::statements + 50; ++n) {
                Rows rows = connection.query("SELECT " + std::to_string(n) + " + $1", {1});
                ASSERT_TRUE(rows.next());
                ASSERT_EQ(rows.integer(0), static_cast<std::int64_t>(n) + 1);
            }
        });
    store().write_and_wait([](Transaction& transaction) {
        for (std::size_t n = 0; n < limits::statements + 50; ++n)
            transaction.post("INSERT INTO things (id, code) VALUES ($1, 'n" + std::to_string(n) + "')", {static_cast<std::int64_t>(n)});
        return true;
    });
    EXPECT_EQ(number("SELECT count(*) FROM things"), static_cast<std::int64_t>(limits::statements) + 50);
}

TEST_P(AStatement, counts_the_rows_that_a_statement_changed) {
    make(things);
    store().write_and_wait([](Transaction& transaction) {
        for (int n = 1; n <= 3; ++n) transaction.post(insert, {n, "a"});
        EXPECT_EQ(transaction.execute("UPDATE things SET amount = $1 WHERE id > $2", {5, 1}), 2);
        EXPECT_EQ(transaction.execute("UPDATE things SET amount = $1 WHERE id > $2", {5, 9}), 0);
        EXPECT_EQ(transaction.execute("DELETE FROM things WHERE amount IS NULL"), 1);
        Rows rows = transaction.query("UPDATE things SET amount = amount + $1 WHERE id = $2 RETURNING amount", {1, 2});
        EXPECT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(0), 6);
        return true;
    });
}

TEST_P(AStatement, gives_truth_as_one_and_zero) {
    store().read_and_wait([](Connection& connection) {
        Rows rows = connection.query("SELECT 2 > 1, 2 < 1, $1 > 1", {std::monostate{}});
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(0), 1);
        EXPECT_EQ(rows.integer(1), 0);
        EXPECT_EQ(rows.text(0), "1");
        EXPECT_EQ(rows.text(1), "0");
        EXPECT_TRUE(rows.is_null(2));
        EXPECT_EQ(rows.text(2), "");
    });
}

TEST_P(AStatement, sorts_and_compares_text_by_bytes) {
    make(things);
    store().write_and_wait([](Transaction& transaction) {
        std::int64_t id = 0;
        for (const std::string_view code : {"b", "B", "a", "中", "é", "_"}) transaction.post(insert, {++id, code});
        return true;
    });
    store().read_and_wait([](Connection& connection) {
        Rows rows = connection.query("SELECT code FROM things WHERE code > $1 ORDER BY code", {"A"});
        std::string order;
        while (rows.next()) order += rows.text(0);
        EXPECT_EQ(order, "B_abé中");
    });
}

TEST_P(AStatement, names_the_columns_and_the_table_of_a_constraint) {
    make(
        "CREATE TABLE groups (id ID, parent BIGINT, name TEXT NOT NULL, \"order\" BIGINT UNIQUE, UNIQUE (parent, name));"
        "CREATE TABLE members (id ID, \"group\" BIGINT NOT NULL REFERENCES groups (id), age BIGINT CONSTRAINT grown CHECK (age >= 18));");
    constexpr std::string_view group = "INSERT INTO groups (id, parent, name, \"order\") VALUES ($1, $2, $3, $4)";
    constexpr std::string_view member = "INSERT INTO members (id, \"group\", age) VALUES ($1, $2, $3)";
    store().write_and_wait([&](Transaction& transaction) { return transaction.execute(group, {1, 1, "a(b)=(c)", 1}) == 1; });

    const ConstraintError two = constraint_error(store(), group, {2, 1, "a(b)=(c)", 2});
    EXPECT_EQ(two.of, Of::unique);
    EXPECT_EQ(two.table, "groups");
    EXPECT_EQ(two.constraint, "parent, name");
    EXPECT_EQ(constraint_error(store(), group, {2, 2, "b", 1}).constraint, "order");
    const ConstraintError key = constraint_error(store(), group, {1, 2, "b", 2});
    EXPECT_EQ(key.of, Of::unique);
    EXPECT_EQ(key.constraint, "id");
    const ConstraintError null = constraint_error(store(), group, {2, 2, std::monostate{}, 2});
    EXPECT_EQ(null.of, Of::not_null);
    EXPECT_EQ(null.table, "groups");
    EXPECT_EQ(null.constraint, "name");
    EXPECT_EQ(constraint_error(store(), member, {1, 99, 20}).of, Of::foreign_key);
    const ConstraintError check = constraint_error(store(), member, {1, 1, 17});
    EXPECT_EQ(check.of, Of::check);
    EXPECT_EQ(check.constraint, "grown");
    store().write_and_wait([&](Transaction& transaction) { return transaction.execute(member, {1, 1, 18}) == 1; });
    EXPECT_EQ(constraint_error(store(), "DELETE FROM groups WHERE id = $1", {1}).of, Of::foreign_key);
}

}  // namespace kernel
