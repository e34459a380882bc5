// One record as a viewer sees it, with what they may do with it.
#include <algorithm>

#include "kernel/base/json.h"
#include "kernel/records/change.h"

namespace kernel {

Result<Written> Records::get(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id) const {
    auto found = whole(connection, viewer, type, id, Action::read);
    if (!found) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    return Written{id, type.is_line() ? 0 : integer_of(found->record.values[type.place("version")]), json_of(viewer, type, *found)};
}

std::string Records::json_of(const Viewer& viewer, const RecordType& type, const Whole& whole) const {
    std::string out;
    selects_.of(type, viewer.role->clearance).append_open(out, whole.record);
    if (type.is_line()) return out += '}';
    const Row& row = whole.record.values;
    if (type.lines) {
        out += ",\"" + std::string(type.traits().lines) + "\":[";
        const Select& select = selects_.of(*type.lines, viewer.role->clearance);
        for (std::size_t i = 0; i < whole.lines.size(); ++i) {
            if (i) out += ',';
            select.append_open(out, whole.lines[i]);
            out += '}';
        }
        out += ']';
    }
    const bool archived = !is_null(row[type.place("archived_at")]);
    JsonWriter can(out += ",\"can\":");
    can.object();
    can.key("update").value(!archived && is_editable(type, row) && is_within(viewer, type, whole.record, Action::update));
    can.key("archive").value(!archived && is_within(viewer, type, whole.record, Action::archive));
    can.key("restore").value(archived && is_within(viewer, type, whole.record, Action::archive));
    can.key("moves").array();
    if (!archived && type.state_field && is_within(viewer, type, whole.record, Action::move))
        for (const Move& move : type.traits().moves)
            if (std::ranges::find(move.from, text_of(row[type.state_field])) != move.from.end()) can.value(move.name);
    can.end_array().end_object();
    return out += '}';
}

}  // namespace kernel
