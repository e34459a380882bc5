// What a saved view says of a list: which rows, in which order, and how they are laid out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kernel/records/records.h"

namespace kernel {

struct ViewColumn {
    std::string name;
    int width = 0;  // pixels; 0: as wide as its kind is
};

struct ViewState {
    std::string filter = {}, sort = {}, search = {};
    bool archived = false;
    std::string mode = {};                 // "table", "cards"; empty: as the screen has room
    std::string density = {};              // "comfortable", "compact"; empty: comfortable
    std::vector<ViewColumn> columns = {};  // empty: as the record is declared
};

// layout: mode, density and columns only, which a person keeps for themselves whatever the view says.
enum class ViewPart : std::uint8_t { whole, layout };

std::string json_of(const ViewState& state, ViewPart part);
// Both from an object; refuses what is unknown or of the wrong shape, the field named below `where`.
Result<ViewState> view_state_from(std::string_view json, ViewPart part, const std::string& where);

// 9.2: whether this viewer may ask for all of it: rows filtered, searched and sorted by what they may read.
Result<Done> check_view(const Records& records, const Viewer& viewer, const RecordType& type, const ViewState& state);
// Takes out the columns that this viewer may not read, or that are gone.
void leave_readable_columns(const Viewer& viewer, const RecordType& type, ViewState& state);

}  // namespace kernel
