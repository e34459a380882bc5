// Inside this room only: the parts of a Request that come from the request line.
#pragma once
#include <string_view>

#include "kernel/http/http.h"

namespace kernel::http {

Method method_named(std::string_view name);  // case matters, as RFC 9110 says

// Fills path and query. False for anything but a well-formed origin form ("/path?query"): two readers of one address must never
// understand different things, so what could be read in two ways is refused rather than repaired.
bool parse_target(std::string_view target, Request& request);

bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII

}  // namespace kernel::http
