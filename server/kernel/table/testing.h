// For the tests of this room: a table read whole, as one text that a test can hold against another.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "kernel/table/table.h"

namespace kernel::table::testing {

inline std::string described(const Problem& problem) {
    std::string text = "!" + problem.key.substr(std::string_view("problem.table.").size());
    if (!problem.fields.empty()) text += " " + problem.fields.front().field;
    return text;
}

// Rows as "number:cell|cell\n", an unreadable cell as "?"; a problem as "!name row 2, column 1" at the end.
inline std::string described(const TableRow& row) {
    std::string text = std::to_string(row.number) + ":";
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (i != 0) text += "|";
        const bool unreadable = std::find(row.unreadable.begin(), row.unreadable.end(), i) != row.unreadable.end();
        text += unreadable ? "?" + row.cells[i] : row.cells[i];
    }
    return text + "\n";
}

inline std::string read_whole(Result<std::unique_ptr<TableReader>> opened) {
    if (!opened) return described(opened.problem());
    TableReader& reader = **opened;
    const Result<TableRow> header = reader.header();
    if (!header) return described(header.problem());
    std::string text = described(*header);
    TableRow row;
    for (;;) {
        const Result<bool> more = reader.next(row);
        if (!more) return text + described(more.problem());
        if (!*more) return text;
        text += described(row);
    }
}
inline std::string read_whole(std::string bytes) { return read_whole(open_table(bytes_in_memory(std::move(bytes)))); }

// Reads on to the end without keeping anything: the number of rows after the header, or what went wrong.
inline std::pair<std::uint64_t, std::string> read_through(TableReader& reader) {
    TableRow row;
    for (std::uint64_t rows = 0;; ++rows) {
        const Result<bool> more = reader.next(row);
        if (!more) return {rows, described(more.problem())};
        if (!*more) return {rows, ""};
    }
}

// Bytes made up as they are asked for: the whole never exists.
class Generated final : public ByteSource {
public:
    Generated(std::string header, std::string row, std::uint64_t times)
        : header_(std::move(header)), row_(std::move(row)), size_(header_.size() + row_.size() * times) {}
    std::uint64_t size() const override { return size_; }
    std::size_t read(std::uint64_t offset, char* to, std::size_t count) override {
        std::size_t done = 0;
        for (; done < count && offset < size_; ++done, ++offset) {
            to[done] = offset < header_.size() ? header_[offset] : row_[(offset - header_.size()) % row_.size()];
        }
        return done;
    }

private:
    std::string header_;
    std::string row_;
    std::uint64_t size_;
};

// Whether the memory of a process says what the program uses: AddressSanitizer keeps what was freed.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool memory_is_told = false;
#else
inline constexpr bool memory_is_told = true;
#endif

// The memory of this process that is in use, in bytes.
inline std::uint64_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t whole = 0;
    std::uint64_t resident = 0;
    file >> whole >> resident;
    return resident * 4096;
}

// Where a file of the shared data is, or "" when there is none: BYLAW_SHARED, or the folder beside the checkout.
inline std::string shared_file(const std::string& name) {
    const char* given = std::getenv("BYLAW_SHARED");
    const std::filesystem::path shared = given != nullptr ? given : "../shared";
    for (const auto& path : {shared / name, shared / "data" / name}) {
        if (std::filesystem::exists(path)) return path.string();
    }
    return "";
}

}  // namespace kernel::table::testing
