// The disk is full in the middle of the work: who writes is told so, nothing is there by halves, reading goes on, and when there is room
// again so does writing, by itself. The whole server on a disk of a given size.
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <set>
#include <thread>

#include "kernel/http/client.h"
#include "kernel/store/disk_for_test.h"
#include "program/instance.h"

namespace program {

namespace {

namespace files = std::filesystem;
namespace json = boost::json;
using kernel::http::ClientAnswer;

class AFullDisk : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (files::temp_directory_path() / "bylaw-full-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        options_.data = name;
        options_.port = 0;
        instance_ = std::make_unique<Instance>(options_);
        thread_ = std::thread([this] { instance_->run(); });
        const json::object account{{"login", "root"}, {"name", "Root"}, {"role", "administrator"}};
        const ClientAnswer made = ask("POST", "accounts", json::serialize(account));
        ASSERT_EQ(made.status, 201) << made.body;
        as_ = "root";
    }
    void TearDown() override {
        instance_->stop();
        thread_.join();
        instance_.reset();
        files::remove_all(options_.data);
    }
    ClientAnswer ask(std::string_view method, const std::string& path, const std::string& body = {}, const std::string& key = {}) const {
        kernel::http::Client client("127.0.0.1", instance_->port());
        client.set_header("Authorization", "Bearer " + instance_->operator_token());
        client.set_header("Accept-Language", "en");
        if (!as_.empty() && path != "operator/verify") client.set_header("X-Bylaw-As", as_);
        if (!key.empty()) client.set_header("Idempotency-Key", key);
        return client.send(method, "/api/v1/" + path, body);
    }
    ClientAnswer make_customer(int number) const {
        return ask("POST", "customers", json::serialize(json::object{{"name", "Customer " + std::to_string(number)}}),
                   "key-" + std::to_string(number));
    }
    std::int64_t customers() const {
        const ClientAnswer answer = ask("GET", "customers/totals");
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.status == 200 ? json::parse(answer.body).at("count").to_number<std::int64_t>() : -1;
    }

    kernel::test::Disk disk_;
    Options options_;
    std::string as_;  // whose requests they are; empty: the operator's
    std::unique_ptr<Instance> instance_;
    std::thread thread_;
};

TEST_F(AFullDisk, refuses_writes_keeps_reading_and_recovers_by_itself) {
    disk_.set_room(600'000);
    int made = 0;
    ClientAnswer answer;
    while ((answer = make_customer(made + 1)).status == 201 && made < 10'000) ++made;
    EXPECT_GT(made, 5) << answer.body;
    for (int again = 0; again < 20; ++again) {
        EXPECT_EQ(answer.status, 503) << answer.body;
        const json::value problem = json::parse(answer.body);
        EXPECT_EQ(problem.at("code").as_string(), "unavailable");
        EXPECT_EQ(problem.at("key").as_string(), "problem.storage_full");
        EXPECT_EQ(customers(), made);
        answer = make_customer(made + 1);
    }
    EXPECT_EQ(ask("GET", "customers?limit=5").status, 200);

    disk_.set_room(kernel::test::Disk::endless);
    for (int number = 1; number <= made + 20; ++number) EXPECT_EQ(make_customer(number).status, 201) << "customer " << number;
    EXPECT_EQ(customers(), made + 20) << "what was acknowledged before is replayed by its key, what was refused is made now";
    const ClientAnswer verified = ask("POST", "operator/verify");
    EXPECT_EQ(json::parse(verified.body).at("findings").as_array().size(), 0U) << verified.body;
}

}  // namespace

}  // namespace program
