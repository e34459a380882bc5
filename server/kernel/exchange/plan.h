// A mapping made ready to run: which columns are read into which fields, and which say what a link names.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kernel/exchange/targets.h"

namespace kernel {

struct CellPlan {
    std::size_t column = 0;
    std::size_t place = 0;
    const Field* field = nullptr;
    bool trimmed = true;                                             // other texts are kept to the letter
    std::unordered_map<std::string, std::string_view> choices = {};  // what people call them, in any language
};

// How a row says what a link names.
struct LinkPlan {
    enum class Of : std::uint8_t { account, tree, record } of = Of::record;
    std::size_t place = 0;
    const Field* field = nullptr;
    const RecordType* target = nullptr;
    std::vector<std::size_t> columns = {};            // all that it is said by; tree: one a level, from the top
    std::vector<CellPlan> cells = {};                 // record: its fields
    std::vector<LinkPlan> trees = {};                 // record: its own links to trees
    std::vector<std::vector<std::size_t>> keys = {};  // record: places of each alternative that is mapped whole, in their order
    bool title_is_key = false;                        // the title only stands in for a missing one
    std::size_t number = 0;                           // among all links of the plan
};

struct PartPlan {
    const RecordType* type = nullptr;
    std::vector<CellPlan> cells;
    std::vector<LinkPlan> links;
    std::vector<std::size_t> needed;             // fields that a row must give
    std::vector<std::vector<std::size_t>> keys;  // places of each complete alternative, in their order
    const LinkPlan* link_at(std::size_t place) const;
    // The column that a field of this part is read from, for messages.
    std::optional<std::size_t> column_of(std::size_t place) const;
};

struct Plan {
    PartPlan root;
    PartPlan lines;                 // type is null when no line is mapped
    std::size_t conflict_link = 0;  // the required link by which two records with one number are told apart; 0: none
    bool has_lines() const { return lines.type != nullptr; }
};

// Refuses, with field "mapping" or the target's path, what cannot be run.
Result<Plan> plan_of(const House& house, const RecordType& type, const Viewer& viewer, const Messages& messages, const Mapping& mapping,
                     std::size_t columns);

}  // namespace kernel
