// The search over everything that a viewer may read.
#pragma once
#include <string>
#include <vector>

#include "kernel/record/messages.h"
#include "kernel/search/index.h"

namespace kernel {

struct SearchQuery {
    std::string text = {};
    std::vector<std::string> records = {};  // only these; empty: all
    int limit = 0;                          // of one record type; 0: limits::search_hits_default
};

// {"groups":[{"record","label","items":[{"id","title","in","matched"}],"more"}],"indexing"}; docs/http.md. Within a group what is called so
// comes first, then what begins so, then what holds it, each with the newest first; the groups in the order of their best.
Result<std::string> search_everything(const SearchIndex& index, Connection& connection, const Viewer& viewer, const SearchQuery& query,
                                      const Messages& messages, std::string_view locale);

}  // namespace kernel
