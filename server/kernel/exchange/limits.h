// Limits of imports.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kernel::limits {

inline constexpr std::size_t import_bytes = 64ull * 1024 * 1024;  // of one file
inline constexpr std::size_t import_chunk_bytes = 256 * 1024;     // of a file, in one row of import_chunks
inline constexpr std::size_t import_batch = 4096;                 // rows of a file that are read, resolved and written together
inline constexpr std::size_t import_cache = 200'000;              // links of one run remembered with what they name
inline constexpr std::size_t import_problems = 10'000;            // kept of one import
inline constexpr std::size_t import_problem_page = 100;           // in one answer
inline constexpr std::size_t import_problem_csv = 100'000;        // in one download
inline constexpr std::size_t import_value_characters = 200;       // of a cell shown with its problem
inline constexpr std::size_t import_samples = 3;                  // of a column, shown beside its header
inline constexpr std::size_t import_sample_characters = 80;
inline constexpr std::size_t import_name_characters = 200;        // of a file's name
inline constexpr std::size_t import_tree_levels = 4;              // of a tree that a file can name: province, city…
inline constexpr std::size_t import_splits = 99;                  // records made of one number that several customers share
inline constexpr std::size_t imports_per_account = 20;            // kept; the oldest goes first
inline constexpr std::size_t import_mappings_per_account = 100;   // remembered; the oldest goes first
inline constexpr std::int64_t import_undo_s = 24 * 60 * 60;       // after its end, in which what a run made can be taken back
inline constexpr std::int64_t import_undo_batch = 200;            // records taken back together
inline constexpr int import_lease_s = 60;                         // after which another node may take up a run that is silent
inline constexpr int import_lease_all_s = 3600;                   // of a run that is one transaction and cannot say that it lives
inline constexpr int import_attempts = 3;                         // of a batch that met another writer's record
inline constexpr std::int64_t import_abandoned_s = 24 * 60 * 60;  // after which an upload that never ended is dropped
// A run remembers of every record it has met its key (as 128 bits), id, required link, how its fields began and its count of lines:
// about 88 bytes, so 180 MB for a file of two million orders (table::limits::rows), 0.4 MB for five thousand.

}  // namespace kernel::limits
