// Whole numbers packed for the disk: the least of them, and of each how far it is above that, in no more bytes than the farthest needs.
// A column of keys is a dictionary of its values and for each fact a place in it.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kernel {

struct KeyColumn {
    std::vector<std::int64_t> values;  // ascending
    std::vector<std::uint32_t> codes;  // of each fact: the place of its value
};

void append_numbers(std::string& out, std::span<const std::int64_t> numbers);
void append_keys(std::string& out, std::span<const std::int64_t> keys);

// Takes the packed numbers off the front of `packed`. Throws DatabaseError when they are not whole.
void take_numbers(std::string_view& packed, std::size_t count, std::vector<std::int64_t>& into);
void skip_numbers(std::string_view& packed, std::size_t count);
void take_keys(std::string_view& packed, std::size_t count, KeyColumn& into);

}  // namespace kernel
