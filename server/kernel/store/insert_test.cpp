// Rows that go into tables one by one and reach PostgreSQL many in a statement: nobody may notice.
#include "kernel/store/store_for_test.h"

namespace kernel {

namespace {

const Insertion into_places(R"("places")", R"("id", "name", "body", "twin")", 4, {R"("places")"});
const Insertion into_people(R"("people")", R"("id", "place", "boss")", 3, {R"("places")", R"("people")"});

class Inserting : public test::BothEngines {
protected:
    void SetUp() override {
        test::BothEngines::SetUp();
        if (IsSkipped()) return;
        make(
            "CREATE TABLE places (id ID, name TEXT UNIQUE, body BYTES, twin BIGINT REFERENCES places (id));"
            "CREATE TABLE people (id ID, place BIGINT NOT NULL REFERENCES places (id), boss BIGINT REFERENCES people (id));");
    }
    void add_in_a_work(std::int64_t first, std::int64_t last);
};
INSTANTIATE_TEST_SUITE_P(On, Inserting, testing::Values(Engine::sqlite, Engine::postgres), test::engine_name);

void add_place(Transaction& transaction, std::int64_t id) {
    const std::string name = "place " + std::to_string(id);
    const Argument nothing;
    transaction.insert(into_places, {id, id % 3 ? Argument{std::string_view(name)} : nothing, id % 2 ? Argument{Bytes{name}} : nothing,
                                     id % 5 == 0 ? Argument{id} : nothing});
}

void Inserting::add_in_a_work(std::int64_t first, std::int64_t last) {
    store().write_and_wait([=](Transaction& transaction) {
        for (std::int64_t id = first; id <= last; ++id) add_place(transaction, id);
        return true;
    });
}

}  // namespace

TEST_P(Inserting, rows_come_in_whole_however_many_and_in_whatever_order) {
    constexpr int many = 731;  // several full statements and a rest of several sizes
    store().write_and_wait([](Transaction& transaction) {
        for (std::int64_t id = 1; id <= many; ++id) {
            add_place(transaction, id);
            for (std::int64_t person = 0; person < 3; ++person)
                transaction.insert(into_people, {id * 10 + person, id, person ? Argument{id * 10} : Argument{}});
        }
        Rows seen = transaction.query("SELECT count(*) FROM people");
        EXPECT_TRUE(seen.next());
        EXPECT_EQ(seen.integer(0), many * 3) << "a work sees its own rows";
        return true;
    });
    EXPECT_EQ(number("SELECT count(*) FROM places"), many);
    EXPECT_EQ(number("SELECT count(*) FROM places WHERE name IS NULL"), many / 3);
    EXPECT_EQ(number("SELECT count(*) FROM places WHERE body IS NOT NULL"), (many + 1) / 2);
    EXPECT_EQ(number("SELECT count(*) FROM places WHERE twin = id"), many / 5);
    EXPECT_EQ(number("SELECT count(*) FROM people WHERE place = id / 10 AND boss = place * 10"), many * 2);
}

TEST_P(Inserting, what_a_row_points_at_is_there_before_it) {
    store().write_and_wait([](Transaction& transaction) {
        add_place(transaction, 1);
        for (std::int64_t id = 2; id <= 100; ++id) {
            transaction.insert(into_people, {id, id - 1, std::monostate{}});
            add_place(transaction, id);  // the next of the people needs this later row of an earlier table
        }
        return true;
    });
    EXPECT_EQ(number("SELECT count(*) FROM people"), 99);
}

TEST_P(Inserting, a_row_that_is_refused_undoes_its_work_and_no_other) {
    add_in_a_work(1, 40);
    EXPECT_THROW(add_in_a_work(20, 200), ConstraintError);
    EXPECT_EQ(number("SELECT count(*) FROM places"), 40);
    EXPECT_FALSE(store().write_and_wait([](Transaction& transaction) {
        for (std::int64_t id = 300; id < 400; ++id) add_place(transaction, id);
        return false;
    }));
    EXPECT_EQ(number("SELECT count(*) FROM places"), 40);
    add_in_a_work(41, 42);
    EXPECT_EQ(number("SELECT count(*) FROM places"), 42);
}

}  // namespace kernel
