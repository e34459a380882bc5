// The pieces of a write that create, patch, move and imports share.
#pragma once
#include <string>
#include <vector>

#include "kernel/records/records.h"

namespace kernel {

void insert_row(Transaction& transaction, const Select& select, const Row& row);
// Only the columns that differ. With `version` the row must still be at it; false when it is not.
bool update_row(Transaction& transaction, const RecordType& type, const Row& before, const Row& after, std::int64_t version);

Seen seen(const Whole& whole);

// [["field", from, to], …] as the audit log keeps it.
class Changes {
public:
    void add_row(const RecordType& type, const Stored* before, const Stored& after);
    void add_line(const Select& select, const Stored* before, const Stored* after);
    bool empty() const { return text_.empty(); }
    std::string take() { return text_.empty() ? "[]" : '[' + std::move(text_) + ']'; }

private:
    void open(std::string_view field);
    std::string text_;
};

// 4.3.1: the next number of a series, without gaps: taken in the transaction that uses it.
std::string next_number(Transaction& transaction, std::string_view prefix, Day today);
bool is_own_number(std::string_view prefix, std::string_view number);

// The path and full name of a node of a tree, from its parent's.
Result<Done> settle_tree(Connection& connection, const RecordType& type, Row& row);
// After a node's name has changed: the full names of all below it.
void rename_below(Transaction& transaction, const RecordType& type, const Row& before, const Row& after);

// A link may only name what the viewer can see (or themselves) and what is not archived.
std::optional<FieldProblem> check_link(Connection& connection, const House& house, const Viewer& viewer, const Field& field,
                                       const Value& value);

// Whether `viewer` may do `action` to this very record.
bool is_within(const Viewer& viewer, const RecordType& type, const Stored& record, Action action);

// Where a problem of a line stands: "lines[2].".
std::string line_place(const RecordType& type, std::size_t index);

// Adds what each `sum_of` field of the record gets from these lines.
Result<Done> add_sums(const RecordType& type, Row& row, const std::vector<const Row*>& lines, bool from_zero);

// Which links to check, and the rows that say what they must have in common with what they link to: the record's own, or its owner's.
struct LinkCheck {
    Connection& connection;
    const House& house;
    const Viewer& viewer;
    const Row* owner = nullptr;  // lines: the row of their record
};
void check_links(const LinkCheck& check, const RecordType& type, const Row& row, std::uint64_t given, const std::string& where,
                 std::vector<FieldProblem>& problems);

// Not there for whoever may not see it; there but closed for whoever may.
Problem absent_or_forbidden(const Records& records, Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id);
Result<Done> check_version(const RecordType& type, const Row& row, std::int64_t version);

bool is_put_away(const RecordType& type, const Row& row);

// Whether the content may change in the state the record is in.
bool is_editable(const RecordType& type, const Row& row);

// Those that answer to no clause of their own answer to the record's.
Problem invalid_fields(std::vector<FieldProblem> problems, const RecordType& type);
Problem problem_of(const ConstraintError& error);
Problem problem_of(const DatabaseError& error);

extern const Migration records_migration;

}  // namespace kernel
