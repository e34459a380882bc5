// What only PostgreSQL brings: other nodes, a server that goes away, statements sent without waiting.
#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "kernel/store/limits.h"
#include "kernel/store/postgres_error.h"
#include "kernel/store/store_for_test.h"

namespace kernel {

namespace {

class OnPostgres : public testing::Test {
protected:
    void SetUp() override {
        if (test::lacks_postgres()) GTEST_SKIP();
        place_ = std::make_unique<test::Place>(Engine::postgres);
        store_ = place_->open();
        script("CREATE TABLE things (id BIGINT PRIMARY KEY, amount BIGINT)");
    }
    void TearDown() override {
        store_.reset();
        place_.reset();
    }
    void script(std::string_view sql) {
        store_->write_and_wait([&](Transaction& transaction) {
            transaction.script(sql);
            return true;
        });
    }
    std::int64_t number(std::string_view sql) {
        std::int64_t found = -1;
        store_->read_and_wait([&](Connection& connection) {
            Rows rows = connection.query(sql);
            if (rows.next()) found = rows.integer(0);
        });
        return found;
    }
    // Ends every session of this store from outside, as a restart of the server does.
    void cut_all() const {
        test::postgres_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = '" +
                           place_->schema() + "'");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }

    std::unique_ptr<test::Place> place_;
    std::unique_ptr<Store> store_;
};

constexpr std::string_view insert = "INSERT INTO things (id, amount) VALUES ($1, $2)";

bool put(Store& store, std::int64_t id) {
    return store.write_and_wait([id](Transaction& transaction) { return transaction.execute(insert, {id, 0}) == 1; });
}

}  // namespace

TEST_F(OnPostgres, many_more_statements_than_the_pipeline_holds_are_one_work) {
    constexpr int many = static_cast<int>(limits::pipeline_depth) * 10 + 3;
    store_->write_and_wait([](Transaction& transaction) {
        for (int n = 0; n < many; ++n) transaction.post(insert, {n, n});
        return true;
    });
    EXPECT_EQ(number("SELECT count(*) FROM things"), many);
    EXPECT_THROW(store_->write_and_wait([](Transaction& transaction) {
        for (int n = 0; n < many; ++n) transaction.post(insert, {n + many, n});
        transaction.post(insert, {0, 0});
        for (int n = 0; n < many; ++n) transaction.post(insert, {n + 3 * many, n});
        return true;
    }),
                 ConstraintError);
    EXPECT_EQ(number("SELECT count(*) FROM things"), many);
}

TEST_F(OnPostgres, an_error_of_a_posted_statement_comes_with_the_next_answer) {
    EXPECT_THROW(store_->write_and_wait([](Transaction& transaction) {
        transaction.post(insert, {1, 0});
        transaction.post(insert, {1, 0});
        EXPECT_THROW(transaction.query("SELECT 1"), ConstraintError);
        return true;
    }),
                 DatabaseError)
        << "caught or not, it cannot be kept";
    EXPECT_EQ(number("SELECT count(*) FROM things"), 0);
}

TEST_F(OnPostgres, a_work_never_takes_the_refusal_of_another_for_its_own) {
    std::promise<void> entered;
    std::promise<void> open;
    std::promise<std::exception_ptr> guilty;
    std::promise<Outcome> innocent;
    std::atomic<int> refusals = 0;
    store_->write({[&](Transaction&) {
                       entered.set_value();
                       open.get_future().wait();
                       return false;
                   },
                   [](Outcome, const std::exception_ptr&) {}});
    entered.get_future().wait();
    store_->write({[](Transaction& transaction) {
                       transaction.post(insert, {1, 0});
                       transaction.post(insert, {1, 0});
                       return true;
                   },
                   [&](Outcome, const std::exception_ptr& error) { guilty.set_value(error); }});
    store_->write({[&](Transaction& transaction) {
                       try {
                           return transaction.execute(insert, {2, 0}) == 1;
                       } catch (const ConstraintError&) {
                           ++refusals;
                           return false;
                       }
                   },
                   [&](Outcome outcome, const std::exception_ptr&) { innocent.set_value(outcome); }});
    open.set_value();
    EXPECT_THROW(std::rethrow_exception(guilty.get_future().get()), ConstraintError);
    EXPECT_EQ(innocent.get_future().get(), Outcome::committed);
    EXPECT_EQ(refusals, 0);
    EXPECT_EQ(number("SELECT sum(id) FROM things"), 2);
}

TEST_F(OnPostgres, two_nodes_in_a_deadlock_both_come_through) {
    put(*store_, 1);
    put(*store_, 2);
    const auto other = place_->open();
    std::atomic<int> holding = 0;
    const auto both = [&](Store& store, int first, int second) {
        return std::async(std::launch::async, [&holding, &store, first, second] {
            int runs = 0;
            const bool kept = store.write_and_wait([&](Transaction& transaction) {
                transaction.execute("UPDATE things SET amount = amount + 1 WHERE id = $1", {first});
                if (runs++ == 0) {
                    ++holding;
                    while (holding < 2) std::this_thread::yield();
                }
                transaction.execute("UPDATE things SET amount = amount + 1 WHERE id = $1", {second});
                return true;
            });
            return kept ? runs : 0;
        });
    };
    auto here = both(*store_, 1, 2);
    auto there = both(*other, 2, 1);
    EXPECT_GE(here.get() + there.get(), 3) << "one of the two ran again";
    EXPECT_EQ(number("SELECT sum(amount) FROM things"), 4);
}

TEST_F(OnPostgres, a_row_that_another_node_holds_is_waited_for_but_not_for_ever) {
    put(*store_, 1);
    const auto other = place_->open();
    std::promise<void> held;
    std::promise<void> let_go;
    auto holder = std::async(std::launch::async, [&] {
        other->write_and_wait([&](Transaction& transaction) {
            transaction.execute("UPDATE things SET amount = 1 WHERE id = $1", {1});
            held.set_value();
            let_go.get_future().wait();
            return true;
        });
    });
    held.get_future().wait();
    try {
        store_->write_and_wait(
            [](Transaction& transaction) { return transaction.execute("UPDATE things SET amount = 2 WHERE id = $1", {1}) == 1; });
        ADD_FAILURE() << "the row was held";
    } catch (const DatabaseError& error) { EXPECT_TRUE(error.retry) << error.what(); }
    let_go.set_value();
    holder.get();
    EXPECT_EQ(number("SELECT amount FROM things"), 1);
}

TEST_F(OnPostgres, a_connection_lost_at_rest_is_made_again_without_an_error) {
    put(*store_, 1);
    EXPECT_EQ(number("SELECT count(*) FROM things"), 1);
    cut_all();
    EXPECT_TRUE(put(*store_, 2));
    EXPECT_EQ(number("SELECT count(*) FROM things"), 2);
}

TEST_F(OnPostgres, a_connection_lost_in_a_work_undoes_it_and_says_try_again) {
    try {
        store_->write_and_wait([this](Transaction& transaction) {
            transaction.execute(insert, {1, 0});
            cut_all();
            transaction.post(insert, {2, 0});
            return true;
        });
        ADD_FAILURE() << "the connection was cut";
    } catch (const DatabaseError& error) { EXPECT_TRUE(error.retry) << error.what(); }
    EXPECT_TRUE(put(*store_, 3));
    EXPECT_EQ(number("SELECT sum(id) FROM things"), 3);
}

TEST_F(OnPostgres, a_warning_at_the_commit_leaves_the_outcome_unknown) {
    script(
        "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'canceling wait'; RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION warn()");
    try {
        put(*store_, 1);
        ADD_FAILURE() << "there was a warning";
    } catch (const DatabaseError& error) {
        EXPECT_TRUE(error.retry);
        EXPECT_NE(std::string(error.what()).find("canceling wait"), std::string::npos) << error.what();
    }
    script("DROP TRIGGER late ON things");
    script("CREATE TRIGGER early AFTER INSERT ON things FOR EACH ROW EXECUTE FUNCTION warn()");
    EXPECT_TRUE(put(*store_, 2)) << "a warning of another statement says nothing about the commit";
}

TEST_F(OnPostgres, a_reader_survives_a_change_of_the_table) {
    put(*store_, 1);
    const auto columns = [&] {
        std::string found;
        store_->read_and_wait([&](Connection& connection) {
            Rows rows = connection.query("SELECT * FROM things");
            while (rows.next()) found += rows.text(1);
        });
        return found;
    };
    for (int n = 0; n < 4; ++n) EXPECT_EQ(columns(), "0");
    script("ALTER TABLE things DROP COLUMN amount; ALTER TABLE things ADD COLUMN name TEXT DEFAULT 'new'");
    for (int n = 0; n < 4; ++n) EXPECT_EQ(columns(), "new");
}

TEST_F(OnPostgres, a_read_that_does_not_fit_the_queue_gets_an_error_and_not_a_wait) {
    std::promise<void> open;
    const auto opened = open.get_future().share();
    std::atomic<int> ran = 0;
    const int readers = place_->options().readers;
    const auto wait = [opened, &ran](Connection&) {
        ++ran;
        opened.wait();
    };
    for (int n = 0; n < readers; ++n) store_->read(wait);
    while (ran < readers) std::this_thread::yield();
    for (std::size_t n = 0; n < limits::read_queue; ++n) store_->read(wait);
    bool refused = false;
    store_->read([&](Connection& connection) {
        EXPECT_THROW(connection.query("SELECT 1"), DatabaseError);
        refused = true;
    });
    EXPECT_TRUE(refused);
    open.set_value();
    store_.reset();
    EXPECT_EQ(ran, readers + static_cast<int>(limits::read_queue));
}

TEST(PostgresTest, says_what_is_wrong_when_there_is_no_server) {
    StoreOptions options;
    options.engine = Engine::postgres;
    options.connection_string = "host=/nowhere dbname=bylaw";
    EXPECT_THROW(open_store(options), DatabaseError);
}

TEST(PostgresTest, reads_the_columns_of_a_key_in_any_language) {
    EXPECT_EQ(key_columns("Key (code)=(A1) already exists."), "code");
    EXPECT_EQ(key_columns("Key (parent, name)=(1, a)=(b) already exists."), "parent, name");
    EXPECT_EQ(key_columns("键值\"(\"order\", \"say \"\"x\"\"\")=(1, 2)\" 已经存在"), "order, say \"x\"");
    EXPECT_EQ(key_columns("Key (lower(code))=(a) already exists."), "lower(code)");
    EXPECT_EQ(key_columns(""), "");
    EXPECT_EQ(key_columns(")=("), "");
}

}  // namespace kernel
