// A demo's accounts: they stand on the sign-in page, to be clicked. Only what `bylaw demo` made has any.
#pragma once
#include <string_view>

namespace kernel {

// Of all of them, and told to whoever asks: a demo holds nothing that anybody has to be kept from.
inline constexpr std::string_view demo_password = "TryBylaw2026";

}  // namespace kernel
