#include "chapters/sales_analysis/sheet_file.h"

#include "kernel/print/pdf.h"
#include "kernel/table/writer.h"

namespace sales {

using namespace kernel;

namespace {

constexpr int text_width = 28, number_width = 16;  // characters

std::string pdf_file(const Sheet& sheet, std::string_view locale, const std::string& footer) {
    PrintedTable table{
        .title = sheet.title, .notes = sheet.notes, .columns = {}, .rows = {}, .footer = footer, .language = std::string(locale)};
    for (const Sheet::Column& column : sheet.columns) table.columns.push_back({column.title, column.is_number});
    for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
        PrintedRow& row = table.rows.emplace_back();
        for (const SheetCell& cell : sheet.rows[r]) row.cells.push_back(cell.text);
        row.is_total = r + sheet.totals >= sheet.rows.size();
    }
    return pdf_of(table);
}

kernel::table::OutCell cell_of(const SheetCell& cell) {
    using Of = kernel::table::OutCell::Of;
    if (!cell.units) return {.of = Of::text, .text = cell.text};
    return {.of = Of::number,
            .text = {},
            .units = *cell.units,
            .scale = cell.scale,
            .keeps_zeros = cell.text.find('.') != std::string::npos,
            .is_percent = cell.is_percent};
}

// The rows as they are, the totals last; what they count stands below.
std::string xlsx_file(const Sheet& sheet, const std::string& footer) {
    std::vector<kernel::table::OutColumn> columns;
    for (const Sheet::Column& column : sheet.columns) columns.push_back({column.title, column.is_number ? number_width : text_width});
    std::string file;
    const auto writer = kernel::table::xlsx_writer(columns, {sheet.title, footer}, [&](std::string_view piece) { file += piece; });
    std::vector<kernel::table::OutCell> cells;
    for (const auto& row : sheet.rows) {
        cells.clear();
        for (const SheetCell& cell : row) cells.push_back(cell_of(cell));
        writer->row(cells);
    }
    writer->row({});
    for (const std::string& note : sheet.notes) {
        cells = {{.of = kernel::table::OutCell::Of::text, .text = note}};  // a cell borrows its text
        writer->row(cells);
    }
    writer->finish();
    return file;
}

}  // namespace

std::optional<FileKind> file_kind_named(std::string_view name) {
    if (name == "pdf") return FileKind::pdf;
    if (name == "xlsx") return FileKind::xlsx;
    return std::nullopt;
}

std::string file_of(const Sheet& sheet, FileKind kind, std::string_view locale, const std::string& footer) {
    return kind == FileKind::pdf ? pdf_file(sheet, locale, footer) : xlsx_file(sheet, footer);
}

std::string_view media_type(FileKind kind) {
    return kind == FileKind::pdf ? "application/pdf" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

std::string_view ending_of(FileKind kind) { return kind == FileKind::pdf ? ".pdf" : ".xlsx"; }

}  // namespace sales
