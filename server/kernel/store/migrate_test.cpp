#include "kernel/store/migrate.h"

#include <thread>
#include <vector>

#include "kernel/store/store_for_test.h"

namespace kernel {

namespace {

class AMigration : public test::BothEngines {
protected:
    std::string refusal(std::span<const Migration> migrations) {
        try {
            migrate(store(), migrations);
        } catch (const DatabaseError& error) { return error.what(); }
        return "";
    }
    std::string text() {
        std::string found;
        store().read_and_wait([&](Connection& connection) { found = schema_text(connection); });
        return found;
    }
};
INSTANTIATE_TEST_SUITE_P(On, AMigration, testing::Values(Engine::sqlite, Engine::postgres), test::engine_name);

constexpr Migration first{1, "things", "CREATE TABLE things (id ID, name TEXT NOT NULL); CREATE INDEX things_name ON things (name ASC);"};
constexpr Migration second{2, "amount", "ALTER TABLE things ADD COLUMN amount BIGINT; INSERT INTO things VALUES (1, 'a;b', 5);"};
constexpr Migration third{3, "broken", "CREATE TABLE more (id ID); INSERT INTO things VALUES (1, 'twice', 0);"};

}  // namespace

TEST_P(AMigration, runs_once_and_in_order) {
    const Migration one[] = {first};
    const Migration both[] = {first, second};
    EXPECT_EQ(migrate(store(), one), 1);
    EXPECT_EQ(migrate(store(), both), 1);
    EXPECT_EQ(migrate(store(), both), 0);
    EXPECT_EQ(number("SELECT amount FROM things"), 5);
    EXPECT_EQ(number("SELECT count(*) FROM schema_migrations"), 2);
}

TEST_P(AMigration, is_refused_when_its_text_has_changed) {
    const Migration both[] = {first, second};
    migrate(store(), both);
    const Migration changed[] = {{1, "things", "CREATE TABLE other (id ID)"}, second};
    EXPECT_EQ(refusal(changed),
              "migration 1 (things) has been changed since it ran on this database: put its text back as it was and write the "
              "change as a new migration");
}

TEST_P(AMigration, is_refused_when_the_database_is_newer) {
    const Migration both[] = {first, second};
    migrate(store(), both);
    const Migration one[] = {first};
    EXPECT_EQ(refusal(one),
              "the database has migration 2 (amount), which this program does not know: start the newer program that made it, or "
              "restore the backup taken before the upgrade");
}

TEST_P(AMigration, is_refused_when_it_comes_between_those_that_ran) {
    const Migration late[] = {first, {5, "later", "CREATE TABLE later (id ID)"}};
    migrate(store(), late);
    const Migration between[] = {first, second, late[1]};
    EXPECT_EQ(refusal(between), "migration 2 (amount) has not run, but later ones have: give it a number after 5");
    const Migration upside_down[] = {second, first};
    EXPECT_EQ(refusal(upside_down), "migration 1 is out of order: number them upwards from 1");
}

TEST_P(AMigration, that_fails_leaves_nothing_behind_and_keeps_those_before) {
    const Migration all[] = {first, second, third};
    EXPECT_THROW(migrate(store(), all), ConstraintError);
    EXPECT_EQ(number("SELECT max(number) FROM schema_migrations"), 2);
    EXPECT_EQ(text().find("more"), std::string::npos);
    const Migration mended[] = {first, second, {3, "mended", "CREATE TABLE more (id ID);"}};
    EXPECT_EQ(migrate(store(), mended), 1);
}

TEST_P(AMigration, runs_once_when_several_nodes_start_together) {
    if (GetParam() == Engine::sqlite) return;
    const Migration both[] = {first, second};
    std::atomic<int> ran = 0;
    std::vector<std::thread> nodes;
    for (int n = 0; n < 4; ++n)
        nodes.emplace_back([&] {
            const auto node = place_->open();
            ran += migrate(*node, both);
        });
    for (std::thread& node : nodes) node.join();
    EXPECT_EQ(ran, 2);
}

TEST_P(AMigration, gives_the_same_schema_text_as_the_tables_made_at_once) {
    const Migration grown[] = {
        {1, "groups", "CREATE TABLE groups (id ID, name TEXT NOT NULL UNIQUE);"},
        {2, "members", "CREATE TABLE members (id ID, \"group\" BIGINT NOT NULL REFERENCES groups (id) ON DELETE CASCADE);"},
        {3, "age", "ALTER TABLE members ADD COLUMN age BIGINT NOT NULL DEFAULT 0 CHECK (age >= 0);"},
        {4, "index", "CREATE UNIQUE INDEX members_age ON members (age DESC, \"group\") WHERE age > 0;"},
    };
    migrate(store(), grown);
    const std::string migrated = text();
    EXPECT_NE(migrated.find("CASCADE"), std::string::npos) << migrated;
    EXPECT_NE(migrated.find("age >= 0"), std::string::npos) << migrated;
    EXPECT_NE(migrated.find("UNIQUE (name)"), std::string::npos) << migrated;
    EXPECT_NE(migrated.find("members_age"), std::string::npos) << migrated;
    make(
        "DROP TABLE members; DROP TABLE groups;"
        "CREATE TABLE groups (id ID, name TEXT NOT NULL UNIQUE);"
        "CREATE TABLE members (id ID, \"group\" BIGINT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,"
        "  age BIGINT NOT NULL DEFAULT 0 CHECK (age >= 0));"
        "CREATE UNIQUE INDEX members_age ON members (age DESC, \"group\") WHERE age > 0;");
    EXPECT_EQ(text(), migrated);
    for (const std::string_view change :
         {"ALTER TABLE members ADD COLUMN extra TEXT", "DROP INDEX members_age", "ALTER TABLE groups RENAME COLUMN name TO title"}) {
        const std::string before = text();
        make(change);
        EXPECT_NE(text(), before) << change;
    }
}

}  // namespace kernel
