// The filter language of lists (docs/http.md): text to tree, and tree to SQL for one viewer.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/policy.h"
#include "kernel/base/result.h"

namespace kernel {

struct Filter {
    enum class Of : std::uint8_t {
        all,
        any,
        none,
        equal,
        unequal,
        less,
        less_or_equal,
        greater,
        greater_or_equal,
        in,
        range,
        contains,
        empty,
        not_empty,
        within
    };
    Of of = Of::all;
    std::vector<Filter> parts = {};        // of all, any, none
    std::string path = {};                 // "state", "customer.name"
    std::vector<std::string> values = {};  // range: from and to, either may be empty
    std::size_t at = 0;                    // character in the text, for messages
    std::optional<Day> today = {};         // what today-30 and month-1 are counted from (relative_day.h)
};

// An empty text is the filter that everything passes.
Result<Filter> parse_filter(std::string_view text, std::optional<Day> today = std::nullopt);

// Appends a complete condition on rows of `type` aliased `alias`. Refuses, with name and position, any field that there is not, that
// this viewer may not read or that is not filterable, and any value of the wrong kind.
Result<Done> append_filter(Sql& sql, const Filter& filter, const House& house, const RecordType& type, const Viewer& viewer,
                           std::string_view alias);

// The LIKE pattern (escape: backslash) of text that holds this one anywhere, for a column in lower(): ASCII letters in any case.
std::string like_pattern(std::string_view text);

}  // namespace kernel
