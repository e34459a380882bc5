// The index beside the records it follows, on both engines.
#include "kernel/search/index.h"

#include <gtest/gtest.h>

#include <memory>

#include "kernel/access/account.h"
#include "kernel/access/migrations.h"
#include "kernel/records/change.h"
#include "kernel/search/limits.h"
#include "kernel/search/search.h"
#include "kernel/search/search_for_test.h"
#include "kernel/store/store_for_test.h"

namespace street {

using namespace kernel;
using namespace kernel::words;

struct Shop {
    static constexpr std::string_view table = "shops";
    Id<Shop> id;
    std::string name;
    std::string phone;
    std::string secret;
};
const Declaration& declaration(const Shop*);

static constexpr auto shop = describe<Shop>({.title = "name", .columns = {"name"}},
                                            {
                                                field<&Shop::id>(),
                                                field<&Shop::name>({required, searchable, sortable, filterable, max_length(60)}),
                                                field<&Shop::phone>({searchable, max_length(20)}),
                                                field<&Shop::secret>({confidential, max_length(20)}),
                                            });

const Declaration& declaration(const Shop*) {
    static constexpr Declaration made = declare<Shop>(shop);
    return made;
}

}  // namespace street

namespace kernel {

namespace {

class Index : public test::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        if (IsSkipped()) return;
        ready_cryptography();
        house_.add<Account>("organization");
        house_.add<street::Shop>("street");
        ddl_ = create_table(house_.get("shops"));
        for (const Migration* migration :
             {&access_migration, &audit_migration, &records_migration, &search_migration, &search_cost_migration})
            house_.add(*migration);
        house_.add(Migration{99, "shops", ddl_});
        policy_ = std::make_unique<Policy>(
            house_,
            R"({"roles": {"manager": {"clearance": "secret", "records": {"shops": {"read": "all", "create": "all", "update": "all"}}},
                                  "visitor": {"clearance": "open", "records": {"shops": {"read": "all"}}}}})");
        migrate(store(), house_.migrations());
        records_ = std::make_unique<Records>(house_, clock_, ids_, audit_);
        open_index(test::chinese());
    }
    void TearDown() override {
        index_.reset();
        BothEngines::TearDown();
    }

    void open_index(const Chinese& chinese) {
        index_.reset();
        records_ = std::make_unique<Records>(house_, clock_, ids_, audit_);
        index_ = std::make_unique<SearchIndex>(house_, chinese, store());
        records_->follow(*index_);
        records_->find_with(*index_);
        index_->start();
    }
    void wait_until_ready() {
        while (!index_->is_ready(*index_->find(type()))) std::this_thread::yield();
    }

    const RecordType& type() const { return house_.get("shops"); }
    Viewer viewer(std::string_view role) const { return {.account = 0, .name = {}, .role = policy_->role(role)}; }
    std::int64_t make(Transaction& transaction, const std::string& name) {
        auto draft = records_->draft(viewer("manager"), type(), R"({"name":")" + name + R"(","secret":"機密"})", Records::Purpose::create);
        return records_->create(transaction, viewer("manager"), type(), std::move(*draft))->id;
    }
    std::int64_t make(const std::string& name) {
        std::int64_t id = 0;
        store().write_and_wait([&](Transaction& transaction) {
            id = make(transaction, name);
            return true;
        });
        return id;
    }
    // How many the list finds; -1 when the index could not say.
    std::int64_t found(const std::string& text, std::string_view role = "manager") {
        std::int64_t count = -1;
        store().read_and_wait([&](Connection& connection) {
            Sql sql(R"(SELECT count(*) FROM "shops" t WHERE )");
            if (!index_->append_found(sql, connection, viewer(role), type(), "t", text)) return;
            Rows rows = sql.query(connection);
            rows.next();
            count = rows.integer(0);
        });
        return count;
    }
    std::string everything(const std::string& text, std::string_view role = "manager") {
        std::string json;
        store().read_and_wait([&](Connection& connection) {
            json = *search_everything(*index_, connection, viewer(role), {.text = text, .records = {}}, messages_, "en");
        });
        return json;
    }
    std::vector<std::string> findings() {
        std::vector<std::string> found;
        store().read_and_wait([&](Connection& connection) { index_->verify(connection, found); });
        return found;
    }

    House house_;
    std::string ddl_;
    std::unique_ptr<Policy> policy_;
    SystemClock clock_;
    IdMaker ids_{clock_, 1};
    AuditLog audit_{clock_, Key{1}, 1};
    Messages messages_;
    std::unique_ptr<Records> records_;
    std::unique_ptr<SearchIndex> index_;
};
INSTANTIATE_TEST_SUITE_P(On, Index, testing::Values(Engine::sqlite, Engine::postgres), test::engine_name);

TEST_P(Index, holds_a_record_as_soon_as_it_is_committed) {
    make("東華");
    EXPECT_EQ(found("dongh"), 1);
    EXPECT_EQ(found("西"), 0);
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_P(Index, forgets_what_was_undone_beside_what_was_kept) {
    std::vector<Outcome> outcomes(4);
    std::vector<std::string> names{"甲一", "甲二", "甲三", "甲四"};
    std::atomic<int> settled = 0;
    std::atomic<bool> go = false;
    store().write({.apply =
                       [&](Transaction&) {
                           while (!go) std::this_thread::yield();  // so that the others come in one batch
                           return true;
                       },
                   .settled = [&](Outcome, const std::exception_ptr&) { ++settled; }});
    for (std::size_t i = 0; i < names.size(); ++i)
        store().write({.apply =
                           [&, i](Transaction& transaction) {
                               make(transaction, names[i]);
                               return i % 2 == 0;
                           },
                       .settled =
                           [&, i](Outcome outcome, const std::exception_ptr&) {
                               outcomes[i] = outcome;
                               ++settled;
                           }});
    go = true;
    while (settled < 5) std::this_thread::yield();
    EXPECT_EQ(outcomes, (std::vector{Outcome::committed, Outcome::rolled_back, Outcome::committed, Outcome::rolled_back}));
    EXPECT_EQ(found("甲"), 2);
    EXPECT_EQ(found("甲二"), 0);
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_P(Index, takes_more_in_one_transaction_than_it_puts_aside) {
    store().write_and_wait([&](Transaction& transaction) {
        for (int i = 0; i < limits::pending_documents + 100; ++i) make(transaction, "乙" + std::to_string(i));
        return true;
    });
    EXPECT_EQ(found("乙"), limits::pending_documents + 100);
    EXPECT_EQ(found("乙7"), 111);
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_P(Index, is_made_of_what_was_there_before_it_and_made_anew_when_it_is_made_otherwise) {
    index_.reset();
    records_ = std::make_unique<Records>(house_, clock_, ids_, audit_);  // nobody follows
    store().write_and_wait([&](Transaction& transaction) {
        for (int i = 0; i < 3 * limits::indexing_batch / 2; ++i) make(transaction, "東" + std::to_string(i));
        transaction.execute(R"(DELETE FROM "search_types")");
        return true;
    });
    open_index(test::chinese());
    wait_until_ready();
    EXPECT_EQ(found("dong"), 3 * limits::indexing_batch / 2);
    EXPECT_EQ(findings(), std::vector<std::string>{});

    const Chinese otherwise("", "xi 東\n", "");
    open_index(otherwise);
    wait_until_ready();
    EXPECT_EQ(found("dong"), 0);
    EXPECT_EQ(found("xi"), 3 * limits::indexing_batch / 2);
    EXPECT_EQ(findings(), std::vector<std::string>{});
    index_.reset();
}

TEST_P(Index, never_holds_what_is_confidential_nor_answers_whoever_may_not_read_all_it_holds) {
    make("東華");
    EXPECT_EQ(found("機密"), 0);
    EXPECT_EQ(everything("機密").find("東華"), std::string::npos);
    EXPECT_NE(everything("東華").find("東華"), std::string::npos);
    EXPECT_EQ(found("東華", "visitor"), -1);
    EXPECT_EQ(everything("東華", "visitor"), R"({"groups":[],"indexing":false})");
}

TEST_P(Index, verifying_it_tells_of_every_difference) {
    const std::int64_t lost = make("東華"), changed = make("西安");
    make("南京");
    store().write_and_wait([&](Transaction& transaction) {
        transaction.execute(R"(DELETE FROM "search_documents" WHERE "id" = $1)", {lost});
        transaction.execute(R"(UPDATE "shops" SET "name" = $1 WHERE "id" = $2)", {std::string_view("北京"), changed});
        transaction.execute(R"(UPDATE "search_documents" SET "id" = 7 WHERE "title" = $1)", {std::string_view("南京")});
        return true;
    });
    const auto found = findings();
    EXPECT_EQ(std::ranges::count(found, "shops " + std::to_string(lost) + ": the search index does not hold it"), 1);
    EXPECT_EQ(std::ranges::count(found, "shops " + std::to_string(changed) + ": the search index holds it as it is not"), 1);
    EXPECT_EQ(std::ranges::count(found, std::string("shops 7: the search index holds what is not there")), 1);
}

}  // namespace

}  // namespace kernel
