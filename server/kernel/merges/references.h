// What leads to a record: found from the declarations, moved through the record layer.
#pragma once
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kernel/records/records.h"

namespace kernel {

// A value that named the one record and names the other now: a link of a record (line 0), of one of its lines, a line's own record, or the
// record that a row hangs on.
struct Moved {
    std::string record;  // the type of a record that stands for itself, or a table of rows that hang
    std::int64_t record_id = 0;
    std::int64_t line = 0;
    std::string field;
};

// The records that lead to this one by a link of theirs or of their lines, each once; its own lines are not among them.
using References = std::set<std::pair<const RecordType*, std::int64_t>>;
References references_to(Connection& connection, const House& house, const RecordType& type, std::int64_t id);

// Whether the viewer may change all of them; the first that they may not is the problem's.
Result<Done> check_references(Connection& connection, const Viewer& viewer, const References& references);

// Makes every link of the record that leads to `from` lead to `to`; with `wanted`, only those links of it. Gives those that did. Throws
// Refusal when that breaks a rule of the record.
struct Redirection {
    const RecordType& type;  // of the record that leads there
    std::int64_t id = 0;
    const RecordType& target;
    std::int64_t from = 0, to = 0;
    std::string_view action;
    const std::vector<Moved>* wanted = nullptr;
};
std::vector<Moved> redirect(Records& records, Transaction& transaction, const Viewer& viewer, const Redirection& way);

// The rows that hang on a record, and the going over of one; false when it does not hang there any more.
std::vector<Moved> hanging_on(Connection& connection, const House& house, const RecordType& type, std::int64_t id);
const Hanging* hanging_named(const House& house, std::string_view table);
bool hang_over(Transaction& transaction, const Hanging& hanging, std::int64_t row, std::int64_t from, std::int64_t to);

}  // namespace kernel
