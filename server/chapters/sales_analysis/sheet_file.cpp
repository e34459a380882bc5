#include "chapters/sales_analysis/sheet_file.h"

#include "kernel/print/pdf.h"

namespace sales {

using namespace kernel;

namespace {

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

}  // namespace

std::string file_of(const Sheet& sheet, FileKind /*kind*/, std::string_view locale, const std::string& footer) {
    return pdf_file(sheet, locale, footer);
}

std::string_view media_type(FileKind /*kind*/) { return "application/pdf"; }

}  // namespace sales
