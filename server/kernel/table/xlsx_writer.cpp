#include <xlsxwriter.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <tuple>

#include "kernel/base/number.h"
#include "kernel/base/text.h"
#include "kernel/base/time.h"
#include "kernel/table/writer.h"

namespace kernel::table {

namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

void check(lxw_error error) {
    if (error != LXW_NO_ERROR) throw std::runtime_error(std::string("the workbook cannot be written: ") + lxw_strerror(error));
}

// What a spreadsheet takes as the name of a sheet.
std::string sheet_name(std::string_view name) {
    std::string kept;
    for (const char c : name) kept += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : ' ';
    return kept.empty() ? "Sheet1" : characters(kept) > 31 ? cut(kept, 30) : kept;
}

// In a footer an ampersand begins a command.
std::string footer_text(std::string_view text) {
    std::string out = "&L";
    for (const char c : text) out += c == '&' ? "&&" : std::string(1, c);
    return cut(out, 220) + "&R&P / &N";
}

class XlsxWriter final : public TableWriter {
public:
    XlsxWriter(const std::vector<OutColumn>& columns, const SheetWords& words, Sink sink) : sink_(std::move(sink)), file_(std::tmpfile()) {
        if (!file_) throw std::runtime_error("no temporary file can be made");
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        // The library opens a path; the file behind it has no name any more.
        workbook_ = workbook_new_opt(("/proc/self/fd/" + std::to_string(fileno(file_.get()))).c_str(), &options);
        if (workbook_ == nullptr) throw std::runtime_error("no workbook can be made");
        sheet_ = workbook_add_worksheet(workbook_, sheet_name(words.name).c_str());
        if (sheet_ == nullptr) throw std::runtime_error("no sheet can be made");
        worksheet_set_footer(sheet_, footer_text(words.footer).c_str());
        worksheet_set_landscape(sheet_);
        worksheet_repeat_rows(sheet_, 0, 0);
        worksheet_freeze_panes(sheet_, 1, 0);
        day_ = format("yyyy-mm-dd");
        instant_ = format("yyyy-mm-dd hh:mm:ss");
        write_head(columns);
    }
    ~XlsxWriter() override {
        if (workbook_ != nullptr) lxw_workbook_free(workbook_);
    }
    XlsxWriter(const XlsxWriter&) = delete;
    XlsxWriter& operator=(const XlsxWriter&) = delete;

    void row(std::span<const OutCell> cells) override {
        lxw_col_t column = 0;
        for (const OutCell& cell : cells) write(column++, cell);
        ++row_;
    }

    void finish() override {
        lxw_workbook* whole = workbook_;
        workbook_ = nullptr;  // closing frees it, whatever comes of it
        check(workbook_close(whole));
        std::rewind(file_.get());
        std::string piece(limits::written_piece_bytes, '\0');
        while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), file_.get()))
            sink_(std::string_view(piece).substr(0, count));
        if (std::ferror(file_.get()) != 0) throw std::runtime_error("the workbook cannot be read back");
    }

private:
    lxw_format* format(const char* shown) {
        lxw_format* made = workbook_add_format(workbook_);
        format_set_num_format(made, shown);
        return made;
    }
    // 1,234.50: as many decimals as the field has.
    lxw_format* number_format(const OutCell& cell) {
        lxw_format*& made = numbers_[{cell.scale, cell.keeps_zeros, cell.is_percent}];
        if (made == nullptr) {
            std::string shown = cell.is_percent ? "0" : "#,##0";
            if (cell.scale > 0) shown += '.' + std::string(static_cast<std::size_t>(cell.scale), cell.keeps_zeros ? '0' : '#');
            if (cell.is_percent) shown += '%';
            made = format(cell.scale > 0 && !cell.keeps_zeros && !cell.is_percent ? "General" : shown.c_str());
        }
        return made;
    }
    void write_head(const std::vector<OutColumn>& columns) {
        lxw_format* bold = workbook_add_format(workbook_);
        format_set_bold(bold);
        format_set_bottom(bold, LXW_BORDER_THIN);
        lxw_col_t column = 0;
        for (const OutColumn& one : columns) {
            worksheet_set_column(sheet_, column, column, one.width, nullptr);
            check(worksheet_write_string(sheet_, 0, column++, cut(one.title, 200).c_str(), bold));
        }
    }

    void write(lxw_col_t column, const OutCell& cell) {
        switch (cell.of) {
            case OutCell::Of::empty:
                return;
            case OutCell::Of::text:
                return write_text(column, cell.text);
            case OutCell::Of::number:
                return write_number(column, cell);
            case OutCell::Of::day:
                return write_day(column, cell);
            case OutCell::Of::instant:
                check(worksheet_write_number(sheet_, row_, column, static_cast<double>(cell.units) / 86'400e6 + days_to_1970, instant_));
        }
    }
    void write_text(lxw_col_t column, std::string_view text) {
        const bool fits = text.size() <= limits::xlsx_cell_characters || characters(text) <= limits::xlsx_cell_characters;
        const std::string kept = fits ? std::string(text) : cut(text, limits::xlsx_cell_characters);
        check(worksheet_write_string(sheet_, row_, column, kept.c_str(), nullptr));
    }
    void write_number(lxw_col_t column, const OutCell& cell) {
        if (std::abs(cell.units) > limits::exact_units)
            return write_text(column, format_decimal(cell.units, cell.scale, cell.keeps_zeros ? Zeros::keep : Zeros::trim));
        const double value =
            static_cast<double>(cell.units) / static_cast<double>(power_of_ten(cell.is_percent ? cell.scale + 2 : cell.scale));
        check(worksheet_write_number(sheet_, row_, column, value, number_format(cell)));
    }
    // A spreadsheet counts days from the end of 1899; before March 1900 its count is a day off, so those go as text.
    void write_day(lxw_col_t column, const OutCell& cell) {
        const std::int64_t serial = cell.units + days_to_1970;
        if (serial < 61) return write_text(column, format_day(Day{static_cast<std::int32_t>(cell.units)}));
        check(worksheet_write_number(sheet_, row_, column, static_cast<double>(serial), day_));
    }

    static constexpr int days_to_1970 = 25'569;
    Sink sink_;
    File file_;
    lxw_workbook* workbook_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format* day_ = nullptr;
    lxw_format* instant_ = nullptr;
    std::map<std::tuple<int, bool, bool>, lxw_format*> numbers_;  // by scale, keeps_zeros, is_percent
    lxw_row_t row_ = 1;
};

}  // namespace

std::unique_ptr<TableWriter> xlsx_writer(const std::vector<OutColumn>& columns, const SheetWords& words, Sink sink) {
    return std::make_unique<XlsxWriter>(columns, words, std::move(sink));
}

}  // namespace kernel::table
