// The values of fields as text and JSON, in and out; the one place that says what each kind looks like (docs/http.md).
#pragma once
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/base/result.h"
#include "kernel/record/field.h"

namespace kernel {

// A value on its way out: what a row of the database or a Row holds.
struct Cell {
    bool null = true;
    std::int64_t number = 0;
    std::string_view text;
    std::string_view title;  // of a link
};
Cell cell_of(const Value& value, std::string_view title = {});

void append_json(std::string& out, const Field& field, const Cell& cell);

// A member of a JSON body. Refuses what has the wrong type, with a key that says so.
Result<Value> value_from_json(const Field& field, const boost::json::value& json);

// A word of a filter or a cell of a file. `Loosely` also takes what people write: 1,234.5, 2026/1/31, 是/否, labels for choices are the
// caller's.
enum class Reading : std::uint8_t { strictly, loosely };
std::optional<Value> value_from_text(const Field& field, std::string_view text, Reading reading);

// Brings a value into the form in which it is kept (phone, credit code) and holds it against the field's rules, but for `required`.
std::optional<FieldProblem> settle(const Field& field, Value& value);
std::optional<FieldProblem> missing(const Field& field, const Value& value);

}  // namespace kernel
