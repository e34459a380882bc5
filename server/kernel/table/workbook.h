// What an xlsx says outside of its sheets: which sheet is first, how numbers are shown, and the strings that cells share.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/table/archive.h"
#include "kernel/table/cell_text.h"

namespace kernel::table {

struct Workbook {
    std::string sheet_name;
    std::string sheet_part;
    std::string strings_part;  // empty when there is none
    std::string styles_part;   // empty when there is none
    bool counted_from_1904 = false;
};
// Problems: no_sheet, damaged.
Result<Workbook> read_workbook(Archive& archive);

// How numbers are shown, by the `s` of a cell.
Result<std::vector<Shown>> read_styles(Archive& archive, const std::string& part);

// All strings one after another, so that a million short ones cost a million offsets and no more.
class SharedStrings {
public:
    static Result<SharedStrings> read(Archive& archive, const std::string& part);
    std::size_t count() const { return ends_.size(); }
    std::string_view operator[](std::size_t index) const;

private:
    friend class SharedStringsHandler;
    std::string text_;
    std::vector<std::uint32_t> ends_;
};

}  // namespace kernel::table
