// What the two halves of session_routes.h share.
#pragma once
#include <optional>
#include <string_view>

#include "kernel/http/http.h"

namespace kernel {

inline constexpr std::string_view session_cookie = "bylaw_session";

std::optional<std::string_view> bearer_of(const http::Request& request);

}  // namespace kernel
