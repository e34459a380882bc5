#include "kernel/audit/audit.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

namespace kernel {

namespace {

class Audit : public testing::Test {
protected:
    void SetUp() override {
        ready_cryptography();
        directory_ = (std::filesystem::temp_directory_path() / "bylaw-audit-XXXXXX").string();
        ASSERT_NE(mkdtemp(directory_.data()), nullptr);
        store_ = open_store({.engine = Engine::sqlite, .data_directory = directory_, .key = std::string(32, 'k'), .connection_string = {}});
        migrate(*store_, std::span(&audit_migration, 1));
        for (int i = 1; i <= 20; ++i)
            change([&](Transaction& transaction) {
                log_.append(transaction, {{7, "update", "orders", i, 2, R"([["note",null,"a"]])"}, {7, "update", "orders", i, 3, "[]"}});
            });
    }
    void TearDown() override {
        store_.reset();
        std::filesystem::remove_all(directory_);
    }
    void change(const std::function<void(Transaction&)>& work) {
        store_->write_and_wait([&](Transaction& transaction) { return work(transaction), true; });
    }
    void run(const char* sql) {
        change([&](Transaction& transaction) { transaction.execute(sql); });
    }
    AuditLog::Report verify() {
        AuditLog::Report report;
        store_->read_and_wait([&](Connection& connection) { report = log_.verify(connection); });
        return report;
    }

    std::string directory_;
    std::unique_ptr<Store> store_;
    FixedClock clock_{Instant{1'700'000'000'000'000}};
    AuditLog log_{clock_, Key{1, 2, 3}, 1};
};

TEST_F(Audit, proves_a_log_that_nobody_touched) {
    const auto report = verify();
    EXPECT_EQ(report.entries, 40);
    EXPECT_TRUE(report.findings.empty());
}

TEST_F(Audit, finds_an_altered_entry_whatever_was_altered) {
    for (const char* sql :
         {R"(UPDATE "audit" SET "changes" = '[]' WHERE "seq" = 5)", R"(UPDATE "audit" SET "actor" = 8 WHERE "seq" = 7)",
          R"(UPDATE "audit" SET "at" = "at" + 1 WHERE "seq" = 9)", R"(UPDATE "audit" SET "action" = 'create' WHERE "seq" = 11)",
          R"(UPDATE "audit" SET "record_id" = 99 WHERE "seq" = 13)", R"(UPDATE "audit" SET "version" = 9 WHERE "seq" = 16)"}) {
        const auto before = verify().findings.size();
        run(sql);
        EXPECT_GT(verify().findings.size(), before) << sql;
    }
}

TEST_F(Audit, finds_a_removed_entry_in_the_middle) {
    run(R"(DELETE FROM "audit" WHERE "seq" = 12)");
    EXPECT_FALSE(verify().findings.empty());
}

TEST_F(Audit, finds_entries_that_changed_places) {
    run(R"(UPDATE "audit" SET "seq" = -1 WHERE "seq" = 3)");
    run(R"(UPDATE "audit" SET "seq" = 3 WHERE "seq" = 4)");
    run(R"(UPDATE "audit" SET "seq" = 4 WHERE "seq" = -1)");
    EXPECT_FALSE(verify().findings.empty());
}

TEST_F(Audit, finds_that_its_end_was_cut_off) {
    run(R"(DELETE FROM "audit" WHERE "seq" > 38)");
    EXPECT_EQ(verify().findings.size(), 1U);
}

TEST_F(Audit, finds_that_the_head_is_gone) {
    run(R"(DELETE FROM "audit_heads")");
    EXPECT_EQ(verify().findings.size(), 1U);
}

TEST_F(Audit, proves_a_log_longer_than_what_it_asks_for_at_once) {
    change([&](Transaction& transaction) {
        log_.append(transaction, std::vector<AuditEntry>(25'000, {7, "update", "orders", 1, 4, "[]"}));
    });
    EXPECT_EQ(verify().entries, 25'040);
    EXPECT_TRUE(verify().findings.empty());
    run(R"(UPDATE "audit" SET "actor" = 8 WHERE "seq" = 10001)");
    EXPECT_EQ(verify().findings.size(), 1U);
}

TEST_F(Audit, finds_an_entry_added_by_somebody_without_the_key) {
    change([&](Transaction& transaction) { AuditLog(clock_, Key{9}, 1).append(transaction, {{7, "update", "orders", 1, 4, "[]"}}); });
    EXPECT_EQ(verify().findings.size(), 1U);
}

TEST_F(Audit, keeps_nothing_of_what_was_rolled_back) {
    store_->write_and_wait([&](Transaction& transaction) {
        log_.append(transaction, {{7, "update", "orders", 1, 4, "[]"}});
        return false;
    });
    EXPECT_EQ(verify().entries, 40);
    EXPECT_TRUE(verify().findings.empty());
}

}  // namespace

}  // namespace kernel
