// Whatever is read as a decimal is written and read back as the same number, and rounding never reads less than refusing does.
#include <cstddef>
#include <cstdlib>

#include "kernel/base/number.h"

namespace {

void must(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace kernel;
    if (size == 0) return 0;
    const int scale = data[0] % 10;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto exact = parse_decimal(text, scale, Excess::refuse);
    const auto rounded = parse_decimal(text, scale, Excess::round);
    if (exact) must(rounded == exact);
    if (!rounded) return 0;
    for (const Zeros zeros : {Zeros::keep, Zeros::trim}) {
        const std::string written = format_decimal(*rounded, scale, zeros);
        must(parse_decimal(written, scale, Excess::refuse) == rounded);
    }
    must(multiply_divide(*rounded, 1, 1) == rounded);
    must(multiply_divide(*rounded, scale + 1, scale + 1) == rounded);
    must(multiply_divide(*rounded, 1, scale + 1, scale + 1) == rounded);
    must(divide_scaled(*rounded, -1, 0) == -*rounded);
    return 0;
}
