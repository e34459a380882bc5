// Two records that turn out to be one and the same become one (3.4.1): whatever led to the one leads to the other, which keeps or takes
// over each value as somebody chose; the one that goes is archived and says where it went. Nothing is lost, and all of it can be undone:
// what still stands as the merge left it goes back, what has come since stays.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/record/messages.h"
#include "kernel/records/records.h"

namespace kernel {

extern const Migration merges_migration;

// Of types that say when two of them are alike.
bool is_mergeable(const RecordType& type);

class Merges {
public:
    Merges(Records& records, IdMaker& ids, const Messages& messages) : records_(records), ids_(ids), messages_(messages) {}

    struct Subject {
        const RecordType& type;
        std::int64_t id = 0;  // the record that stays
    };
    struct Asked {
        std::int64_t other = 0;  // the record that goes
        std::int64_t version = 0, other_version = 0;
        std::vector<std::string> take;  // fields whose value comes from the other
    };

    // {"moves":[{"record","label","count"}]}: what would move. Refuses what merge() would refuse, but for versions and values.
    Result<std::string> preview(Connection& connection, const Viewer& viewer, const Subject& subject, std::int64_t other) const;
    // The merge as list() shows it; docs/http.md.
    Result<std::string> merge(Transaction& transaction, const Viewer& viewer, const Subject& subject, const Asked& asked) const;
    // {"items":[merge…]}, newest first: those that this record stayed in or went by.
    Result<std::string> list(Connection& connection, const Viewer& viewer, const Subject& subject) const;
    // The merge, and what could not go back because it has changed since.
    Result<std::string> undo(Transaction& transaction, const Viewer& viewer, std::int64_t merge) const;

private:
    Records& records_;
    IdMaker& ids_;
    const Messages& messages_;
};

// {"other":"id","version":3,"take":["phone"]}; the version is the other's.
Result<Merges::Asked> merge_asked_from(std::string_view body);

}  // namespace kernel
