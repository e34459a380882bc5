// What an export is asked for, as its job keeps it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kernel/records/records.h"

namespace kernel {

namespace limits {
inline constexpr std::int64_t export_rows = 500'000;
inline constexpr std::int64_t export_small_rows = 5'000;  // a small one does not wait behind the large
inline constexpr std::size_t export_columns = 64;
}  // namespace limits

struct ExportRequest {
    enum class Format : std::uint8_t { xlsx, csv } format = Format::xlsx;
    // list: the columns asked for, as the list shows them. book: one row for each line, in columns that an import reads back.
    enum class Shape : std::uint8_t { list, book } shape = Shape::list;
    std::string record = {};
    std::vector<std::string> columns = {};  // list; empty: those of the declaration
    ListQuery query = {};
    int offset_minutes = 0;  // of the reader's clock from UTC
};

std::string json_of(const ExportRequest& request);
Result<ExportRequest> export_request_from(std::string_view json);

}  // namespace kernel
