#include "kernel/table/csv.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstring>

#include "kernel/base/text.h"
#include "kernel/table/reading.h"
#include "kernel/table/text_stream.h"

namespace kernel::table {

namespace {

constexpr std::size_t detection_bytes = 64 * 1024;
// A quoted cell over the limit with this many line breaks in it is no long text: a quote was not closed, and the rows after it were
// swallowed.
constexpr std::ptrdiff_t swallowed_lines = 100;

bool ends_cell(char c, char delimiter) { return c == delimiter || c == '\n' || c == '\r'; }

const char* end_of_unquoted(const char* at, const char* end, char delimiter) {
#ifdef __SSE2__
    const __m128i delimiters = _mm_set1_epi8(delimiter);
    const __m128i line_feeds = _mm_set1_epi8('\n');
    const __m128i returns = _mm_set1_epi8('\r');
    while (end - at >= 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const __m128i line_ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, line_feeds), _mm_cmpeq_epi8(bytes, returns));
        const int found = _mm_movemask_epi8(_mm_or_si128(line_ends, _mm_cmpeq_epi8(bytes, delimiters)));
        if (found != 0) return at + std::countr_zero(static_cast<unsigned>(found));
        at += 16;
    }
#endif
    while (at != end && !ends_cell(*at, delimiter)) ++at;
    return at;
}

// Whichever separates most in the first line that has anything in it.
char find_delimiter(std::string_view text) {
    std::size_t commas = 0;
    std::size_t semicolons = 0;
    std::size_t tabs = 0;
    bool quoted = false;
    bool something = false;
    for (const char c : text.substr(0, detection_bytes)) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if ((c == '\n' || c == '\r') && something) break;
        something = something || (c != '\n' && c != '\r' && c != ' ');
        commas += c == ',' ? 1 : 0;
        semicolons += c == ';' ? 1 : 0;
        tabs += c == '\t' ? 1 : 0;
    }
    if (commas >= semicolons && commas >= tabs) return ',';
    return semicolons >= tabs ? ';' : '\t';
}

class CsvReader final : public TableReader {
public:
    explicit CsvReader(std::unique_ptr<ByteSource> source) : text_(std::move(source)) {
        if (has_text()) format_.delimiter = find_delimiter({at_, static_cast<std::size_t>(end_ - at_)});
    }
    const Format& format() const override { return format_; }
    Result<TableRow> header() override;
    Result<bool> next(TableRow& row) override;
    std::uint64_t bytes_read() const override { return text_.bytes_read() - static_cast<std::uint64_t>(end_ - at_); }

private:
    Result<bool> read_record(TableRow& row);
    // These give the name of what is wrong, or "".
    std::string_view read_cell(std::string& cell);
    std::string_view read_quoted(std::string& cell);
    std::string_view read_unquoted(std::string& cell);
    std::string_view append_until(std::string& cell, const char* until);

    bool has_text() { return at_ != end_ || refill(); }
    bool refill();
    bool take_delimiter();
    void take_line_feed();

    TextStream text_;
    Format format_;
    const char* at_ = nullptr;  // [at_, end_) of the piece of text at hand is not parsed yet
    const char* end_ = nullptr;
    std::uint64_t records_ = 0;
    std::size_t row_bytes_ = 0;
    bool after_return_ = false;  // a line feed here belongs to the carriage return before it
};

Result<TableRow> CsvReader::header() {
    TableRow row;
    TRY_ASSIGN(const bool found, next(row));
    if (!found) return refusal("empty");
    trim_cells(row);
    return row;
}

Result<bool> CsvReader::next(TableRow& row) {
    for (;;) {
        TRY_ASSIGN(const bool found, read_record(row));
        if (!found || !is_blank(row)) return found;
    }
}

Result<bool> CsvReader::read_record(TableRow& row) {
    take_line_feed();
    if (!has_text()) {
        if (!text_.flaw().empty()) return refusal(text_.flaw(), {records_ + 1, 1});
        return false;
    }
    row.number = ++records_;
    row.unreadable.clear();
    row_bytes_ = 0;
    if (records_ > limits::rows) return refusal("too_many_rows", {records_});
    std::size_t count = 0;
    do {
        if (count == limits::columns) return refusal("too_many_columns", {records_});
        if (count == row.cells.size()) row.cells.emplace_back();
        std::string& cell = row.cells[count++];
        cell.clear();
        if (const std::string_view flaw = read_cell(cell); !flaw.empty()) {
            return refusal(flaw, {records_, flaw == "row_too_large" ? 0 : count});
        }
        if (without_guard(cell).size() != cell.size()) cell.erase(0, 1);
    } while (take_delimiter());
    row.cells.resize(count);
    return true;
}

std::string_view CsvReader::read_cell(std::string& cell) {
    if (!has_text()) return text_.flaw();
    return *at_ == '"' ? read_quoted(cell) : read_unquoted(cell);
}

std::string_view CsvReader::read_unquoted(std::string& cell) {
    while (has_text()) {
        const char* stop = end_of_unquoted(at_, end_, format_.delimiter);
        if (const std::string_view flaw = append_until(cell, stop); !flaw.empty()) return flaw;
        if (at_ != end_) return {};
    }
    return text_.flaw();
}

std::string_view CsvReader::read_quoted(std::string& cell) {
    ++at_;
    for (;;) {
        if (!has_text()) return text_.flaw().empty() ? "unclosed_quote" : text_.flaw();
        const void* quote = std::memchr(at_, '"', static_cast<std::size_t>(end_ - at_));
        const std::string_view flaw = append_until(cell, quote == nullptr ? end_ : static_cast<const char*>(quote));
        if (flaw == "cell_too_large" && std::count(cell.begin(), cell.end(), '\n') >= swallowed_lines) return "unclosed_quote";
        if (!flaw.empty()) return flaw;
        if (quote == nullptr) continue;
        ++at_;
        if (!has_text() || *at_ != '"') break;
        if (const std::string_view doubled = append_until(cell, at_ + 1); !doubled.empty()) return doubled;
    }
    // Text after the closing quote is no RFC's, but it is somebody's: it is kept, as spreadsheets do.
    return read_unquoted(cell);
}

std::string_view CsvReader::append_until(std::string& cell, const char* until) {
    const std::size_t count = static_cast<std::size_t>(until - at_);
    row_bytes_ += count;
    cell.append(at_, std::min(count, limits::cell_bytes + 1));
    at_ = until;
    if (cell.size() > limits::cell_bytes) return "cell_too_large";
    return row_bytes_ > limits::row_bytes ? "row_too_large" : std::string_view();
}

bool CsvReader::refill() {
    const std::string_view piece = text_.next();
    format_.encoding = text_.encoding();
    at_ = piece.data();
    end_ = piece.data() + piece.size();
    return !piece.empty();
}

bool CsvReader::take_delimiter() {
    if (at_ == end_) return false;
    const char c = *at_++;
    after_return_ = c == '\r';
    return c == format_.delimiter;
}

void CsvReader::take_line_feed() {
    if (after_return_ && has_text() && *at_ == '\n') ++at_;
    after_return_ = false;
}

}  // namespace

std::unique_ptr<TableReader> csv_reader(std::unique_ptr<ByteSource> source) { return std::make_unique<CsvReader>(std::move(source)); }

}  // namespace kernel::table
