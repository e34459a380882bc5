// Limits of jobs.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kernel::limits {

inline constexpr std::size_t jobs_per_account = 20;                      // kept; the oldest that is over goes first
inline constexpr std::size_t jobs_waiting_per_account = 5;               // waiting or running
inline constexpr std::int64_t job_kept_s = std::int64_t{7} * 24 * 3600;  // with its file, after it was asked for
inline constexpr int job_lease_s = 60;                                   // after which another node may take up a job that is silent
inline constexpr std::int64_t job_progress_ms = 2000;                    // between two notes of how far it is
inline constexpr std::size_t job_file_bytes = 128ull * 1024 * 1024;      // of what a job makes
inline constexpr std::size_t job_piece_bytes = 256 * 1024;               // of it, in one row
inline constexpr std::size_t job_rows_page = 200;                        // results of single rows in one answer

}  // namespace kernel::limits
