// Half of the inputs are read as they are; the other half as the sheet, the shared strings and the styles of an archive that is in order,
// for else hardly any would get past the unpacking.
#include <cstdlib>

#include "kernel/base/text.h"
#include "kernel/table/table.h"
#include "kernel/table/xlsx_testing.h"

namespace kernel::table {

namespace {

void hold(bool so) {
    if (!so) std::abort();
}

void read_through(const std::string& bytes) {
    auto opened = open_table(bytes_in_memory(bytes));
    if (!opened || !(*opened)->header()) return;
    TableRow row;
    std::uint64_t last = 0;
    for (auto more = (*opened)->next(row); more && *more; more = (*opened)->next(row)) {
        hold(row.number > last && row.cells.size() <= limits::columns);
        last = row.number;
        for (const std::string& cell : row.cells) hold(cell.size() <= limits::cell_bytes && kernel::is_utf8(cell));
        for (const std::uint32_t place : row.unreadable) hold(place < row.cells.size());
    }
}

void read_in_parts(const std::string& bytes) {
    const std::size_t first = bytes.find('|');
    const std::size_t second = first == std::string::npos ? first : bytes.find('|', first + 1);
    const std::string strings = first == std::string::npos ? "" : bytes.substr(first + 1, second - first - 1);
    const std::string styles = second == std::string::npos ? "" : bytes.substr(second + 1);
    read_through(testing::zipped(testing::parts_of_workbook(bytes.substr(0, first), strings, styles), ZIP_CM_STORE));
}

}  // namespace

}  // namespace kernel::table

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.starts_with("PK")) {
        kernel::table::read_through(bytes);
    } else {
        kernel::table::read_in_parts(bytes);
    }
    return 0;
}
