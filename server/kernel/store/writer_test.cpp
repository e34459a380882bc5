// The writer against an engine that fails as it is told.
#include "kernel/store/writer.h"

#include <gtest/gtest.h>

#include <future>

namespace kernel {

namespace {

struct Script {
    std::function<void()> at_commit = [] {};
    std::function<void()> at_post = [] {};
    Trouble trouble = Trouble::none;
    int begun = 0;
    int commits = 0;
    int rollbacks = 0;
};

class FakeEngine final : public WriteEngine, public Transaction {
public:
    explicit FakeEngine(Script& script) : script_(script) {}
    Engine engine() const override { return Engine::sqlite; }
    Rows query(std::string_view /*sql*/, std::span<const Argument> /*arguments*/) override { throw std::logic_error("not here"); }
    std::int64_t execute(std::string_view /*sql*/, std::span<const Argument> /*arguments*/) override { return 0; }
    void post(std::string_view /*sql*/, std::span<const Argument> /*arguments*/) override { script_.at_post(); }
    void insert(const Insertion& /*into*/, std::span<const Argument> /*row*/) override { script_.at_post(); }
    void script(std::string_view /*sql*/) override {}
    Transaction& transaction() override { return *this; }
    void begin(Pace /*pace*/) override {
        ++script_.begun;
        script_.trouble = Trouble::none;
    }
    void savepoint() override {}
    void release() override {}
    void rollback_to_savepoint() override {}
    void commit() override {
        script_.at_commit();
        ++script_.commits;
    }
    void rollback() noexcept override { ++script_.rollbacks; }
    Trouble trouble() const override { return script_.trouble; }
    std::string trouble_text() const override { return "the disk is gone"; }
    bool spoiled() const override { return false; }

private:
    Script& script_;
};

struct Answer {
    Outcome outcome;
    std::exception_ptr error;
    std::string text() const {
        try {
            if (error) std::rethrow_exception(error);
        } catch (const std::exception& thrown) { return thrown.what(); }
        return "";
    }
};

Answer write(Writer& writer, const std::function<bool(Transaction&)>& apply) {
    std::promise<Answer> promise;
    writer.submit({apply, [&](Outcome outcome, const std::exception_ptr& error) { promise.set_value({outcome, error}); }});
    return promise.get_future().get();
}

bool post(Transaction& transaction) {
    transaction.post("");
    return true;
}

}  // namespace

TEST(WriterTest, tells_everybody_in_the_batch_that_the_commit_failed) {
    Script script;
    script.at_commit = [] { throw DatabaseError("full", true); };
    Writer writer(std::make_unique<FakeEngine>(script));
    std::promise<void> gate;
    std::atomic<int> rolled_back = 0;
    const auto told = [&](Outcome outcome, const std::exception_ptr& error) {
        rolled_back += outcome == Outcome::rolled_back && error ? 1 : 0;
    };
    writer.submit({[&](Transaction&) {
                       gate.get_future().wait();
                       return true;
                   },
                   told});
    for (int n = 0; n < 9; ++n) writer.submit({post, told});
    gate.set_value();
    writer.stop();
    EXPECT_EQ(rolled_back, 10);
    EXPECT_EQ(script.commits, 0);
}

TEST(WriterTest, writes_nothing_more_after_the_storage_has_failed) {
    Script script;
    script.at_commit = [&] {
        script.trouble = Trouble::storage;
        throw DatabaseError("fsync", false);
    };
    Writer writer(std::make_unique<FakeEngine>(script));
    testing::internal::CaptureStderr();
    const Answer first = write(writer, post);
    EXPECT_EQ(first.outcome, Outcome::rolled_back);
    script.at_commit = [] {};
    const Answer second = write(writer, post);
    EXPECT_EQ(second.outcome, Outcome::rolled_back);
    EXPECT_EQ(second.text(), "the database cannot be written any more until the server is restarted: the disk is gone");
    EXPECT_EQ(script.begun, 1);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("the disk is gone"), std::string::npos);
}

TEST(WriterTest, runs_work_again_after_a_deadlock_but_not_for_ever) {
    Script script;
    int runs = 0;
    const auto deadlock = [&] {
        ++runs;
        script.trouble = Trouble::serialisation;
        throw DatabaseError("deadlock", true);
    };
    script.at_post = [&] {
        if (runs < 3) deadlock();
    };
    Writer writer(std::make_unique<FakeEngine>(script));
    EXPECT_EQ(write(writer, post).outcome, Outcome::committed);
    EXPECT_EQ(runs, 3);
    script.at_post = deadlock;
    EXPECT_EQ(write(writer, post).outcome, Outcome::rolled_back);
    EXPECT_EQ(runs, 3 + 1 + 5);
}

TEST(WriterTest, undoes_the_batch_even_when_the_work_swallows_the_trouble) {
    Script script;
    script.at_post = [&] { script.trouble = Trouble::lost; };
    Writer writer(std::make_unique<FakeEngine>(script));
    const Answer answer = write(writer, post);
    EXPECT_EQ(answer.outcome, Outcome::rolled_back);
    EXPECT_EQ(answer.text(), "the disk is gone");
    EXPECT_EQ(script.commits, 0);
    EXPECT_EQ(script.rollbacks, 1);
}

TEST(WriterTest, takes_nothing_once_it_has_stopped) {
    Script script;
    Writer writer(std::make_unique<FakeEngine>(script));
    writer.stop();
    EXPECT_FALSE(writer.submit({post, [](Outcome, const std::exception_ptr&) {}}));
}

}  // namespace kernel
