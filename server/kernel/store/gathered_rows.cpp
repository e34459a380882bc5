#include "kernel/store/gathered_rows.h"

#include <algorithm>
#include <bit>

#include "kernel/store/limits.h"

namespace kernel {

namespace {

// ($1, $2), ($3, $4) …
std::string insert_text(const Insertion& into, std::size_t rows) {
    std::string sql = "INSERT INTO " + into.table + " (" + into.columns + ") VALUES ";
    std::size_t hole = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        sql += row ? ", (" : "(";
        for (std::size_t column = 0; column < into.width; ++column) {
            if (column) sql += ", ";
            sql += '$';
            sql += std::to_string(++hole);
        }
        sql += ')';
    }
    return sql;
}

// Statements of 1, 2, 4 … rows only, so that few are ever prepared.
void send_rows(const Insertion& into, std::span<const Argument> arguments, const GatheredRows::Send& send) {
    while (!arguments.empty()) {
        const std::size_t rows = std::bit_floor(arguments.size() / into.width);
        send(rows == 1 ? into.text : insert_text(into, rows), arguments.first(rows * into.width));
        arguments = arguments.subspan(rows * into.width);
    }
}

}  // namespace

Insertion::Insertion(std::string table_, std::string columns_, std::size_t width_, std::vector<std::string> needs_)
    : table(std::move(table_)), columns(std::move(columns_)), width(width_), needs(std::move(needs_)), text(insert_text(*this, 1)) {}

GatheredRows::Table* GatheredRows::find(const Insertion& into) {
    const auto found = std::ranges::find(tables_, &into, &Table::into);
    return found == tables_.end() ? nullptr : &*found;
}

// Whether a table that these rows point into would be sent only after them.
bool GatheredRows::needs_later_table(const Insertion& into, const Table* own) const {
    if (!own) return false;
    return std::any_of(tables_.begin() + (own - tables_.data()) + 1, tables_.end(), [&](const Table& later) {
        return !later.arguments.empty() && std::ranges::find(into.needs, later.into->table) != into.needs.end();
    });
}

Argument GatheredRows::kept(const Argument& argument) {
    if (const auto* text = std::get_if<std::string_view>(&argument)) return std::string_view(texts_.emplace_back(*text));
    if (const auto* bytes = std::get_if<Bytes>(&argument)) return Bytes{texts_.emplace_back(bytes->view)};
    return argument;
}

void GatheredRows::add(const Insertion& into, std::span<const Argument> row, const Send& send) {
    Table* table = find(into);
    if (needs_later_table(into, table)) {
        send_all(send);
        // From now on after those that it needs, or the same would happen at every row.
        std::rotate(tables_.begin() + (table - tables_.data()), tables_.begin() + (table - tables_.data()) + 1, tables_.end());
        table = &tables_.back();
    }
    if (!table) table = &tables_.emplace_back(Table{.into = &into, .arguments = {}});
    for (const Argument& argument : row) table->arguments.push_back(kept(argument));
    ++rows_;
    if (table->arguments.size() == limits::rows_per_statement * into.width) send_all(send);
}

void GatheredRows::send_all(const Send& send) {
    // Emptied first: whatever is thrown on the way, nothing is sent twice.
    const std::deque<std::string> texts = std::exchange(texts_, {});
    std::vector<std::vector<Argument>> rows(tables_.size());
    for (std::size_t i = 0; i < tables_.size(); ++i) rows[i].swap(tables_[i].arguments);
    rows_ = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) send_rows(*tables_[i].into, rows[i], send);
}

void GatheredRows::clear() {
    tables_.clear();
    texts_.clear();
    rows_ = 0;
}

}  // namespace kernel
