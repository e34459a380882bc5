#include "kernel/base/log.h"

#include <gtest/gtest.h>

namespace kernel {

TEST(LogTest, writes_a_line_of_json_and_lets_nothing_break_out_of_it) {
    testing::internal::CaptureStderr();
    LogLine(LogLevel::warning, "request").id("request", 7'000'000'000'000'000'001).with("status", 503).with("problem", "a\"b\n\x1b[31m{");
    const std::string line = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(line.starts_with(R"({"at":"20)")) << line;
    EXPECT_TRUE(line.ends_with("}\n")) << line;
    EXPECT_NE(
        line.find(R"("level":"warning","event":"request","request":"7000000000000000001","status":503,"problem":"a\"b\n\u001b[31m{"})"),
        std::string::npos)
        << line;
}

TEST(LogTest, says_nothing_below_its_level) {
    testing::internal::CaptureStderr();
    LogLine(LogLevel::debug, "request").with("status", 200);
    set_log_level(LogLevel::error);
    LogLine(LogLevel::warning, "late").with("name", "value");
    set_log_level(LogLevel::info);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace kernel
