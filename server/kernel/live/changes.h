// What the log says has happened between two positions, and what of it one viewer may hear: which records, never what is in them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "kernel/access/policy.h"
#include "kernel/live/position.h"
#include "kernel/store/store.h"

namespace kernel {

struct HeardChange {
    const RecordType* type = nullptr;
    std::int64_t id = 0;
    std::int64_t version = 0;  // after the last of its changes
    std::string action;
    std::int64_t actor = 0;
    std::string actor_name;
    std::int64_t owner = 0;                   // now; of a record that has one
    std::vector<std::int64_t> former_owners;  // who owned it before one of these changes
};

struct Heard {
    std::vector<HeardChange> changes;    // one for each record
    std::vector<std::int64_t> accounts;  // whose sessions or rights may have changed
};

Position log_end(Connection& connection);
Heard read_log(Connection& connection, const House& house, const Position& from, const Position& to);

// The data of an event for this viewer; empty when none of it is theirs to hear. Whoever has lost sight of a record hears only that.
std::string changes_json(const Heard& heard, const Viewer& viewer);

}  // namespace kernel
