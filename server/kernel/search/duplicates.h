// Whether a record that is about to be saved is likely there already (3.4.1).
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "kernel/record/messages.h"
#include "kernel/search/index.h"

namespace kernel {

struct DuplicateQuery {
    const RecordType& type;
    std::vector<std::pair<std::size_t, std::string>> values = {};  // of fields that say when records are alike
    std::int64_t except = 0;                                       // the record itself, when it is there
};

// {"items":[{"id","title","why":[{"field","label"}]}],"others":[{"owner","why"}],"indexing"}; docs/http.md. Of those that the viewer may
// not read, `others` says whose they are and nothing of what they hold. Archived records are not among them.
std::string likely_duplicates(const SearchIndex& index, Connection& connection, const Viewer& viewer, const DuplicateQuery& query,
                              const Messages& messages, std::string_view locale);

}  // namespace kernel
