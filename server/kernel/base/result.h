// An expected refusal is a value: Problem. Exceptions are for what ends a request (the database gone, memory).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kernel {

// Few and free of any protocol; kernel/http maps each to a status once.
enum class Code : std::uint8_t {
    invalid,
    unauthenticated,
    forbidden,
    not_found,
    conflict,
    stale,
    too_large,
    unsupported,
    precondition_required,
    too_many,
    unavailable,
    failed,
    reused_key,
    wrong_method
};

// Values for the {{holes}} of a message in locales/server.
using MessageArguments = std::vector<std::pair<std::string, std::string>>;

struct FieldProblem {
    std::string field;  // "name", "lines[2].quantity"
    std::string key;    // of the message, "problem.field.required"
    MessageArguments arguments;
    std::string clause;  // of the regulation, "4.3.1"; may be empty
};

struct Problem {
    Code code = Code::invalid;
    std::string key = {};
    MessageArguments arguments = {};
    std::string clause = {};
    std::vector<FieldProblem> fields = {};
    std::int64_t current_version = 0;  // with Code::stale: what the record is at now
    int retry_after_s = 0;             // with Code::too_many
};

Problem invalid_field(std::string field, std::string key, MessageArguments arguments = {}, std::string_view clause = {});

struct Done {};

// A value or the Problem that stands in its way.
template <class T = Done>
class [[nodiscard]] Result {
public:
    Result(T value) : held_(std::move(value)) {}            // NOLINT(google-explicit-constructor): `return value;`
    Result(Problem problem) : held_(std::move(problem)) {}  // NOLINT(google-explicit-constructor): `return problem;`
    bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() { return std::get<0>(held_); }
    const T& value() const { return std::get<0>(held_); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    Problem& problem() { return std::get<1>(held_); }
    const Problem& problem() const { return std::get<1>(held_); }

private:
    std::variant<T, Problem> held_;
};

}  // namespace kernel

// `TRY(expression);` leaves with the problem; `TRY_ASSIGN(auto x, expression);` keeps the value. The only macros of the house.
#define KERNEL_JOIN_(a, b) a##b
#define KERNEL_JOIN(a, b) KERNEL_JOIN_(a, b)
#define TRY(expression)                                                                               \
    do {                                                                                              \
        if (auto try_result = (expression); !try_result.ok()) return std::move(try_result.problem()); \
    } while (false)
#define TRY_ASSIGN(target, expression)                                                                            \
    auto KERNEL_JOIN(try_result_, __LINE__) = (expression);                                                       \
    if (!KERNEL_JOIN(try_result_, __LINE__).ok()) return std::move(KERNEL_JOIN(try_result_, __LINE__).problem()); \
    target = std::move(KERNEL_JOIN(try_result_, __LINE__).value())
