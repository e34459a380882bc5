// Writing JSON: an appender with no tree in between (a page of 50 records in some 10 µs). Reading is boost::json's, in .cpp files only.
#pragma once
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/base/types.h"

namespace kernel {

// "text" with quotes; escapes what RFC 8259 asks and U+2028/2029; the text must be UTF-8.
void append_json_string(std::string& out, std::string_view text);

// Commas and colons by itself: JsonWriter j(out); j.object(); j.key("a").value(1); j.end_object();
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}
    JsonWriter& object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name) {
        separate();
        append_json_string(out_, name);
        out_ += ':';
        comma_ = false;
        return *this;
    }
    JsonWriter& value(std::string_view text) {
        separate();
        append_json_string(out_, text);
        return *this;
    }
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(std::int64_t number) {
        char digits[20];
        return raw({digits, std::to_chars(digits, digits + sizeof digits, number).ptr});
    }
    JsonWriter& value(int number) { return value(std::int64_t{number}); }
    JsonWriter& value(bool flag) { return raw(flag ? std::string_view("true") : std::string_view("false")); }
    // As a string; 0 is null.
    JsonWriter& id(std::int64_t id) {
        if (id == 0) return null();
        char text[22] = {'"'};
        char* end = std::to_chars(text + 1, text + sizeof text - 1, id).ptr;
        *end++ = '"';
        return raw({text, end});
    }
    JsonWriter& null() { return raw("null"); }
    // A value that is JSON already.
    JsonWriter& raw(std::string_view json) {
        separate();
        out_ += json;
        return *this;
    }

private:
    JsonWriter& open(char bracket) {
        separate();
        out_ += bracket;
        comma_ = false;
        return *this;
    }
    JsonWriter& close(char bracket) {
        out_ += bracket;
        comma_ = true;
        return *this;
    }
    // Before every name and value: the comma, if there was a value before. After a name and an opening bracket there was none.
    void separate() {
        if (comma_) out_ += ',';
        comma_ = true;
    }
    std::string& out_;
    bool comma_ = false;
};

}  // namespace kernel
