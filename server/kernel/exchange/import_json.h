// Imports as docs/http.md shows them, and the JSON that is kept of them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kernel/base/result.h"
#include "kernel/exchange/import_store.h"
#include "kernel/record/messages.h"

namespace kernel {

std::string json_of(const Mapping& mapping);
Result<Mapping> mapping_from(std::string_view json);
std::string json_of(const MessageArguments& arguments);
MessageArguments arguments_from(std::string_view json);
std::string json_of(const Problem& problem);  // code, key, arguments
std::string json_of(const Tally& tally, const ProblemList& problems);
std::string json_of(const table::Format& format);
std::string columns_json(const std::vector<std::string>& headers, const std::vector<std::vector<std::string>>& samples);
std::vector<std::string> headers_from(std::string_view columns_json);

// PATCH: {"mapping"?, "options"?}; both may be left out.
struct ImportChange {
    std::optional<Mapping> mapping;
    std::optional<Conflicts> conflicts;
};
Result<ImportChange> import_change_from(std::string_view body);

enum class ImportMode : std::uint8_t { check, all, valid };
// POST …/run: {"mode": "all" | "valid"}.
Result<ImportMode> run_mode_from(std::string_view body);

std::string import_json(const ImportRow& row, const std::vector<Target>& targets, const Messages& messages, std::string_view locale,
                        Instant now);
std::string problems_json(const std::vector<ProblemRow>& problems, bool more, const Messages& messages, std::string_view locale);
void append_problems_csv(std::string& out, const std::vector<ProblemRow>& problems, const Messages& messages, std::string_view locale);
void append_problems_csv_head(std::string& out, const Messages& messages, std::string_view locale);

}  // namespace kernel
