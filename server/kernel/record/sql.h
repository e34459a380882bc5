// A statement in the making: its text and what is bound to it, in step. Text comes from declarations, never from input.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/record/field.h"
#include "kernel/store/store.h"

namespace kernel {

inline Argument argument(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) return std::string_view(*text);
    return std::monostate{};
}

class Sql {
public:
    explicit Sql(std::string_view text = {}) : text_(text) {}
    Sql& operator<<(std::string_view text) { return text_ += text, *this; }
    Sql& operator<<(char character) { return text_ += character, *this; }
    // Writes $n and keeps the value.
    Sql& bind(Value value) {
        values_.push_back(std::move(value));
        text_ += '$' + std::to_string(values_.size());
        return *this;
    }
    const std::string& text() const { return text_; }
    std::vector<Argument> arguments() const {
        std::vector<Argument> arguments;
        arguments.reserve(values_.size());
        for (const Value& value : values_) arguments.push_back(argument(value));
        return arguments;
    }
    Rows query(Connection& connection) const { return connection.query(text_, arguments()); }
    std::int64_t execute(Transaction& transaction) const { return transaction.execute(text_, arguments()); }
    void post(Transaction& transaction) const { transaction.post(text_, arguments()); }

private:
    std::string text_;
    std::vector<Value> values_;
};

}  // namespace kernel
