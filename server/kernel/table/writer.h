// Tables on their way out: CSV that any spreadsheet opens, and xlsx with typed cells, written row by row in memory that does not grow.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kernel::table {

namespace limits {
inline constexpr std::size_t xlsx_cell_characters = 32'767;  // what a spreadsheet takes
inline constexpr std::size_t written_piece_bytes = 256 * 1024;
inline constexpr std::int64_t exact_units = 999'999'999'999'999;  // 15 figures: beyond them a spreadsheet rounds, so they go as text
}  // namespace limits

struct OutCell {
    enum class Of : std::uint8_t { empty, text, number, day, instant } of = Of::empty;
    std::string_view text = {};
    std::int64_t units = 0;  // number: of 10^-scale; day: since 1970; instant: microseconds since 1970, as the reader's clock shows it
    int scale = 0;
    bool keeps_zeros = false;  // number: 1.50, not 1.5
    bool is_percent = false;   // number: of a hundred, and shown so
};

struct OutColumn {
    std::string title;
    int width = 14;  // characters
};

// Takes pieces of the file, in order; throws to end the writing.
using Sink = std::function<void(std::string_view)>;

class TableWriter {
public:
    virtual ~TableWriter() = default;
    virtual void row(std::span<const OutCell> cells) = 0;
    // Once, at the end. Only then is the file whole.
    virtual void finish() = 0;
};

// UTF-8 with BOM, CRLF. A text that a spreadsheet would run (= + - @, tab, line ends and full-width forms) gets an apostrophe before it.
std::unique_ptr<TableWriter> csv_writer(const std::vector<OutColumn>& columns, Sink sink);

struct SheetWords {
    std::string name;    // of the sheet
    std::string footer;  // printed on every page: who took it, and when
};
// Texts are text whatever they look like. The sheet in the making lies in temporary files that have no name.
std::unique_ptr<TableWriter> xlsx_writer(const std::vector<OutColumn>& columns, const SheetWords& words, Sink sink);

}  // namespace kernel::table
