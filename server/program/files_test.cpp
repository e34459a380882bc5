// What was changed in an attached file behind the back of the server is found by `bylaw verify`. The whole server.
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <thread>

#include "kernel/http/client.h"
#include "program/instance.h"

namespace program {

namespace {

namespace json = boost::json;
using kernel::http::ClientAnswer;

class AttachedFiles : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "bylaw-files-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        options_.data = name;
        options_.port = 0;
        instance_ = std::make_unique<Instance>(options_);
        thread_ = std::thread([this] { instance_->run(); });
        ask("POST", "accounts", R"({"login":"root","name":"Root","role":"administrator"})");
        as_ = "root";
    }
    void TearDown() override {
        instance_->stop();
        thread_.join();
        instance_.reset();
        std::filesystem::remove_all(options_.data);
    }
    json::value ask(std::string_view method, const std::string& path, const std::string& body = {}) const {
        kernel::http::Client client("127.0.0.1", instance_->port());
        client.set_header("Authorization", "Bearer " + instance_->operator_token());
        if (!as_.empty() && path != "operator/verify") client.set_header("X-Bylaw-As", as_);
        const ClientAnswer answer = client.send(method, "/api/v1/" + path, body);
        EXPECT_LT(answer.status, 300) << answer.body;
        return answer.body.empty() ? json::value() : json::parse(answer.body);
    }
    std::size_t findings() const { return ask("POST", "operator/verify").at("findings").as_array().size(); }
    void change(std::string_view sql) const {
        instance_->app().store.write_and_wait([sql](kernel::Transaction& transaction) { return transaction.execute(sql) == 1; });
    }

    Options options_;
    std::string as_;  // whose requests they are; empty: the operator's
    std::unique_ptr<Instance> instance_;
    std::thread thread_;
};

TEST_F(AttachedFiles, clause_9_2_2_are_held_against_the_log) {
    const std::string customer(ask("POST", "customers", R"({"name":"東華"})").at("id").as_string());
    ask("POST", "customers/" + customer + "/files?name=a.txt", "as it was signed");
    EXPECT_EQ(findings(), 0U);
    change(R"(UPDATE "file_chunks" SET "bytes" = CAST('as it was changed' AS BLOB))");
    EXPECT_EQ(findings(), 1U);
    // With a digest that fits the new bytes: the log still knows better.
    change(R"(UPDATE "file_chunks" SET "bytes" = CAST('abc' AS BLOB))");
    change(R"(UPDATE "files" SET "sha256" = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')");
    EXPECT_EQ(findings(), 1U);
    change(R"(DELETE FROM "file_chunks")");
    EXPECT_EQ(findings(), 1U);
}

}  // namespace

}  // namespace program
