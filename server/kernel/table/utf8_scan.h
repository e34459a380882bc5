// How far a run of bytes is UTF-8; the scan also tells ASCII from the rest and a cut character from a wrong one.
#pragma once
#include <cstddef>
#include <string_view>

namespace kernel::table {

struct Utf8Scan {
    std::size_t valid = 0;      // bytes of whole, well-formed characters from the start
    bool beyond_ascii = false;  // any of them is more than ASCII
    bool cut = false;           // what follows is the beginning of a character that the end cuts off
};
Utf8Scan scan_utf8(std::string_view bytes);

// Text that is UTF-8 but for a rare broken place: to take it for another encoding would turn all of it into rubbish without a word.
bool is_nearly_utf8(std::string_view bytes);

}  // namespace kernel::table
