// What both engines promise alike.
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "kernel/store/limits.h"
#include "kernel/store/store_for_test.h"

namespace kernel {

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using test::BothEngines;
using Of = ConstraintError::Of;

class AStore : public BothEngines {};
INSTANTIATE_TEST_SUITE_P(On, AStore, testing::Values(Engine::sqlite, Engine::postgres), test::engine_name);

constexpr std::string_view things = "CREATE TABLE things (id ID, code TEXT NOT NULL, amount BIGINT, body BYTES);";
constexpr std::string_view insert = "INSERT INTO things (id, code) VALUES ($1, $2)";

struct Told {
    std::mutex mutex;
    std::condition_variable changed;
    int committed = 0;
    int rolled_back = 0;
    std::vector<std::exception_ptr> errors;

    std::function<void(Outcome, std::exception_ptr)> teller() {
        return [this](Outcome outcome, const std::exception_ptr& error) {
            const std::lock_guard lock(mutex);
            ++(outcome == Outcome::committed ? committed : rolled_back);
            if (error) errors.push_back(error);
            changed.notify_all();
        };
    }
    void wait_for(int count) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return committed + rolled_back >= count; });
    }
};

// Holds the writer until let go, so that what is submitted meanwhile becomes one batch.
class Gate {
public:
    explicit Gate(Store& store) {
        std::promise<void> entered;
        store.write({[this, &entered](Transaction&) {
                         entered.set_value();
                         open_.get_future().wait();
                         return false;
                     },
                     [](Outcome, const std::exception_ptr&) {}});
        entered.get_future().wait();
    }
    void open() { open_.set_value(); }

private:
    std::promise<void> open_;
};

ConstraintError constraint_error(Store& store, std::string_view sql, std::initializer_list<Argument> arguments) {
    try {
        store.write_and_wait([&](Transaction& transaction) { return transaction.execute(sql, arguments) > 0; });
    } catch (const ConstraintError& error) { return error; }
    ADD_FAILURE() << "no ConstraintError from " << sql;
    return {Of::check, "", "", ""};
}

}  // namespace

TEST_P(AStore, tells_of_a_commit_only_when_others_can_read_it) {
    make(things);
    Told told;
    std::atomic<int> unseen = 0;
    for (int n = 1; n <= 200; ++n) {
        store().write({[n](Transaction& transaction) {
                           transaction.post(insert, {n, "a"});
                           return true;
                       },
                       [&, n, tell = told.teller()](Outcome outcome, const std::exception_ptr& error) {
                           std::promise<void> looked;
                           store().read([&](Connection& connection) {
                               Rows rows = connection.query("SELECT 1 FROM things WHERE id = $1", {n});
                               if (!rows.next()) ++unseen;
                               looked.set_value();
                           });
                           looked.get_future().wait();
                           tell(outcome, error);
                       }});
    }
    told.wait_for(200);
    EXPECT_EQ(told.committed, 200);
    EXPECT_EQ(unseen, 0);
}

TEST_P(AStore, undoes_only_the_one_piece_of_work_that_fails_among_fifty) {
    make(things);
    for (const bool posted : {false, true}) {
        const int base = posted ? 1000 : 0;
        Told told;
        Gate gate(store());
        for (int n = 1; n <= 50; ++n) {
            store().write({[n, base, posted](Transaction& transaction) {
                               const std::int64_t id = base + (n == 30 ? 29 : n);  // the thirtieth meets the twenty-ninth's key
                               if (posted) {
                                   transaction.post(insert, {base + 500 + n, "beside"});
                                   transaction.post(insert, {id, "a"});
                               } else {
                                   transaction.execute(insert, {base + 500 + n, "beside"});
                                   transaction.execute(insert, {id, "a"});
                               }
                               return true;
                           },
                           told.teller()});
        }
        gate.open();
        told.wait_for(50);
        EXPECT_EQ(told.committed, 49);
        EXPECT_EQ(told.rolled_back, 1);
        ASSERT_EQ(told.errors.size(), 1U);
        EXPECT_THROW(std::rethrow_exception(told.errors[0]), ConstraintError);
    }
    EXPECT_EQ(number("SELECT count(*) FROM things"), 4 * 49);
    EXPECT_EQ(number("SELECT count(*) FROM things WHERE id IN (30, 530, 1030, 1530)"), 0);
}

TEST_P(AStore, undoes_a_piece_of_work_that_says_no_and_one_that_throws) {
    make(things);
    EXPECT_FALSE(store().write_and_wait([](Transaction& transaction) {
        transaction.post(insert, {1, "a"});
        return false;
    }));
    EXPECT_THROW(store().write_and_wait([](Transaction& transaction) -> bool {
        transaction.execute(insert, {2, "a"});
        throw std::out_of_range("mine");
    }),
                 std::out_of_range);
    EXPECT_TRUE(store().write_and_wait([](Transaction& transaction) { return transaction.execute(insert, {3, "a"}) == 1; }));
    EXPECT_EQ(number("SELECT sum(id) FROM things"), 3);
}

TEST_P(AStore, undoes_a_refusal_in_the_middle_of_a_batch) {
    make(things);
    Told told;
    Gate gate(store());
    for (int n = 1; n <= 20; ++n)
        store().write({[n](Transaction& transaction) {
                           transaction.post(insert, {n, "a"});
                           return n % 3 != 0;
                       },
                       told.teller()});
    gate.open();
    told.wait_for(20);
    EXPECT_EQ(told.committed, 14);
    EXPECT_EQ(told.rolled_back, 6);
    EXPECT_TRUE(told.errors.empty());
    EXPECT_EQ(number("SELECT count(*) FROM things WHERE id % 3 <> 0"), 14);
    EXPECT_EQ(number("SELECT count(*) FROM things"), 14);
}

TEST_P(AStore, undoes_work_that_swallows_the_error_of_a_statement_when_it_then_says_no) {
    make(things);
    Told told;
    Gate gate(store());
    for (int n = 1; n <= 3; ++n)
        store().write({[](Transaction& transaction) {
                           transaction.execute(insert, {1, "a"});
                           try {
                               transaction.execute(insert, {1, "again"});
                           } catch (const ConstraintError&) { return false; }
                           return true;
                       },
                       told.teller()});
    gate.open();
    told.wait_for(3);
    EXPECT_EQ(told.committed, 0);
    EXPECT_TRUE(told.errors.empty());
    EXPECT_EQ(number("SELECT count(*) FROM things"), 0);
}

TEST_P(AStore, refuses_work_when_its_queue_is_full_and_does_nothing_of_it) {
    make(things);
    Told told;
    Gate gate(store());
    std::size_t queued = 0;
    const auto keep = [](Transaction&) { return true; };
    while (store().write({keep, told.teller()})) ++queued;
    EXPECT_EQ(queued, limits::write_queue);
    EXPECT_THROW(store().write_and_wait(keep), DatabaseError);
    gate.open();
    told.wait_for(static_cast<int>(queued));
    EXPECT_EQ(told.committed, static_cast<int>(limits::write_queue));
}

TEST_P(AStore, refuses_long_reads_when_their_queue_is_full) {
    std::promise<void> open;
    const auto opened = open.get_future().share();
    std::atomic<int> ran = 0;
    int queued = 0;
    while (store().read_long([opened, &ran](Connection&) {
        opened.wait();
        ++ran;
    }))
        ++queued;
    EXPECT_GE(queued, static_cast<int>(limits::long_read_queue));
    EXPECT_LE(queued, static_cast<int>(limits::long_read_queue) + 2);
    open.set_value();
    store_.reset();
    EXPECT_EQ(ran, queued);
}

TEST_P(AStore, shows_readers_only_what_is_committed) {
    make(things);
    std::atomic<bool> done = false;
    std::atomic<int> halves = 0;
    std::vector<std::thread> readers;
    for (int n = 0; n < 4; ++n)
        readers.emplace_back([&] {
            while (!done)
                if (number("SELECT count(*) FROM things") % 5 != 0) ++halves;
        });
    for (int n = 0; n < 60; ++n)
        store().write_and_wait([n](Transaction& transaction) {
            for (int part = 0; part < 5; ++part) transaction.execute(insert, {n * 5 + part, "a"});
            return n % 4 != 0;
        });
    done = true;
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(halves, 0);
    EXPECT_EQ(number("SELECT count(*) FROM things"), 225);
}

TEST_P(AStore, does_not_let_a_reader_write) {
    make(things);
    EXPECT_THROW(store().read_and_wait([](Connection& connection) { connection.query(insert, {1, "a"}); }), DatabaseError);
    EXPECT_EQ(number("SELECT count(*) FROM things"), 0);
}

TEST_P(AStore, gives_back_numbers_text_bytes_and_nulls_as_they_were) {
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

TEST_P(AStore, takes_null_first_and_a_value_later_through_the_same_statement) {
    make(things);
    store().write_and_wait([](Transaction& transaction) {
        constexpr std::string_view all = "INSERT INTO things (id, code, amount, body) VALUES ($1, $2, $3, $4)";
        transaction.execute(all, {1, "a", std::monostate{}, std::monostate{}});
        transaction.execute(all, {2, "b", 7, Bytes{"\0\1"sv}});
        return true;
    });
    EXPECT_EQ(number("SELECT amount FROM things WHERE id = 2"), 7);
}

TEST_P(AStore, keeps_text_with_a_nul_or_refuses_it_but_never_cuts_it) {
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

TEST_P(AStore, keeps_a_large_blob) {
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

TEST_P(AStore, lets_the_same_query_run_inside_itself) {
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

TEST_P(AStore, goes_on_after_more_statements_than_it_keeps) {
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

TEST_P(AStore, counts_the_rows_that_a_statement_changed) {
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

TEST_P(AStore, sorts_and_compares_text_by_bytes) {
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

TEST_P(AStore, names_the_columns_and_the_table_of_a_constraint) {
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

TEST_P(AStore, undoes_only_the_one_whose_deferred_constraint_fails_at_the_commit) {
    make(
        "CREATE TABLE groups (id ID); CREATE TABLE members (id ID, \"group\" BIGINT REFERENCES groups (id) DEFERRABLE INITIALLY "
        "DEFERRED);");
    Told told;
    Gate gate(store());
    for (int n = 1; n <= 10; ++n)
        store().write({[n](Transaction& transaction) {
                           transaction.post("INSERT INTO members (id, \"group\") VALUES ($1, $2)", {n, n});
                           if (n != 4) transaction.post("INSERT INTO groups (id) VALUES ($1)", {n});
                           return true;
                       },
                       told.teller()});
    gate.open();
    told.wait_for(10);
    EXPECT_EQ(told.committed, 9);
    ASSERT_EQ(told.errors.size(), 1U);
    EXPECT_THROW(std::rethrow_exception(told.errors[0]), ConstraintError);
    EXPECT_EQ(number("SELECT count(*) FROM members"), 9);
}

TEST_P(AStore, keeps_nothing_of_work_in_which_a_statement_failed) {
    make(things);
    EXPECT_THROW(store().write_and_wait([](Transaction& transaction) {
        transaction.execute(insert, {1, "a"});
        EXPECT_THROW(transaction.execute(insert, {1, "again"}), ConstraintError);
        return true;
    }),
                 DatabaseError);
    EXPECT_EQ(number("SELECT count(*) FROM things"), 0);
}

TEST_P(AStore, refuses_a_statement_that_is_wrong_and_goes_on) {
    make(things);
    EXPECT_THROW(
        store().write_and_wait([](Transaction& transaction) { return transaction.execute("INSERT INTO nowhere VALUES (1)") == 1; }),
        DatabaseError);
    EXPECT_THROW(store().read_and_wait([](Connection& connection) { connection.query("SELECT nothing FROM things"); }), DatabaseError);
    EXPECT_THROW(store().write_and_wait([](Transaction& transaction) {
        transaction.post("INSERT INTO nowhere VALUES (1)");
        return true;
    }),
                 DatabaseError);
    EXPECT_TRUE(store().write_and_wait([](Transaction& transaction) { return transaction.execute(insert, {3, "a"}) == 1; }));
}

TEST_P(AStore, does_all_that_waits_before_it_closes) {
    make(things);
    Told told;
    for (int n = 1; n <= 1000; ++n)
        store().write({[n](Transaction& transaction) {
                           transaction.post(insert, {n, "a"});
                           return true;
                       },
                       told.teller()});
    store_.reset();
    EXPECT_EQ(told.committed, 1000);
    store_ = place_->open();
    EXPECT_EQ(number("SELECT count(*) FROM things"), 1000);
}

TEST_P(AStore, serves_many_threads_and_outlives_them) {
    make(things);
    std::vector<std::thread> threads;
    for (int n = 0; n < 16; ++n)
        threads.emplace_back([&, n] {
            for (int round = 0; round < 20; ++round) {
                store().write_and_wait([&](Transaction& transaction) {
                    transaction.post(insert, {n * 100 + round, "a"});
                    return true;
                });
                EXPECT_EQ(number("SELECT count(*) FROM things WHERE id = " + std::to_string(n * 100)), 1);
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(number("SELECT count(*) FROM things"), 320);
    store_.reset();
    store_ = place_->open();
    EXPECT_EQ(number("SELECT count(*) FROM things"), 320);
}

}  // namespace kernel
