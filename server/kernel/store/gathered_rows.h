// Rows on their way into tables, kept back so that many go in one statement: PostgreSQL reads a table's constraints anew for each INSERT,
// which costs more than the row itself.
#pragma once
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernel/store/store.h"

namespace kernel {

class GatheredRows {
public:
    using Send = std::function<void(std::string_view sql, std::span<const Argument> arguments)>;

    // Copies the row. May send what was gathered before: a row never waits while those that it needs go later, and no statement grows
    // beyond limits::rows_per_statement.
    void add(const Insertion& into, std::span<const Argument> row, const Send& send);
    // Sends everything.
    void send_all(const Send& send);
    void clear();  // forgets what was not sent
    bool empty() const { return rows_ == 0; }

private:
    struct Table {
        const Insertion* into;
        std::vector<Argument> arguments;  // of all its rows, one row after the other
    };
    Table* find(const Insertion& into);
    bool needs_later_table(const Insertion& into, const Table* own) const;
    Argument kept(const Argument& argument);

    std::vector<Table> tables_;  // in the order in which they are sent; with or without rows
    std::size_t rows_ = 0;
    std::deque<std::string> texts_;  // a deque: arguments point into its strings
};

}  // namespace kernel
