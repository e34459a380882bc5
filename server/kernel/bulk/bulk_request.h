// One change to many records, as it is asked for.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/records/records.h"

namespace kernel {

namespace limits {
inline constexpr std::size_t bulk_items = 500;      // named one by one, done while the caller waits
inline constexpr std::int64_t bulk_rows = 100'000;  // of a filter, done by a job
inline constexpr std::size_t bulk_together = 200;   // rows of a job in the writer's queue at a time
inline constexpr std::size_t bulk_body_bytes = 256 * 1024;
}  // namespace limits

struct BulkItem {
    std::int64_t id = 0;
    std::int64_t version = 0;
    std::string title = {};  // as a job notes it
};

struct BulkRequest {
    std::string action = {};  // "update", "archive", "restore", or a move of the record
    std::string set = {};     // JSON: the members that an update changes, or what a move is told
    // One of these three: the rows by name, all that a filter finds, or what another job has done (to undo it).
    std::vector<BulkItem> items = {};
    std::optional<ListQuery> all = {};
    std::int64_t job = 0;
};

std::string json_of(const BulkRequest& request);
Result<BulkRequest> bulk_request_from(std::string_view json);

}  // namespace kernel
