// The two ways: together, and apart again. Each lives as long as the call.
#pragma once
#include "kernel/merges/kept.h"
#include "kernel/merges/merges.h"
#include "kernel/merges/pair.h"

namespace kernel {

// What could not go back, because it has changed since.
struct Remaining {
    std::vector<Moved> moves;
    std::vector<std::string> fields;  // of the record that stays
};

Result<KeptMerge> merge_records(Records& records, Transaction& transaction, const Viewer& viewer, const Merges::Subject& subject,
                                const Merges::Asked& asked, std::int64_t merge);
Result<Remaining> part_records(Records& records, Transaction& transaction, const Viewer& viewer, const KeptMerge& merge);

// The two as they stand, in the order asked for, neither of them archived; and what leads to the one that goes, which the viewer may
// change.
struct Candidates {
    Side kept, merged;
    References references;
};
Result<Candidates> candidates(const Records& records, Connection& connection, const Viewer& viewer, const Merges::Subject& subject,
                              std::int64_t other);

}  // namespace kernel
