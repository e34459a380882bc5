#include "kernel/base/log.h"

#include <unistd.h>

#include <atomic>

#include "kernel/base/json.h"
#include "kernel/base/time.h"

namespace kernel {

namespace {

std::atomic<LogLevel> least_level{LogLevel::info};
constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
constexpr std::size_t longest = 4000;  // of a value; and a pipe takes a line of this order in one piece

void append_name(std::string& out, std::string_view name) {
    out += ',';
    append_json_string(out, name);
    out += ':';
}

}  // namespace

void set_log_level(LogLevel least) { least_level = least; }
bool is_logged(LogLevel level) { return level >= least_level.load(std::memory_order_relaxed); }

LogLine::LogLine(LogLevel level, std::string_view event) {
    if (!is_logged(level)) return;
    text_ = R"({"at":")";
    append_instant(text_, SystemClock().now());
    text_ += R"(","level":")";
    text_ += names[static_cast<std::size_t>(level)];
    text_ += R"(","event":)";
    append_json_string(text_, event);
}

LogLine::~LogLine() {
    if (text_.empty()) return;
    text_ += "}\n";
    // Nobody is left to tell when this fails.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text_.data(), text_.size());
}

LogLine& LogLine::with(std::string_view name, std::string_view value) {
    if (text_.empty()) return *this;
    append_name(text_, name);
    append_json_string(text_, value.substr(0, longest));
    return *this;
}

LogLine& LogLine::with(std::string_view name, std::int64_t value) {
    if (text_.empty()) return *this;
    append_name(text_, name);
    text_ += std::to_string(value);
    return *this;
}

LogLine& LogLine::id(std::string_view name, std::int64_t id) {
    if (text_.empty()) return *this;
    return with(name, std::string_view(std::to_string(id)));
}

}  // namespace kernel
