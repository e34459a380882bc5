// What has just happened to a record, for whoever must see to what follows from it (Traits::after).
#pragma once
#include <stdexcept>

#include "kernel/records/records.h"

namespace kernel {

struct Event {
    Records& records;
    Transaction& transaction;
    const Viewer& viewer;
    const RecordType& type;
    std::string_view action;  // "create", "update", "archive", a move
    const Seen* before;       // null: new
    const Seen& after;
};

// What follows from a change would break a rule elsewhere: the work ends without effect, and its caller hears the problem.
struct Refusal : std::runtime_error {
    explicit Refusal(Problem why) : std::runtime_error(why.key), problem(std::move(why)) {}
    Problem problem;
};

}  // namespace kernel
