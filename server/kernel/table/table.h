// Tables as files: CSV and xlsx, read as a stream of rows of text cells. Knows nothing of records.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/base/result.h"

namespace kernel::table {

namespace limits {
inline constexpr std::size_t cell_bytes = 128 * 1024;
inline constexpr std::size_t columns = 256;
inline constexpr std::size_t rows = 2'000'000;
inline constexpr std::size_t row_bytes = 1024 * 1024;
inline constexpr std::size_t unpacked_bytes = 1024ull * 1024 * 1024;  // of one part of an xlsx
inline constexpr int unpacked_ratio = 200;                            // past 16 MiB unpacked: a zip bomb
inline constexpr std::size_t shared_string_bytes = 256ull * 1024 * 1024;
}  // namespace limits

// Where the bytes come from: random access, so that a file kept in the database in pieces will do. Throws on failure.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;
    // Up to `count` bytes at `offset` into `to`; the number read (0 only at the end).
    virtual std::size_t read(std::uint64_t offset, char* to, std::size_t count) = 0;
};
std::unique_ptr<ByteSource> bytes_in_memory(std::string bytes);
std::unique_ptr<ByteSource> bytes_in_file(const std::string& path);  // throws std::runtime_error with a sentence

struct Format {
    enum class Kind : std::uint8_t { csv, xlsx } kind = Kind::csv;
    enum class Encoding : std::uint8_t { utf8, gb18030, utf16 } encoding = Encoding::utf8;
    char delimiter = ',';
    std::string sheet;  // xlsx: the name of the sheet read (the first visible one)
};

struct TableRow {
    std::uint64_t number = 0;  // as a spreadsheet counts: the header is row 1 (for CSV: records, not lines)
    std::vector<std::string>
        cells;  // UTF-8; xlsx dates come as "2026-01-31" or "2026-01-31 08:00:00", numbers in their shortest exact form
    // Cells that hold a formula and no value of their own, or an error value (#REF!): their places. Such a cell's text is empty.
    std::vector<std::uint32_t> unreadable;
};

// Reads rows in order. Problems (problem.table.*) have a field "row 17" or "row 17, column 3" and say what is wrong and where:
// unclosed_quote, not_text (neither UTF-8 nor GB18030), cell_too_large, row_too_large, too_many_columns, too_many_rows, empty, no_sheet,
// damaged (xlsx that does not unpack or parse), bomb, encrypted (a password-protected workbook), old_excel (.xls), nul_byte.
class TableReader {
public:
    virtual ~TableReader() = default;
    virtual const Format& format() const = 0;
    // The header row: its cells trimmed. Called once, first.
    virtual Result<TableRow> header() = 0;
    // false at the end. `row` is reused: its capacity is kept. Rows whose cells are all empty are passed over.
    virtual Result<bool> next(TableRow& row) = 0;
    virtual std::uint64_t bytes_read() const = 0;  // of the file, for progress
};

// Looks at the first bytes: "PK" is xlsx; else CSV, UTF-8 (with or without BOM) or GB18030 and , ; or tab found by itself (from the first
// 64 KiB: encoding by validity, delimiter by the header outside quotes). UTF-16 with a BOM is read too.
Result<std::unique_ptr<TableReader>> open_table(std::unique_ptr<ByteSource> source);

}  // namespace kernel::table
