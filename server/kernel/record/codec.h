// What each C++ type of a member is as a field: its kind, and its value in and out. A new kind is one codec here and one entry in each
// switch over Kind.
#pragma once
#include <optional>
#include <string>
#include <type_traits>

#include "kernel/base/types.h"
#include "kernel/record/field.h"

namespace kernel {

template <class Enum>
inline constexpr std::nullptr_t choices = nullptr;  // specialise beside each enum: Choice[] in its order

// A text of many lines; a std::string otherwise.
struct LongText {
    std::string text;
    auto operator<=>(const LongText&) const = default;
};

namespace detail {

// One specialisation for each C++ type a field may have: the only templates in the system.
// Empty text and a link to nothing are NULL; other kinds are NULL only inside std::optional.
template <class T>
struct codec {
    static_assert(std::is_enum_v<T>, "this C++ type cannot be a record field: give it a kernel::detail::codec");
    static constexpr Kind kind = Kind::choice;
    static constexpr bool nullable = false;
    static constexpr int scale = 0;
    static Value out(T value) { return std::string(choices<T>[static_cast<std::size_t>(value)].name); }
    static bool in(T& to, const Value& value) {
        const auto* name = std::get_if<std::string>(&value);
        if (!name) return false;
        for (std::size_t i = 0; i < std::size(choices<T>); ++i)
            if (choices<T>[i].name == *name) return to = static_cast<T>(i), true;
        return false;
    }
};
template <class T, Kind K, auto Part, int Scale = 0>
struct number {
    static constexpr Kind kind = K;
    static constexpr bool nullable = false;
    static constexpr int scale = Scale;
    static Value out(const T& value) { return std::int64_t{value.*Part}; }
    static bool in(T& to, const Value& value) {
        const auto* held = std::get_if<std::int64_t>(&value);
        if (held) to.*Part = static_cast<std::remove_cvref_t<decltype(to.*Part)>>(*held);
        return held != nullptr;
    }
};
template <class T>
struct plain_number {
    static constexpr bool nullable = false;
    static constexpr int scale = 0;
    static Value out(T value) { return std::int64_t{value}; }
    static bool in(T& to, const Value& value) {
        const auto* held = std::get_if<std::int64_t>(&value);
        if (held) to = static_cast<T>(*held);
        return held != nullptr;
    }
};
template <>
struct codec<std::int64_t> : plain_number<std::int64_t> {
    static constexpr Kind kind = Kind::integer;
};
template <>
struct codec<bool> : plain_number<bool> {
    static constexpr Kind kind = Kind::flag;
};
template <>
struct codec<Money> : number<Money, Kind::money, &Money::fen, 2> {};
template <int Scale>
struct codec<Decimal<Scale>> : number<Decimal<Scale>, Kind::decimal, &Decimal<Scale>::units, Scale> {};
template <>
struct codec<Day> : number<Day, Kind::day, &Day::since_1970> {};
template <>
struct codec<Instant> : number<Instant, Kind::instant, &Instant::microseconds> {};
template <class R>
struct codec<Id<R>> : number<Id<R>, Kind::id, &Id<R>::value> {};
template <class Enum>
struct codec<Choices<Enum>> : number<Choices<Enum>, Kind::choices, &Choices<Enum>::bits> {};
template <class R>
struct codec<Link<R>> {
    static constexpr Kind kind = Kind::link;
    static constexpr bool nullable = true;
    static constexpr int scale = 0;
    static Value out(const Link<R>& value) { return value.value == 0 ? Value{} : Value{value.value}; }
    static bool in(Link<R>& to, const Value& value) { return to.value = integer_of(value), value.index() != 2; }
};
template <>
struct codec<std::string> {
    static constexpr Kind kind = Kind::text;
    static constexpr bool nullable = true;
    static constexpr int scale = 0;
    static Value out(const std::string& value) { return value.empty() ? Value{} : Value{value}; }
    static bool in(std::string& to, const Value& value) { return to.assign(text_of(value)), value.index() != 1; }
};
template <>
struct codec<LongText> {
    static constexpr Kind kind = Kind::long_text;
    static constexpr bool nullable = true;
    static constexpr int scale = 0;
    static Value out(const LongText& value) { return codec<std::string>::out(value.text); }
    static bool in(LongText& to, const Value& value) { return codec<std::string>::in(to.text, value); }
};
template <class T>
struct codec<std::optional<T>> {
    static_assert(!codec<T>::nullable, "text and links are empty by themselves: no std::optional");
    static constexpr Kind kind = codec<T>::kind;
    static constexpr bool nullable = true;
    static constexpr int scale = codec<T>::scale;
    static Value out(const std::optional<T>& value) { return value ? codec<T>::out(*value) : Value{}; }
    static bool in(std::optional<T>& to, const Value& value) {
        if (is_null(value)) return to.reset(), true;
        return codec<T>::in(to.emplace(), value);
    }
};

template <class T>
struct unwrapped {
    using type = T;
};
template <class T>
struct unwrapped<std::optional<T>> {
    using type = T;
};
template <class T>
struct unwrapped<Choices<T>> {
    using type = T;
};
template <class T>
struct unwrapped<std::optional<Choices<T>>> {
    using type = T;
};

// A link needs the other record's header: a chapter that the house forbids you to include cannot be linked to either.
template <class T>
inline constexpr std::string_view target_of = {};
template <class R>
inline constexpr std::string_view target_of<Link<R>> = R::table;

}  // namespace detail

}  // namespace kernel
