// Two records of one type and their lines on the way to being stored together: what the one gives up the other takes.
#pragma once
#include <string_view>

#include "kernel/records/records.h"

namespace kernel {

struct Side {
    explicit Side(Whole whole) : before(whole), after(std::move(whole)) {}
    const Whole before;
    Whole after;  // its lines are those that it has afterwards, in order
    std::string_view action = {};
};

// The record as it stands, which this viewer may change and put away.
Result<Side> side_of(const Records& records, Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id);

// Works out what follows, keeps both, tells and logs both. The giver comes first, so that a unique value and a line are free when they
// are taken.
Result<Done> store(Records& records, Transaction& transaction, const Viewer& viewer, const RecordType& type, Side& giver, Side& taker);

}  // namespace kernel
