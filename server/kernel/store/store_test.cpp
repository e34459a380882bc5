// What both engines promise alike.
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "kernel/store/limits.h"
#include "kernel/store/snapshot.h"
#include "kernel/store/store_for_test.h"

namespace kernel {

namespace {

class AStore : public test::BothEngines {};
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

TEST_P(AStore, shows_a_snapshot_the_database_of_one_moment) {
    make("CREATE TABLE moments (id ID);");
    const auto count = [](Connection& connection) {
        Rows rows = connection.query("SELECT count(*) FROM moments");
        return rows.next() ? rows.integer(0) : -1;
    };
    const auto add = [&](std::int64_t id) {
        store().write_and_wait(
            [&](Transaction& transaction) { return transaction.execute("INSERT INTO moments (id) VALUES ($1)", {id}) == 1; });
    };
    add(1);
    store().read_and_wait([&](Connection& connection) {
        {
            const Snapshot snapshot(connection);
            EXPECT_EQ(count(connection), 1);
            add(2);
            EXPECT_EQ(count(connection), 1);
        }
        EXPECT_EQ(count(connection), 2);
    });
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

// Counts what when_committed() tells, and waits for it.
class Heard {
public:
    explicit Heard(Store& store) {
        store.when_committed([shared = shared_] {
            const std::lock_guard lock(shared->mutex);
            ++shared->times;
            shared->changed.notify_all();
        });
    }
    int times() const {
        const std::lock_guard lock(shared_->mutex);
        return shared_->times;
    }
    bool more_than(int times) const {
        std::unique_lock lock(shared_->mutex);
        return shared_->changed.wait_for(lock, std::chrono::seconds(10), [&] { return shared_->times > times; });
    }

private:
    struct Shared {
        std::mutex mutex;
        std::condition_variable changed;
        int times = 0;
    };
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

TEST_P(AStore, tells_of_a_commit_before_anybody_is_answered) {
    make(things);
    const Heard heard(store());
    ASSERT_TRUE(GetParam() == Engine::sqlite || heard.more_than(0));  // it has begun to listen to the others
    const int before = heard.times();
    store().write_and_wait([](Transaction& transaction) { return transaction.execute(insert, {1, "a"}) == 0; });
    EXPECT_TRUE(GetParam() == Engine::postgres || heard.times() == before);  // others may have told meanwhile
    EXPECT_TRUE(store().write_and_wait([](Transaction& transaction) { return transaction.execute(insert, {1, "a"}) == 1; }));
    EXPECT_GT(heard.times(), before);
}

TEST_P(AStore, tells_of_what_another_server_commits) {
    if (GetParam() == Engine::sqlite) return;  // one process has the file to itself
    make(things);
    const Heard heard(store());
    ASSERT_TRUE(heard.more_than(0));
    const auto other = place_->open();
    const Heard other_heard(*other);
    ASSERT_TRUE(other_heard.more_than(0));
    for (int n = 1; n <= 3; ++n) {
        const int before = heard.times();
        other->write_and_wait([n](Transaction& transaction) { return transaction.execute(insert, {n, "a"}) == 1; });
        EXPECT_TRUE(heard.more_than(before));
    }
}

struct Sum final : Gathered {
    std::int64_t amount = 0;
    void write(Transaction& transaction) override {
        transaction.execute("INSERT INTO things (id, code, amount) VALUES ($1, 'sum', $2)", {amount, amount});
    }
};

TEST_P(AStore, writes_what_a_work_gathers_once_at_its_end_and_drops_it_with_a_work_undone) {
    make(things);
    int whose = 0;
    const auto add = [&whose](Transaction& transaction, std::int64_t amount) {
        transaction.gathered(&whose, [] { return std::make_unique<Sum>(); }).amount += amount;
    };
    Told told;
    {
        Gate gate(store());
        store().write({[&](Transaction& transaction) { return add(transaction, 1), add(transaction, 2), true; }, told.teller()});
        store().write({[&](Transaction& transaction) { return add(transaction, 10), false; }, told.teller()});
        store().write({[&](Transaction& transaction) -> bool { add(transaction, 20), throw std::runtime_error("no"); }, told.teller()});
        store().write({[&](Transaction& transaction) { return add(transaction, 100), true; }, told.teller()});
        gate.open();
    }
    told.wait_for(4);
    std::vector<std::int64_t> sums;
    store().read_and_wait([&](Connection& connection) {
        Rows rows = connection.query("SELECT amount FROM things ORDER BY amount");
        while (rows.next()) sums.push_back(rows.integer(0));
    });
    EXPECT_EQ(sums, (std::vector<std::int64_t>{3, 100}));
}

}  // namespace kernel
