#include "kernel/table/reading.h"

#include "kernel/base/text.h"

namespace kernel::table {

namespace {

struct Limit {
    std::string_view name;
    std::string_view text;
};
constexpr Limit over[] = {
    {"cell_too_large", "128 KiB"}, {"row_too_large", "1 MiB"}, {"too_many_columns", "256"}, {"too_many_rows", "2000000"}, {"bomb", "1 GiB"},
};
static_assert(limits::cell_bytes == 128 * 1024 && limits::row_bytes == 1024 * 1024);
static_assert(limits::columns == 256 && limits::rows == 2'000'000 && limits::unpacked_bytes == 1024ull * 1024 * 1024);

std::string words(Place place) {
    std::string words = "row " + std::to_string(place.row);
    if (place.column != 0) words += ", column " + std::to_string(place.column);
    return words;
}

}  // namespace

Problem refusal(std::string_view name, Place place) {
    Problem problem;
    problem.key = "problem.table.";
    problem.key += name;
    if (place.row != 0) problem.arguments.emplace_back("row", std::to_string(place.row));
    if (place.column != 0) problem.arguments.emplace_back("column", std::to_string(place.column));
    for (const Limit& limit : over) {
        if (limit.name != name) continue;
        problem.code = Code::too_large;
        problem.arguments.emplace_back("limit", limit.text);
    }
    if (place.row != 0) problem.fields.push_back({words(place), problem.key, problem.arguments, {}});
    return problem;
}

Problem damaged(std::string_view part, Place place) {
    Problem problem = refusal("damaged", place);
    problem.arguments.emplace_back("part", part);
    for (FieldProblem& field : problem.fields) field.arguments = problem.arguments;
    return problem;
}

bool is_blank(const TableRow& row) {
    if (!row.unreadable.empty()) return false;
    for (const std::string& cell : row.cells) {
        if (!trimmed(cell).empty()) return false;
    }
    return true;
}

void trim_cells(TableRow& row) {
    for (std::string& cell : row.cells) {
        if (const std::string_view kept = trimmed(cell); kept.size() != cell.size()) cell = std::string(kept);
    }
}

}  // namespace kernel::table
