// Whatever the bytes, reading them as a table ends, and every cell is UTF-8 within the limits.
#include <cstdlib>

#include "kernel/base/text.h"
#include "kernel/table/csv.h"

namespace kernel::table {

namespace {

void hold(bool so) {
    if (!so) std::abort();
}

void read_through(std::string bytes) {
    const std::size_t size = bytes.size();
    const auto reader = csv_reader(bytes_in_memory(std::move(bytes)));
    if (!reader->header()) return;
    TableRow row;
    std::uint64_t last = 0;
    for (auto more = reader->next(row); more && *more; more = reader->next(row)) {
        hold(row.number > last && row.cells.size() <= limits::columns);
        last = row.number;
        for (const std::string& cell : row.cells) {
            hold(cell.size() <= limits::cell_bytes && kernel::is_utf8(cell) && cell.find('\0') == std::string::npos);
        }
    }
    hold(reader->bytes_read() <= size);
}

}  // namespace

}  // namespace kernel::table

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    kernel::table::read_through({reinterpret_cast<const char*>(data), size});
    return 0;
}
