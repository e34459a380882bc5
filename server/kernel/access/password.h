// 9.2: what a new password must be.
#pragma once
#include <string_view>

#include "kernel/base/result.h"

namespace kernel {

namespace limits {
inline constexpr std::size_t password_shortest = 10;  // characters
inline constexpr std::size_t password_longest = 200;
}  // namespace limits

// No rules about kinds of characters: length, and not what everybody guesses first. The problem names the field `password`.
Result<Done> check_new_password(std::string_view password, std::string_view login);

}  // namespace kernel
