// Whatever stands in a filter, it is read or refused; what is read is bound, never written into the SQL.
#include "kernel/records/filter.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto filter = kernel::parse_filter({reinterpret_cast<const char*>(data), size});
    if (!filter.ok() && filter.problem().key.empty()) __builtin_trap();
    return 0;
}
