// No text crashes what looks at it, and what has been brought into one form stays in it.
#include <cstddef>
#include <cstdlib>

#include "kernel/base/id.h"
#include "kernel/base/json.h"
#include "kernel/base/text.h"
#include "kernel/base/time.h"

namespace {

void must(bool holds) {
    if (!holds) std::abort();
}

void keeps_its_form(std::string_view text) {
    using namespace kernel;
    if (const auto number = phone(text)) must(phone(*number) == number);
    if (const auto code = credit_code(text)) must(credit_code(*code) == code);
    if (const auto bytes = from_base64url(text)) must(base64url(*bytes) == text);
    if (const auto id = parse_id(text)) must(std::to_string(*id) == text);
    if (const auto day = parse_day(text)) must(format_day(*day) == text && parse_day_loosely(text) == day);
    if (const auto day = parse_day_loosely(text)) must(parse_day(format_day(*day)) == day);
    if (const auto instant = parse_instant(text)) must(parse_instant(format_instant(*instant)) == instant);
    must(trimmed(trimmed(text)) == trimmed(text));
    must(half_width(half_width(text)) == half_width(text));
    must(from_base64url(base64url(text)) == text);
}

void stays_utf8(std::string_view text) {
    using namespace kernel;
    const bool sound = is_utf8(text);
    const std::string shortened = cut(text, 3);
    std::string cell;
    append_csv_cell(cell, text);
    std::string json;
    append_json_string(json, text);
    must(cell.size() >= text.size() && json.size() >= text.size() + 2);
    must(characters(shortened) <= 3);
    if (!sound) return;
    must(is_utf8(shortened) && is_utf8(cell) && is_utf8(json) && is_utf8(trimmed(text)) && is_utf8(half_width(text)));
    for (const char c : json) must(static_cast<unsigned char>(c) >= 0x20);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    keeps_its_form(text);
    stays_utf8(text);
    return 0;
}
