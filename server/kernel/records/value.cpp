#include "kernel/records/value.h"

#include <boost/json.hpp>
#include <charconv>

#include "kernel/base/id.h"
#include "kernel/base/json.h"
#include "kernel/base/number.h"
#include "kernel/base/text.h"
#include "kernel/base/time.h"

namespace kernel {

namespace {

void append_number(std::string& out, std::int64_t number) {
    char digits[24];
    auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

void append_link(std::string& out, const Cell& cell) {
    out += "{\"id\":\"";
    append_number(out, cell.number);
    out += "\",\"title\":";
    append_json_string(out, cell.title);
    out += '}';
}

void append_set(std::string& out, const Field& field, std::int64_t bits) {
    out += '[';
    for (std::size_t i = 0, said = 0; i < field.choices.size(); ++i)
        if (bits >> i & 1) {
            if (said++) out += ',';
            append_json_string(out, field.choices[i].name);
        }
    out += ']';
}

}  // namespace

Cell cell_of(const Value& value, std::string_view title) { return {is_null(value), integer_of(value), text_of(value), title}; }

void append_json(std::string& out, const Field& field, const Cell& cell) {
    if (cell.null) {
        out += "null";
        return;
    }
    switch (field.kind) {
        case Kind::id:
            out += '"', append_number(out, cell.number), out += '"';
            break;
        case Kind::text:
        case Kind::long_text:
        case Kind::choice:
            append_json_string(out, cell.text);
            break;
        case Kind::integer:
            append_number(out, cell.number);
            break;
        case Kind::money:
            out += '"', append_decimal(out, cell.number, 2, Zeros::keep), out += '"';
            break;
        case Kind::decimal:
            out += '"', append_decimal(out, cell.number, field.scale, Zeros::trim), out += '"';
            break;
        case Kind::day:
            out += '"', append_day(out, Day{static_cast<std::int32_t>(cell.number)}), out += '"';
            break;
        case Kind::instant:
            out += '"', append_instant(out, Instant{cell.number}), out += '"';
            break;
        case Kind::flag:
            out += cell.number ? "true" : "false";
            break;
        case Kind::choices:
            append_set(out, field, cell.number);
            break;
        case Kind::link:
            append_link(out, cell);
            break;
    }
}

namespace {

Problem wrong_type(const Field& field) {
    return {.code = Code::invalid,
            .key = "problem.field.kind." + std::string(kind_name(field.kind)),
            .arguments = {{"scale", std::to_string(field.scale)}}};
}

std::optional<Value> choice_named(const Field& field, std::string_view name) {
    for (const Choice& choice : field.choices)
        if (choice.name == name) return Value{std::string(name)};
    return std::nullopt;
}

std::optional<std::int64_t> bit_named(const Field& field, std::string_view name) {
    for (std::size_t i = 0; i < field.choices.size(); ++i)
        if (field.choices[i].name == name) return std::int64_t{1} << i;
    return std::nullopt;
}

template <class Part>
std::optional<Value> maybe(const std::optional<Part>& part) {
    if (!part) return std::nullopt;
    return Value{*part};
}

std::optional<Value> whole_number(std::string_view text) { return maybe(parse_decimal(text, 0, Excess::refuse)); }

std::optional<Value> flag_from(std::string_view text) {
    std::string word = lower_ascii(text);
    for (auto yes : {"true", "1", "yes", "是", "有", "√"})
        if (word == yes) return Value{std::int64_t{1}};
    for (auto no : {"false", "0", "no", "否", "無", "无"})
        if (word == no) return Value{std::int64_t{0}};
    return std::nullopt;
}

std::optional<Value> day_from_text(std::string_view text, Reading reading) {
    auto day = reading == Reading::strictly ? parse_day(text) : parse_day_loosely(text);
    if (!day) return std::nullopt;
    return Value{std::int64_t{day->since_1970}};
}

// An instant may be given as a day: its first moment, UTC.
std::optional<Value> instant_from(std::string_view text) {
    if (auto instant = parse_instant(text)) return Value{instant->microseconds};
    if (auto day = parse_day(text)) return Value{std::int64_t{day->since_1970} * 86'400'000'000};
    return std::nullopt;
}

std::optional<Value> set_from(const Field& field, std::string_view text) {
    std::int64_t bits = 0;
    while (!text.empty()) {
        auto comma = text.find_first_of(",;");
        auto bit = bit_named(field, trimmed(text.substr(0, comma)));
        if (!bit) return std::nullopt;
        bits |= *bit;
        text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
    }
    return Value{bits};
}

}  // namespace

std::optional<Value> value_from_text(const Field& field, std::string_view text, Reading reading) {
    switch (field.kind) {
        case Kind::id:
        case Kind::link:
            return maybe(parse_id(text));
        case Kind::text:
        case Kind::long_text:
            return Value{std::string(text)};
        case Kind::integer:
            return whole_number(text);
        case Kind::money:
        case Kind::decimal:
            // The API has one way to write a number; people and spreadsheets have many.
            if (reading == Reading::strictly && text.find_first_not_of("-0123456789.") != text.npos) return std::nullopt;
            return maybe(parse_decimal(text, field.scale, reading == Reading::strictly ? Excess::refuse : Excess::round));
        case Kind::day:
            return day_from_text(text, reading);
        case Kind::instant:
            return instant_from(text);
        case Kind::flag:
            return flag_from(text);
        case Kind::choice:
            return choice_named(field, text);
        case Kind::choices:
            return set_from(field, text);
    }
    return std::nullopt;
}

Result<Value> value_from_json(const Field& field, const boost::json::value& json) {
    if (json.is_null()) return Value{};
    auto refuse = [&] { return wrong_type(field); };
    if (field.kind == Kind::flag) {
        if (!json.is_bool()) return refuse();
        return Value{std::int64_t{json.get_bool()}};
    }
    if (field.kind == Kind::integer) {
        if (!json.is_int64()) return refuse();
        return Value{json.get_int64()};
    }
    if (field.kind == Kind::choices) {
        if (!json.is_array()) return refuse();
        std::int64_t bits = 0;
        for (const auto& name : json.get_array()) {
            auto bit = name.is_string() ? bit_named(field, std::string_view(name.get_string())) : std::nullopt;
            if (!bit) return refuse();
            bits |= *bit;
        }
        return Value{bits};
    }
    if (!json.is_string()) return refuse();
    std::string_view text = json.get_string();
    if (text.empty()) return Value{};
    auto value = value_from_text(field, text, Reading::strictly);
    if (!value) return refuse();
    return *value;
}

namespace {

FieldProblem against(const Field& field, std::string_view what, MessageArguments arguments = {}) {
    return {std::string(field.name), "problem.field." + std::string(what), std::move(arguments), std::string(field.rules.clause)};
}

std::string shown(const Field& field, std::int64_t units) {
    return is_fixed_point(field.kind) ? format_decimal(units, field.scale, Zeros::trim) : std::to_string(units);
}

// 3.4.1: phones and credit codes are kept in one form.
std::optional<FieldProblem> bring_into_form(const Field& field, std::string& text) {
    auto keep = [&](const std::optional<std::string>& formed, std::string_view what) -> std::optional<FieldProblem> {
        if (!formed) return against(field, what);
        text = *formed;
        return std::nullopt;
    };
    switch (field.rules.form) {
        case Form::plain:
            return std::nullopt;
        case Form::phone:
            return keep(phone(text), "phone");
        case Form::credit_code:
            return keep(credit_code(text), "credit_code");
        case Form::email: {
            auto at = text.find('@');
            bool sound = at != 0 && at != std::string::npos && at + 1 < text.size() &&
                         text.find_first_of(" \t\r\n<>,;") == std::string::npos && text.find('@', at + 1) == std::string::npos;
            return sound ? std::nullopt : std::optional(against(field, "email"));
        }
    }
    return std::nullopt;
}

std::optional<FieldProblem> settle_text(const Field& field, std::string& text) {
    if (!is_utf8(text)) return against(field, "utf8");
    if (text.find('\0') != std::string::npos) return against(field, "nul");
    if (auto problem = bring_into_form(field, text)) return problem;
    if (field.rules.max_length > 0 && characters(text) > static_cast<std::size_t>(field.rules.max_length))
        return against(field, "too_long", {{"max", std::to_string(field.rules.max_length)}});
    return std::nullopt;
}

}  // namespace

std::optional<FieldProblem> settle(const Field& field, Value& value) {
    if (auto* text = std::get_if<std::string>(&value)) {
        if (text->empty())
            value = Value{};
        else if (field.kind != Kind::choice)
            return settle_text(field, *text);
        return std::nullopt;
    }
    const auto* number = std::get_if<std::int64_t>(&value);
    if (!number) return std::nullopt;
    if (*number < field.rules.min) return against(field, "too_small", {{"min", shown(field, field.rules.min)}});
    if (*number > field.rules.max) return against(field, "too_large", {{"max", shown(field, field.rules.max)}});
    return std::nullopt;
}

std::optional<FieldProblem> missing(const Field& field, const Value& value) {
    if (!is_null(value) || field.nullable || !field.rules.numbered.empty()) return std::nullopt;
    return against(field, "required");
}

}  // namespace kernel
