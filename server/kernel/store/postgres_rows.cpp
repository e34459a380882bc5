#include "kernel/store/postgres_rows.h"

#include <charconv>
#include <system_error>
#include <utility>
#include <vector>

namespace kernel {

namespace {

constexpr Oid bool_type = 16;
constexpr Oid bytea_type = 17;

char nibble(char digit) { return static_cast<char>(digit <= '9' ? digit - '0' : digit - 'a' + 10); }

class PostgresRows final : public Rows::Source {
public:
    explicit PostgresRows(PostgresResult result)
        : result_(std::move(result)),
          count_(PQntuples(result_.get())),
          decoded_(static_cast<std::size_t>(std::max(0, PQnfields(result_.get())))) {}

    bool next() override {
        if (row_ < count_) ++row_;
        return row_ < count_;
    }
    bool is_null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }
    std::int64_t integer(int column) const override {
        const std::string_view digits = raw(column);
        if (PQftype(result_.get(), column) == bool_type) return digits == "t" ? 1 : 0;
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error == std::errc::result_out_of_range) throw DatabaseError("a number does not fit 63 bits", false);
        return number;
    }
    std::string_view text(int column) const override {
        const std::string_view value = raw(column);
        if (PQftype(result_.get(), column) == bool_type) return value == "t" ? "1" : value == "f" ? "0" : "";  // as SQLite writes it
        if (PQftype(result_.get(), column) != bytea_type || !value.starts_with("\\x")) return value;
        std::string& bytes = decoded_[static_cast<std::size_t>(column)];
        bytes.clear();
        bytes.reserve(value.size() / 2);
        for (std::size_t at = 2; at + 1 < value.size(); at += 2) bytes += static_cast<char>(nibble(value[at]) << 4 | nibble(value[at + 1]));
        return bytes;
    }

private:
    std::string_view raw(int column) const {
        return {PQgetvalue(result_.get(), row_, column), static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
    }

    PostgresResult result_;
    int row_ = -1;
    int count_;
    mutable std::vector<std::string> decoded_;
};

}  // namespace

Rows postgres_rows(PostgresResult result) { return Rows(std::make_unique<PostgresRows>(std::move(result))); }

}  // namespace kernel
