// What must hold of the whole house: every declaration has its table on both engines, and every label and message its text.
#include "program/house.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

#include "kernel/access/policy.h"
#include "kernel/store/dialect.h"
#include "kernel/store/store_for_test.h"

namespace program {

using namespace kernel;

namespace {

House whole_house() {
    House house;
    open_house(house);
    return house;
}

// The part of a schema text that speaks of the records' tables.
std::string of_records(const std::string& text, const House& house) {
    std::istringstream lines(text);
    std::string kept;
    bool is_record = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("table ")) is_record = house.find(line.substr(6)) != nullptr;
        if (is_record) kept += line + '\n';
    }
    return kept;
}

std::string text_of(Store& store) {
    std::string text;
    store.read_and_wait([&](Connection& connection) { text = schema_text(connection); });
    return text;
}

class Schema : public test::BothEngines {};
INSTANTIATE_TEST_SUITE_P(On, Schema, testing::Values(Engine::sqlite, Engine::postgres), test::engine_name);

TEST_P(Schema, that_migrations_make_is_the_schema_that_is_declared) {
    const House house = whole_house();
    std::string migrated, declared;
    {
        const test::Place place(GetParam());
        const auto store = open_store(place.options());
        migrate(*store, house.migrations());
        migrated = of_records(text_of(*store), house);
    }
    {
        const test::Place place(GetParam());
        const auto store = open_store(place.options());
        for (const RecordType& type : house.types())
            store->write_and_wait([&](Transaction& transaction) {
                transaction.script(for_engine(create_table(type), GetParam()));
                return true;
            });
        declared = of_records(text_of(*store), house);
    }
    EXPECT_GT(declared.size(), 1000U);
    EXPECT_EQ(migrated, declared);
}

TEST(House, has_a_role_for_every_role_an_account_may_have_and_no_other) {
    const House house = whole_house();
    const Policy policy(house, embedded_text("regulation/roles.json"));
    const RecordType& accounts = house.get("accounts");
    const auto& choices = accounts.fields[accounts.place("role")].choices;
    EXPECT_EQ(choices.size(), policy.roles().size());
    for (const Choice& choice : choices) EXPECT_NE(policy.role(choice.name), nullptr) << choice.name;
}

class Locale : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override { add_messages(messages); }
    Messages messages;
    void expect(const std::string& key) { EXPECT_TRUE(messages.has(GetParam(), key)) << key; }
};
INSTANTIATE_TEST_SUITE_P(In, Locale, testing::Values("zh-Hant", "zh-Hans", "en"));

TEST_P(Locale, names_every_chapter_record_field_choice_and_move) {
    const House house = whole_house();
    for (auto chapter : house.chapters()) expect("chapter." + std::string(chapter));
    for (const RecordType& type : house.types()) {
        const std::string record(type.name);
        expect("record." + record);
        for (const Field& field : type.fields) {
            if (field.name == "path" || field.name == "version") continue;
            EXPECT_FALSE(messages.field_label(GetParam(), record, field.name).starts_with("field.")) << record << '.' << field.name;
            for (const Choice& choice : field.choices)
                expect("choice." + record + '.' + std::string(field.name) + '.' + std::string(choice.name));
        }
        for (const Move& move : type.traits().moves)
            if (!messages.has(GetParam(), "action." + std::string(move.name))) expect("move." + record + '.' + std::string(move.name));
    }
}

// Every message key that stands in the source, so that nobody ever reads a key in place of a sentence.
std::set<std::string> keys_in_source() {
    static const std::regex key("\"(problem\\.[a-z0-9_.]+[a-z0-9_])\"");
    std::set<std::string> keys;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("server")) {
        const std::string name = entry.path().filename();
        if (!entry.is_regular_file() || name.find("_test") != std::string::npos || name.find("_fuzz") != std::string::npos) continue;
        std::ifstream file(entry.path());
        const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        for (auto found = std::sregex_iterator(text.begin(), text.end(), key); found != std::sregex_iterator(); ++found)
            keys.insert((*found)[1]);
    }
    return keys;
}

TEST_P(Locale, says_every_message_that_the_source_names) {
    const auto keys = keys_in_source();
    EXPECT_GT(keys.size(), 60U);
    for (const std::string& key : keys) expect(key);
}

}  // namespace

}  // namespace program
