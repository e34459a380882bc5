// How both engines write a schema down.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kernel {

struct TableText {
    std::string name;
    std::vector<std::string> columns;  // in their order
    std::set<std::string> rest;        // keys, checks, indexes

    std::string text() const {
        std::string out = "table " + name + "\n";
        for (const std::string& column : columns) out += "  column " + column + "\n";
        for (const std::string& line : rest) out += "  " + line + "\n";
        return out;
    }
};

}  // namespace kernel
