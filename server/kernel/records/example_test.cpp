// The worked example of docs/records.md: a record of twelve fields, and all that there is of it at once. The page shows the part between
// the marks; a test holds the page against it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "kernel/access/account.h"
#include "kernel/access/migrations.h"
#include "kernel/record/messages.h"
#include "kernel/records/change.h"
#include "kernel/records/records.h"
#include "kernel/store/dialect.h"

// ---- example
namespace market {

using namespace kernel;
using namespace kernel::words;

enum class Method : std::uint8_t { questionnaire, interview, data, report };

struct Research {
    static constexpr std::string_view table = "research";
    Id<Research> id;
    std::string number;
    std::string topic;
    Choices<Method> methods;
    Day from;
    std::optional<Day> to;
    Money budget;
    std::optional<Decimal<2>> share;
    std::int64_t interviews = 0;
    bool accepted = false;
    Link<Account> owner;
    LongText findings;
};
const Declaration& declaration(const Research*);

}  // namespace market

template <>
inline constexpr kernel::Choice kernel::choices<market::Method>[] = {{"questionnaire"}, {"interview"}, {"data"}, {"report"}};

namespace market {

static constexpr auto research = describe<Research>(
    {.clause = "3.1.1", .title = "topic", .columns = {"number", "topic", "from", "owner"}, .sort = "-from", .keys = {"number"}},
    {
        field<&Research::id>(),
        field<&Research::number>({unique, fixed, filterable, numbered("MR"), max_length(20)}),
        field<&Research::topic>({required, filterable, sortable, searchable, max_length(120), clause("3.1.1")}),
        field<&Research::methods>({filterable, clause("3.1.2")}),
        field<&Research::from>({required, filterable, sortable}),
        field<&Research::to>({filterable, sortable}),
        field<&Research::budget>({filterable, sortable, summed, at_least(0), confidential}),
        field<&Research::share>({at_least(0), at_most(100'00)}),
        field<&Research::interviews>({filterable, summed, at_least(0)}),
        field<&Research::accepted>({filterable}),
        field<&Research::owner>({owner, filterable}),
        field<&Research::findings>({max_length(20'000)}),
    });

const Declaration& declaration(const Research*) {
    static constexpr Declaration made = declare<Research>(research);
    return made;
}

}  // namespace market
// ---- end of example

namespace kernel {

namespace {

constexpr std::string_view roles = R"({"roles": {
    "manager": {"clearance": "secret", "records": {"research": {"read": "all", "create": "all", "update": "all", "archive": "all"}}},
    "salesperson": {"clearance": "internal", "records": {"research": {"read": "own", "create": "own", "update": "own"}}}}})";

class Example : public testing::Test {
protected:
    void SetUp() override {
        ready_cryptography();
        directory_ = (std::filesystem::temp_directory_path() / "bylaw-example-XXXXXX").string();
        ASSERT_NE(mkdtemp(directory_.data()), nullptr);
        house_.add<Account>("organization");
        house_.add<market::Research>("market");
        ddl_ = create_table(house_.get("research"));
        for (const Migration* migration : {&access_migration, &audit_migration, &records_migration}) house_.add(*migration);
        house_.add(Migration{30, "research", ddl_});
        policy_ = std::make_unique<Policy>(house_, roles);
        store_ = open_store({.engine = Engine::sqlite, .data_directory = directory_, .key = std::string(32, 'k'), .connection_string = {}});
        migrate(*store_, house_.migrations());
        for (std::int64_t account : {1, 2})
            store_->write_and_wait([&](Transaction& transaction) {
                const std::string login = "a" + std::to_string(account);
                transaction.execute(
                    R"(INSERT INTO "accounts" ("id", "login", "name", "role", "locale", "active", "version", "created_at", "updated_at") VALUES ($1, $2, $2, 'manager', 'en', 1, 1, 0, 0))",
                    {account, std::string_view(login)});
                return true;
            });
        records_ = std::make_unique<Records>(house_, clock_, ids_, audit_);
    }
    void TearDown() override {
        store_.reset();
        std::filesystem::remove_all(directory_);
    }

    Viewer viewer(std::int64_t account, std::string_view role) const {
        return {.account = account, .name = "somebody", .role = policy_->role(role)};
    }
    Result<Written> create(const Viewer& by, std::string_view body) {
        Result<Written> made{Problem{}};
        store_->write_and_wait([&](Transaction& transaction) {
            auto draft = records_->draft(by, type(), body, Records::Purpose::create);
            made = draft ? records_->create(transaction, by, type(), *draft) : Result<Written>(draft.problem());
            return made.ok();
        });
        return made;
    }
    Result<std::string> list(const Viewer& by, const ListQuery& query) {
        Result<std::string> found{Problem{}};
        store_->read_and_wait([&](Connection& connection) { found = records_->list(connection, by, type(), query); });
        return found;
    }
    const RecordType& type() const { return house_.get("research"); }

    std::string directory_, ddl_;
    House house_;
    std::unique_ptr<Policy> policy_;
    std::unique_ptr<Store> store_;
    FixedClock clock_{Instant{1'770'000'000'000'000}};
    IdMaker ids_{clock_, 1};
    AuditLog audit_{clock_, Key{5}, 1};
    std::unique_ptr<Records> records_;
};

constexpr std::string_view body =
    R"({"topic":"東南市場","methods":["interview","data"],"from":"2026-01-05","budget":"1200.50","share":"12.5","interviews":8})";

TEST_F(Example, clause_3_1_1_is_stored_and_read_back_with_its_number) {
    const auto made = create(viewer(1, "manager"), body);
    ASSERT_TRUE(made.ok()) << made.problem().key;
    for (auto part :
         {R"("number":"MR-2026-000001")", R"("methods":["interview","data"])", R"("from":"2026-01-05")", R"("budget":"1200.50")",
          R"("share":"12.5")", R"("interviews":8)", R"("accepted":false)", R"("owner":{"id":"1","title":"a1"})"})
        EXPECT_NE(made.value().json.find(part), std::string::npos) << part << " in " << made.value().json;
}

TEST_F(Example, refuses_each_wrong_member_by_its_name) {
    const auto made =
        create(viewer(1, "manager"), R"({"topic":"","from":"2026-02-30","budget":"-1","share":12.5,"nonsense":1,"version":3})");
    ASSERT_FALSE(made.ok());
    std::string fields;
    for (const FieldProblem& problem : made.problem().fields) fields += problem.field + ':' + problem.key + ' ';
    EXPECT_EQ(fields,
              "from:problem.field.kind.day budget:problem.field.too_small share:problem.field.kind.decimal nonsense:problem.field.unknown "
              "version:problem.field.unknown topic:problem.field.required ");
    EXPECT_EQ(create(viewer(1, "manager"), R"({"from":"2026-02-28"})").problem().fields[0].field, "topic");
}

TEST_F(Example, clause_9_1_is_filtered_and_sorted_within_what_the_viewer_may_see) {
    ASSERT_TRUE(create(viewer(1, "manager"), body).ok());
    const Viewer own = viewer(2, "salesperson");
    EXPECT_EQ(list(own, {}).value(), R"({"items":[],"next":null})");
    EXPECT_NE(list(viewer(1, "manager"), {.filter = "methods contains data and interviews >= 8"}).value().find("MR-2026-000001"),
              std::string::npos);
    EXPECT_EQ(list(own, {.filter = "budget > 1"}).problem().key, "problem.filter.no_field");
    EXPECT_EQ(list(own, {.sort = "budget"}).problem().key, "problem.sort.no_field");
    EXPECT_EQ(create(own, R"({"topic":"x","from":"2026-01-05","budget":"1.00"})").problem().fields[0].key, "problem.field.unknown");
    EXPECT_EQ(create(own, R"({"topic":"x","from":"2026-01-05","owner":"1"})").problem().fields[0].key, "problem.field.own_only");
}

TEST_F(Example, has_a_history_without_what_the_viewer_may_not_read) {
    const Viewer own = viewer(2, "salesperson");
    const auto made = create(own, R"({"topic":"x","from":"2026-01-05"})");
    ASSERT_TRUE(made.ok());
    Messages messages;
    store_->read_and_wait([&](Connection& connection) {
        const auto history = records_->history(connection, own, type(), made.value().id, "", messages);
        ASSERT_TRUE(history.ok());
        EXPECT_NE(history.value().find(R"("field":"topic")"), std::string::npos);
        EXPECT_EQ(history.value().find("budget"), std::string::npos);
        EXPECT_FALSE(records_->history(connection, viewer(1, "salesperson"), type(), made.value().id, "", messages).ok());
    });
}

// What a follower hears, in a line: "-> topic" for what is new, "topic -> topic" for what changed.
struct Heard : Follower {
    std::string text;
    void follow(Transaction&, const RecordType& type, const Seen* before, const Seen& after) override {
        const auto topic = type.place("topic");
        if (before) text += std::string(text_of(before->record[topic])) + ' ';
        text += "-> " + std::string(text_of(after.record[topic])) + '\n';
    }
};

TEST_F(Example, tells_its_followers_of_every_change_and_of_no_other) {
    Heard heard;
    records_->follow(heard);
    const Viewer manager = viewer(1, "manager");
    const auto made = create(manager, R"({"topic":"x","from":"2026-01-05"})");
    ASSERT_TRUE(made.ok());
    EXPECT_FALSE(create(manager, R"({"topic":"refused"})").ok());
    for (auto [version, topic] : {std::pair{1, "x"}, {1, "y"}, {1, "stale"}})
        store_->write_and_wait([&, version = version, topic = topic](Transaction& transaction) {
            auto draft = records_->draft(manager, type(), std::string(R"({"topic":")") + topic + R"("})", Records::Purpose::change);
            return records_->patch(transaction, manager, type(), made->id, version, *draft).ok();
        });
    store_->write_and_wait(
        [&](Transaction& transaction) { return records_->move(transaction, manager, type(), made->id, 2, "archive").ok(); });
    EXPECT_EQ(heard.text, "-> x\nx -> y\ny -> y\n");
}

TEST(Page, on_records_shows_the_example_as_it_compiles) {
    auto text_of = [](const std::filesystem::path& path) {
        std::ifstream file(path);
        return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    };
    const std::string source = text_of("server/kernel/records/example_test.cpp"), page = text_of("docs/records.md");
    const auto from = source.find("// ---- example\n") + 16, to = source.find("// ---- end of example");
    EXPECT_NE(page.find("```cpp\n" + source.substr(from, to - from) + "```"), std::string::npos) << "copy the example into docs/records.md";
}

}  // namespace

}  // namespace kernel
