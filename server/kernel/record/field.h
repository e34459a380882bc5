// One field of a record as the rest of the kernel sees it: type-erased, so that everything that follows from a declaration is an
// ordinary function compiled once.
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kernel {

enum class Kind : std::uint8_t { id, text, long_text, integer, decimal, money, day, instant, flag, choice, choices, link };

// 9.1: who may see a field: a role's clearance must reach its secrecy.
enum class Secrecy : std::uint8_t { open, internal, confidential, secret };
std::string_view secrecy_name(Secrecy secrecy);

// What a stored text must look like; the form in which it is kept.
enum class Form : std::uint8_t { plain, phone, credit_code, email };

// How two values are compared when it is asked whether two records are one and the same: a code by its letters and digits, a name without
// the form of the company, a phone by its digits.
enum class Likeness : std::uint8_t { none, code, name, phone };

enum class OnDelete : std::uint8_t { restrict, cascade };

// NULL; every number-like kind, flags as 0 and 1, choices as bits; text and the name of a choice.
using Value = std::variant<std::monostate, std::int64_t, std::string>;
inline bool is_null(const Value& value) { return value.index() == 0; }
inline std::int64_t integer_of(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number ? *number : 0;
}
inline std::string_view text_of(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? std::string_view(*text) : std::string_view();
}
using Row = std::vector<Value>;  // in the order of RecordType::fields

enum class Tone : std::uint8_t { neutral, info, success, warning, danger };
struct Choice {
    std::string_view name;
    Tone tone = Tone::neutral;
};

// Facts of policy, never behaviour.
struct Rules {
    bool required = false;
    bool unique = false;
    bool filterable = false;
    bool sortable = false;
    bool searchable = false;  // `q` and pickers look here
    bool summed = false;      // added up above a list
    bool fixed = false;       // given when the record is made and never changed
    bool computed = false;    // the server's own: nobody writes it
    bool owner = false;       // the account whose own record this is (scope `own`)
    int max_length = 0;       // characters
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
    Secrecy secrecy = Secrecy::internal;
    Form form = Form::plain;
    Likeness alike = Likeness::none;  // 3.4.1: records with the same here are likely one and the same
    OnDelete on_delete = OnDelete::restrict;
    std::string_view clause = {};         // of the regulation that this field answers to
    std::string_view numbered = {};       // filled in when empty: "SO" gives SO-2026-000001, without gaps
    std::string_view sum_of = {};         // the field of the lines whose sum this is
    std::string_view when_imported = {};  // the choice a record starts with when it comes from a file
    std::string_view matching = {};       // a link that this record (or its owner) and what this field links to must have in common
    bool deadline = false;                // a day by which something must have happened: late once it is past
    bool anytime = false;                 // no content: may change in any state
};

struct Field {
    std::string_view name = {};
    Kind kind = Kind::text;
    bool nullable = false;
    int scale = 0;  // decimal: digits after the point; money: 2
    Rules rules = {};
    std::string_view target = {};  // the table a link points at; empty otherwise
    std::span<const Choice> choices = {};
    Value (*get)(const void* record) = nullptr;               // null for the kernel's own fields
    bool (*set)(void* record, const Value& value) = nullptr;  // false when the value has the wrong type
};

constexpr bool is_text(Kind kind) { return kind == Kind::text || kind == Kind::long_text; }
constexpr bool is_fixed_point(Kind kind) { return kind == Kind::money || kind == Kind::decimal; }
std::string_view kind_name(Kind kind);

}  // namespace kernel
