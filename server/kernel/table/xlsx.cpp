#include "kernel/table/xlsx.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "kernel/base/text.h"
#include "kernel/table/reading.h"
#include "kernel/table/workbook.h"
#include "kernel/table/xml_stream.h"

namespace kernel::table {

namespace {

constexpr std::uint64_t no_column = 1'000'000;

// "AB12" is column 28; no_column for what is no place of a cell.
std::uint64_t column_from(std::string_view reference) {
    std::uint64_t column = 0;
    std::size_t letters = 0;
    while (letters < reference.size() && letters < 4) {
        const char upper = static_cast<char>(reference[letters] & ~0x20);
        if (upper < 'A' || upper > 'Z') break;
        column = column * 26 + static_cast<std::uint64_t>(upper - 'A' + 1);
        ++letters;
    }
    return letters == 0 || letters > 3 ? no_column : column;
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

class XlsxReader final : public TableReader, private XmlHandler {
public:
    static Result<std::unique_ptr<TableReader>> open(std::unique_ptr<ByteSource> source);
    const Format& format() const override { return format_; }
    Result<TableRow> header() override;
    Result<bool> next(TableRow& row) override;
    std::uint64_t bytes_read() const override;

private:
    enum class Kind : std::uint8_t { number, shared, text, truth, error, day };
    enum class Holding : std::uint8_t { nothing, value, text };

    explicit XlsxReader(std::unique_ptr<Archive> archive) : archive_(std::move(archive)) { format_.kind = Format::Kind::xlsx; }
    void start(std::string_view element, const Attributes& attributes) override;
    void end(std::string_view element) override;
    void text(std::string_view characters) override;
    void start_row(const Attributes& attributes);
    void start_cell(const Attributes& attributes);
    void start_inside_cell(std::string_view element);
    void end_cell();
    void end_row();
    bool make_text();
    void put_cell();
    std::string_view value() const { return trimmed(held_); }
    Place here() const { return {row_number_, column_}; }

    std::unique_ptr<Archive> archive_;
    Format format_;
    Workbook workbook_;
    std::vector<Shown> styles_;
    SharedStrings strings_;
    std::optional<XmlStream> sheet_;

    TableRow* row_ = nullptr;  // being filled
    std::size_t filled_ = 0;   // cells of it
    std::size_t row_bytes_ = 0;
    std::uint64_t row_number_ = 0;
    bool in_data_ = false;
    bool in_row_ = false;

    bool in_cell_ = false;      // and of this cell:
    std::uint64_t column_ = 0;  // from 1
    Kind kind_ = Kind::number;
    Shown shown_ = Shown::number;
    bool has_formula_ = false;
    bool has_value_ = false;
    bool phonetic_ = false;
    Holding holding_ = Holding::nothing;
    std::string held_;  // what <v> or <t> holds
    std::string text_;  // what that is as text
};

Result<std::unique_ptr<TableReader>> XlsxReader::open(std::unique_ptr<ByteSource> source) {
    TRY_ASSIGN(std::unique_ptr<Archive> archive, Archive::open(std::move(source)));
    std::unique_ptr<XlsxReader> reader(new XlsxReader(std::move(archive)));
    TRY_ASSIGN(reader->workbook_, read_workbook(*reader->archive_));
    const Workbook& workbook = reader->workbook_;
    reader->format_.sheet = workbook.sheet_name;
    TRY_ASSIGN(reader->styles_, read_styles(*reader->archive_, workbook.styles_part));
    TRY_ASSIGN(reader->strings_, SharedStrings::read(*reader->archive_, workbook.strings_part));
    TRY_ASSIGN(std::unique_ptr<Part> sheet, reader->archive_->part(workbook.sheet_part));
    if (!sheet) return damaged(workbook.sheet_part);
    reader->sheet_.emplace(std::move(sheet), static_cast<XmlHandler&>(*reader));
    return std::unique_ptr<TableReader>(std::move(reader));
}

Result<TableRow> XlsxReader::header() {
    TableRow row;
    TRY_ASSIGN(const bool found, next(row));
    if (!found) return refusal("empty");
    trim_cells(row);
    return row;
}

Result<bool> XlsxReader::next(TableRow& row) {
    row_ = &row;
    return sheet_->run();
}

// Of the file as it is stored, the same share as has been unpacked of the sheet.
std::uint64_t XlsxReader::bytes_read() const {
    const Part& part = sheet_->part();
    if (part.claimed_bytes() == 0) return 0;
    const double share = static_cast<double>(part.bytes_read()) / static_cast<double>(part.claimed_bytes());
    return std::min(archive_->size(), static_cast<std::uint64_t>(share * static_cast<double>(archive_->size())));
}

void XlsxReader::start(std::string_view element, const Attributes& attributes) {
    if (in_cell_) return start_inside_cell(element);
    if (in_row_ && element == "c") return start_cell(attributes);
    if (in_data_ && !in_row_ && element == "row") return start_row(attributes);
    in_data_ = in_data_ || element == "sheetData";
}

void XlsxReader::end(std::string_view element) {
    if (in_cell_) {
        holding_ = Holding::nothing;
        if (element == "rPh") phonetic_ = false;
        if (element == "c") end_cell();
    } else if (in_row_) {
        if (element == "row") end_row();
    } else if (element == "sheetData") {
        in_data_ = false;
    }
}

void XlsxReader::text(std::string_view characters) {
    if (holding_ == Holding::nothing) return;
    if (held_.size() + characters.size() > limits::cell_bytes) return refuse(refusal("cell_too_large", here()));
    held_ += characters;
}

void XlsxReader::start_row(const Attributes& attributes) {
    const std::string_view written = attributes["r"];
    const std::uint64_t number = written.empty() ? row_number_ + 1 : whole_number(written).value_or(0);
    if (number <= row_number_) return refuse(damaged(workbook_.sheet_part, {row_number_ + 1}));
    row_number_ = number;
    if (number > limits::rows) return refuse(refusal("too_many_rows", {number}));
    row_->number = number;
    row_->unreadable.clear();
    filled_ = 0;
    row_bytes_ = 0;
    column_ = 0;
    in_row_ = true;
}

void XlsxReader::start_cell(const Attributes& attributes) {
    const std::string_view reference = attributes["r"];
    const std::string_view type = attributes["t"];
    column_ = reference.empty() ? column_ + 1 : column_from(reference);
    if (column_ >= no_column) return refuse(damaged(workbook_.sheet_part, {row_number_}));
    kind_ = Kind::number;
    if (type == "s") kind_ = Kind::shared;
    if (type == "str" || type == "inlineStr") kind_ = Kind::text;
    if (type == "b") kind_ = Kind::truth;
    if (type == "e") kind_ = Kind::error;
    if (type == "d") kind_ = Kind::day;
    const std::uint64_t style = whole_number(attributes["s"]).value_or(0);
    shown_ = style < styles_.size() ? styles_[style] : Shown::number;
    has_formula_ = false;
    has_value_ = false;
    phonetic_ = false;
    held_.clear();
    in_cell_ = true;
}

void XlsxReader::start_inside_cell(std::string_view element) {
    holding_ = Holding::nothing;
    if (element == "f") has_formula_ = true;
    if (element == "rPh") phonetic_ = true;
    if (element == "v") holding_ = Holding::value;
    if (element == "t" && !phonetic_) holding_ = Holding::text;
    if (holding_ == Holding::value) held_.clear();
    has_value_ = has_value_ || holding_ != Holding::nothing;
}

void XlsxReader::end_cell() {
    in_cell_ = false;
    text_.clear();
    const bool readable = make_text();
    if (readable && text_.empty()) return;
    if (column_ > limits::columns) return refuse(refusal("too_many_columns", {row_number_}));
    if (text_.size() > limits::cell_bytes) return refuse(refusal("cell_too_large", here()));
    row_bytes_ += text_.size();
    if (row_bytes_ > limits::row_bytes) return refuse(refusal("row_too_large", {row_number_}));
    put_cell();
    if (!readable) row_->unreadable.push_back(static_cast<std::uint32_t>(column_ - 1));
}

// False when the cell has something in it that cannot be known as text. The text is empty for an empty cell.
bool XlsxReader::make_text() {
    const bool lacks_value = !has_value_ || (held_.empty() && kind_ != Kind::text);
    if (kind_ == Kind::error) return false;
    if (lacks_value) return !has_formula_;
    if (kind_ == Kind::text) {
        text_ = held_;
        resolve_escapes(text_, 0);
        return true;
    }
    if (kind_ == Kind::shared) {
        const std::optional<std::uint64_t> index = whole_number(value());
        if (!index || *index >= strings_.count()) return refuse(damaged(workbook_.sheet_part, here())), true;
        text_ = strings_[*index].substr(0, limits::cell_bytes + 1);
        return true;
    }
    if (kind_ == Kind::truth) return text_ = value() == "1" || value() == "true" ? "TRUE" : "FALSE", true;
    if (kind_ == Kind::day) return append_iso_day(text_, value()), true;
    if (shown_ == Shown::number) return append_number(text_, value());
    return append_serial_day(text_, value(), shown_, workbook_.counted_from_1904);
}

void XlsxReader::put_cell() {
    const std::size_t index = static_cast<std::size_t>(column_ - 1);
    for (; filled_ <= index; ++filled_) {
        if (filled_ == row_->cells.size()) row_->cells.emplace_back();
        row_->cells[filled_].clear();
    }
    row_->cells[index].assign(text_);
}

void XlsxReader::end_row() {
    in_row_ = false;
    row_->cells.resize(filled_);
    if (!is_blank(*row_)) pause();
}

}  // namespace

Result<std::unique_ptr<TableReader>> xlsx_reader(std::unique_ptr<ByteSource> source) { return XlsxReader::open(std::move(source)); }

}  // namespace kernel::table
