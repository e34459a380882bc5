// A copy made while others write, and put back: on both engines the database as it stood at one moment, or nothing at all.
#include "kernel/store/copy.h"

#include <atomic>
#include <thread>
#include <vector>

#include "kernel/store/store_for_test.h"

namespace kernel {

namespace {

constexpr Migration things{1, "things", R"sql(
CREATE TABLE "boxes" ("id" ID, "name" TEXT NOT NULL);
INSERT INTO "boxes" ("id", "name") VALUES (1, 'made by the migration');
CREATE TABLE "a_things" ("id" ID, "box" BIGINT NOT NULL REFERENCES "boxes" ("id"), "text" TEXT, "body" BYTES, "parent" BIGINT REFERENCES "a_things" ("id"));
CREATE TABLE "counter" ("id" ID, "count" BIGINT NOT NULL);
)sql"};
constexpr Migration later{2, "later", R"sql(CREATE TABLE "later" ("id" ID);)sql"};

class Kept final : public CopySink, public CopySource {
public:
    void expect(std::int64_t bytes) override { expected = bytes; }
    void put(std::string_view piece) override {
        EXPECT_LE(piece.size(), limits::copy_piece);
        pieces.emplace_back(piece);
        if (while_copying) while_copying();
    }
    bool next(std::string& piece) override {
        if (at == pieces.size()) return false;
        piece = pieces[at++];
        return true;
    }

    std::int64_t expected = 0;
    std::vector<std::string> pieces;
    std::function<void()> while_copying;
    std::size_t at = 0;
};

class ACopy : public test::BothEngines {
protected:
    void SetUp() override {
        test::BothEngines::SetUp();
        if (!store_) return;
        migrate(store(), std::span(&things, 1));
        store().write_and_wait([](Transaction& transaction) {
            transaction.execute(R"(INSERT INTO "counter" ("id", "count") VALUES (1, 0))");
            return true;
        });
    }
    // One row more, and the counter that says how many there are.
    void add(int times = 1) {
        store().write_and_wait([&](Transaction& transaction) {
            for (int n = 0; n < times; ++n) {
                const std::int64_t id = ++last_;
                const std::string body = "\\\t\n" + std::string(3, '\0') + std::string(1000, static_cast<char>(id));
                transaction.post(R"(INSERT INTO "a_things" ("id", "box", "text", "body", "parent") VALUES ($1, $2, $3, $4, $5))",
                                 {id, std::int64_t{1}, std::string_view(id % 3 == 0 ? "東華\\N\t貿易\r\n" : ""), Bytes{body},
                                  id == 1 ? Argument{} : Argument{id - 1}});
            }
            transaction.post(R"(UPDATE "counter" SET "count" = "count" + $1)", {std::int64_t{times}});
            return true;
        });
    }
    // The place as empty as at first.
    void begin_anew() {
        store_.reset();
        place_.reset();
        place_ = std::make_unique<test::Place>(GetParam());
    }
    std::string refusal(Kept& copy, std::span<const Migration> migrations) {
        try {
            copy_in(place_->options(), copy, migrations);
        } catch (const DatabaseError& error) { return error.what(); }
        return "";
    }
    std::int64_t last_ = 0;
};
INSTANTIATE_TEST_SUITE_P(On, ACopy, testing::Values(Engine::sqlite, Engine::postgres), test::engine_name);

}  // namespace

TEST_P(ACopy, made_while_others_write_is_the_database_of_one_moment) {
    add(2000);
    Kept copy;
    int rows_when_begun = 0;
    copy.while_copying = [&] {
        if (copy.pieces.size() == 1) rows_when_begun = static_cast<int>(last_);
        if (copy.pieces.size() % 3 == 0 && last_ < 2500) add();
    };
    store().copy_out(copy);
    EXPECT_GT(last_, 2000) << "nothing was written beside the copy";
    EXPECT_GT(copy.expected, 0);
    EXPECT_EQ(number(R"(SELECT "count" FROM "counter")"), last_);

    begin_anew();
    copy_in(place_->options(), copy, std::span(&things, 1));
    store_ = place_->open();
    EXPECT_EQ(migrate(store(), std::vector{things, later}), 1) << "what is newer than the copy runs when it is opened";
    EXPECT_EQ(number(R"(SELECT "count" FROM "counter")"), rows_when_begun);
    EXPECT_EQ(number(R"(SELECT count(*) FROM "a_things")"), rows_when_begun);
    EXPECT_EQ(number(R"(SELECT count(*) FROM "a_things" WHERE "text" IS NULL)"), 0);
    EXPECT_EQ(number(R"(SELECT count(*) FROM "boxes")"), 1);
    store().read_and_wait([](Connection& connection) {
        Rows rows = connection.query(R"(SELECT "text", "body", "parent" FROM "a_things" WHERE "id" = 3)");
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.text(0), "東華\\N\t貿易\r\n");
        EXPECT_EQ(rows.text(1), "\\\t\n" + std::string(3, '\0') + std::string(1000, '\3'));
        EXPECT_EQ(rows.integer(2), 2);
    });
    last_ = rows_when_begun;
    add();
}

TEST_P(ACopy, holds_a_row_that_is_longer_than_a_piece) {
    std::string body;
    for (int n = 0; n < 300'000; ++n) body += static_cast<char>(n * 7);
    add(3);
    store().write_and_wait([&](Transaction& transaction) {
        transaction.execute(R"(UPDATE "a_things" SET "body" = $1 WHERE "id" = 2)", {Bytes{body}});
        return true;
    });
    Kept copy;
    store().copy_out(copy);
    begin_anew();
    copy_in(place_->options(), copy, std::span(&things, 1));
    store_ = place_->open();
    EXPECT_EQ(number(R"(SELECT count(*) FROM "a_things")"), 3);
    store().read_and_wait([&](Connection& connection) {
        Rows rows = connection.query(R"(SELECT "body" FROM "a_things" WHERE "id" = 2)");
        ASSERT_TRUE(rows.next());
        EXPECT_TRUE(rows.text(0) == body);
    });
}

TEST_P(ACopy, goes_into_an_empty_place_only) {
    add(10);
    Kept copy;
    store().copy_out(copy);
    store_.reset();
    EXPECT_NE(refusal(copy, std::span(&things, 1)).find("already: nothing is overwritten"), std::string::npos);
    store_ = place_->open();
    EXPECT_EQ(number(R"(SELECT count(*) FROM "a_things")"), 10);
}

TEST_P(ACopy, that_ends_too_early_leaves_nothing_behind) {
    add(2000);
    Kept copy;
    store().copy_out(copy);
    Kept half;
    half.pieces.assign(copy.pieces.begin(), copy.pieces.begin() + static_cast<std::ptrdiff_t>(copy.pieces.size() / 2));
    begin_anew();
    EXPECT_NE(refusal(half, std::span(&things, 1)), "");
    copy_in(place_->options(), copy, std::span(&things, 1));
    store_ = place_->open();
    EXPECT_EQ(number(R"(SELECT count(*) FROM "a_things")"), 2000);
}

TEST_P(ACopy, of_something_else_is_refused) {
    begin_anew();
    Kept other;
    other.pieces = {"Xthis is no copy"};
    EXPECT_NE(refusal(other, std::span(&things, 1)).find("was not made by this engine"), std::string::npos);
    EXPECT_NE(refusal(*std::make_unique<Kept>(), std::span(&things, 1)), "");
}

TEST(PostgresCopyTest, refuses_a_migration_that_the_program_does_not_know) {
    if (test::lacks_postgres()) GTEST_SKIP();
    const test::Place place(Engine::postgres);
    Kept copy;
    copy.pieces = {"M1", "M7", "T\"boxes\"\n\"id\""};
    try {
        copy_in(place.options(), copy, std::span(&things, 1));
        FAIL();
    } catch (const DatabaseError& error) {
        EXPECT_NE(std::string(error.what()).find("migration 7, which this program does not know"), std::string::npos) << error.what();
    }
}

}  // namespace kernel
