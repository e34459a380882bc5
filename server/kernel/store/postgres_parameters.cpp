#include "kernel/store/postgres_parameters.h"

#include <charconv>
#include <limits>
#include <string>

namespace kernel {

namespace {

constexpr Oid no_type = 0;  // the server infers it
constexpr Oid int8_type = 20;
constexpr Oid text_type = 25;
constexpr Oid bytea_type = 17;
constexpr int as_text = 0;
constexpr int as_binary = 1;

}  // namespace

void PostgresParameters::add(Oid type, const char* value, std::size_t length, int format) {
    if (length > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw DatabaseError("an argument is too large", false);
    types_.push_back(type);
    values_.push_back(value);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(format);
}

void PostgresParameters::assign(std::span<const Argument> arguments) {
    types_.clear();
    values_.clear();
    lengths_.clear();
    formats_.clear();
    digits_.resize(arguments.size());
    for (std::size_t n = 0; n < arguments.size(); ++n) {
        if (const auto* number = std::get_if<std::int64_t>(&arguments[n])) {
            char* digits = digits_[n].data();
            *std::to_chars(digits, digits + digits_[n].size(), *number).ptr = '\0';
            add(int8_type, digits, 0, as_text);
        } else if (const auto* text = std::get_if<std::string_view>(&arguments[n])) {
            if (text->find('\0') != std::string_view::npos)
                throw ConstraintError(ConstraintError::Of::check, "", "text", "text cannot hold a NUL character");
            // Text in the binary format is the same bytes with their length, so it needs no copy with a NUL at its end.
            add(text_type, text->empty() ? "" : text->data(), text->size(), as_binary);
        } else if (const auto* bytes = std::get_if<Bytes>(&arguments[n])) {
            add(bytea_type, bytes->view.empty() ? "" : bytes->view.data(), bytes->view.size(), as_binary);
        } else {
            add(no_type, nullptr, 0, as_text);
        }
    }
}

}  // namespace kernel
