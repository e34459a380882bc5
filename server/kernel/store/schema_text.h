// How both engines write a schema down.
#pragma once
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kernel {

struct TableText {
    std::string name;
    std::vector<std::string> columns;  // as they were added, which is no part of what a table is
    std::set<std::string> rest;        // keys, checks, indexes

    std::string text() const {
        std::string out = "table " + name + "\n";
        std::vector<std::string> sorted = columns;
        std::ranges::sort(sorted);
        for (const std::string& column : sorted) out += "  column " + column + "\n";
        for (const std::string& line : rest) out += "  " + line + "\n";
        return out;
    }
};

}  // namespace kernel
