// The text of any kind of value: what is read and settled is written as JSON and read back the same.
#include <boost/json.hpp>

#include "kernel/records/value.h"

namespace {

constexpr kernel::Choice colours[] = {{"red"}, {"green"}};

void round_trip(const kernel::Field& field, std::string_view text) {
    auto value = kernel::value_from_text(field, text, kernel::Reading::loosely);
    if (!value || kernel::settle(field, *value)) return;
    if (field.kind == kernel::Kind::id || field.kind == kernel::Kind::link || kernel::is_null(*value)) return;
    std::string out;
    kernel::append_json(out, field, kernel::cell_of(*value));
    const auto again = kernel::value_from_json(field, boost::json::parse(out));
    if (!again.ok() || *again != *value) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using kernel::Kind;
    if (size < 1) return 0;
    constexpr Kind kinds[] = {Kind::text, Kind::long_text, Kind::integer, Kind::decimal, Kind::money,
                              Kind::day,  Kind::flag,      Kind::choice,  Kind::choices};
    kernel::Field field;
    field.name = "field";
    field.kind = kinds[data[0] % std::size(kinds)];
    field.scale = field.kind == Kind::decimal ? 4 : 2;
    field.rules.max_length = 1000;
    field.choices = colours;
    round_trip(field, {reinterpret_cast<const char*>(data + 1), size - 1});
    return 0;
}
