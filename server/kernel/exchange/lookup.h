// Records found by a key, and what of them a viewer may know.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "kernel/access/policy.h"

namespace kernel {

struct Match {
    std::int64_t id = 0;
    std::string title;
    bool archived = false;
    bool within = false;  // the viewer may read it
    std::int64_t created_by = 0;
};

// At most three, those within reach first. `places` and `values` say which fields have which values.
std::vector<Match> matches(Connection& connection, const Viewer& viewer, const RecordType& type, const std::vector<std::size_t>& places,
                           const Row& values);
// By the one text field at `place`, whatever the other fields; the values in the order of the answer are those asked for that there are.
struct KeyedMatch {
    std::string key;
    Match match;
};
std::vector<KeyedMatch> matches_of(Connection& connection, const Viewer& viewer, const RecordType& type, std::size_t place,
                                   const std::vector<std::string_view>& keys);

}  // namespace kernel
