// What a merge did, as it is kept so that it can be undone.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "kernel/merges/references.h"

namespace kernel {

struct KeptMerge {
    std::int64_t id = 0;
    std::string record;
    std::int64_t kept = 0, merged = 0, account = 0, at = 0;
    std::int64_t undone_at = 0, undone_by = 0;  // 0: stands
};

// A value of one of the two records, before and after.
struct Change {
    std::int64_t record_id = 0;
    std::string field;
    Value before, after;
};

std::optional<KeptMerge> kept_merge(Connection& connection, std::int64_t id);
// Those that the record stayed in or went by, newest first.
std::vector<KeptMerge> merges_of(Connection& connection, const RecordType& type, std::int64_t id);
std::vector<Moved> moves_of(Connection& connection, std::int64_t merge);
std::vector<Change> changes_of(Connection& connection, std::int64_t merge);

void keep_merge(Transaction& transaction, const KeptMerge& merge);
void keep_move(Transaction& transaction, std::int64_t merge, const Moved& moved);
void keep_change(Transaction& transaction, std::int64_t merge, const Change& change);

}  // namespace kernel
