// Limits of comments.
#pragma once
#include <cstddef>

namespace kernel::limits {

inline constexpr std::size_t comment_characters = 4000;
inline constexpr std::size_t comment_mentions = 20;
inline constexpr int comments_page = 50;
inline constexpr int mentions_shown = 50;
inline constexpr int readers_offered = 20;

}  // namespace kernel::limits
