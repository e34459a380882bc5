// Where the columns of a file can go: paths made from a record's declaration, for one viewer.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/policy.h"
#include "kernel/exchange/headers.h"
#include "kernel/record/messages.h"

namespace kernel {

// number · owner · region.1 … region.4 · customer.code · product.category.1 · lines.amount · lines.product.code
struct Target {
    std::string path;
    const RecordType* type = nullptr;  // the record that the field is in
    std::size_t place = 0;             // of the field there
    bool in_lines = false;
    std::size_t link = 0;   // of the record (or its lines): the link by which the field is reached; 0: its own field
    std::size_t level = 0;  // of a tree, from 1 at the top; 0: not a tree
    bool required = false;
    const Field& field() const { return type->fields[place]; }
};
std::vector<Target> targets_of(const House& house, const RecordType& type, const Viewer& viewer);

std::string target_group(const Messages& messages, std::string_view locale, const Target& target);
std::string target_label(const Messages& messages, std::string_view locale, const Target& target);

// Whether a file must give the field, because nothing else does.
bool needs_column(const RecordType& type, std::size_t place);

inline constexpr std::string_view locale_names[] = {"zh-Hant", "zh-Hans", "en"};

using Mapping = std::map<std::string, std::size_t, std::less<>>;  // path to column, counted from 0

// What the headers' words say: synonyms first, then labels in any language.
Mapping suggested_mapping(const RecordType& type, const std::vector<Target>& targets, const std::vector<std::string>& headers,
                          const HeaderWords& words, const Messages& messages);

}  // namespace kernel
