// What the server tells its operator while it runs: one line of JSON for each event on standard error, for journald or a file to keep. A
// line says what happened and where, never what people typed or who they are: texts are words of ours, and account numbers stand for
// people.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace kernel {

enum class LogLevel : std::uint8_t { debug, info, warning, error };  // debug: every request

void set_log_level(LogLevel least);
bool is_logged(LogLevel level);

// LogLine(LogLevel::warning, "request").with("status", 503);
class LogLine {
public:
    LogLine(LogLevel level, std::string_view event);
    ~LogLine();  // writes it, whole, in one piece
    LogLine(const LogLine&) = delete;
    LogLine& operator=(const LogLine&) = delete;
    LogLine& with(std::string_view name, std::string_view value);
    LogLine& with(std::string_view name, const char* value) { return with(name, std::string_view(value)); }
    LogLine& with(std::string_view name, std::int64_t value);
    LogLine& with(std::string_view name, int value) { return with(name, std::int64_t{value}); }
    LogLine& id(std::string_view name, std::int64_t id);  // as the API writes ids

private:
    std::string text_;  // empty: nobody wants to know
};

}  // namespace kernel
