// Limits of attached files.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kernel::limits {

inline constexpr std::int64_t file_megabytes = 20;
inline constexpr std::size_t file_bytes = file_megabytes * 1024 * 1024;
inline constexpr std::size_t file_chunk_bytes = 256 * 1024;  // in one row of file_chunks
inline constexpr std::int64_t files_per_record = 200;
inline constexpr std::size_t file_name_characters = 200;
inline constexpr int downloads = 64;                                 // on their way out at once, each holding one chunk
inline constexpr std::int64_t unfinished_file_s = 6 * 60 * 60;       // then an upload that broke off is forgotten
inline constexpr std::int64_t removed_file_s = 30LL * 24 * 60 * 60;  // as long it can be brought back
inline constexpr std::int64_t files_forgotten = 20;                  // at most, with one upload

}  // namespace kernel::limits
