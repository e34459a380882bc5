// A table on A4 pages as PDF, by pango and cairo: Chinese text that can be searched and copied, its font inside the file.
#pragma once
#include <string>
#include <vector>

namespace kernel {

namespace limits {
inline constexpr std::size_t pdf_pages = 500;
}

struct PrintedColumn {
    std::string title;
    bool is_number = false;  // stands at the right
};

struct PrintedRow {
    std::vector<std::string> cells;
    bool is_total = false;
};

struct PrintedTable {
    std::string title;
    std::vector<std::string> notes;  // below the title, a paragraph each
    std::vector<PrintedColumn> columns;
    std::vector<PrintedRow> rows;
    std::string footer;    // on every page: who took it, and when
    std::string language;  // of the texts, "zh-Hant": decides the forms of characters
};

// The bytes of the file. Throws std::runtime_error when there are more than limits::pdf_pages.
std::string pdf_of(const PrintedTable& table);

}  // namespace kernel
