// 4.4: a report as a sheet of paper has it: titles, columns and rows of text and numbers, in the reader's language; for PDF and xlsx.
#pragma once
#include "chapters/sales_analysis/classes.h"
#include "kernel/record/messages.h"

namespace sales {

struct SheetCell {
    std::string text = {};                   // of a number: as it is printed
    std::optional<std::int64_t> units = {};  // a number of 10^-scale
    int scale = 0;
    bool is_percent = false;
};
struct Sheet {
    std::string title;
    std::vector<std::string> notes;
    struct Column {
        std::string title;
        bool is_number = false;
    };
    std::vector<Column> columns;
    std::vector<std::vector<SheetCell>> rows;
    std::size_t totals = 0;  // how many of the last rows are totals
};

struct SheetWords {
    const kernel::Messages& messages;
    std::string_view locale;
    std::vector<std::string> states;  // that count, by their labels
};

Sheet sheet_of(const Report& report, const SheetWords& words);
Sheet sheet_of(const Classified& classified, const SheetWords& words);

}  // namespace sales
