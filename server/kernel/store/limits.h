// Limits of the store.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kernel::limits {

inline constexpr std::size_t write_queue = 4096;        // pieces of work that may wait for the writer
inline constexpr std::size_t write_batch = 128;         // pieces of work in one commit
inline constexpr std::size_t read_queue = 4096;         // short reads that may wait (PostgreSQL)
inline constexpr std::size_t long_read_queue = 64;      // long reads that may wait
inline constexpr std::size_t statements = 512;          // prepared statements kept per connection
inline constexpr int statement_seconds = 60;            // one statement, on a reader or in a piece of work
inline constexpr int commit_seconds = 30;               // then the connection is given up and the outcome unknown (PostgreSQL)
inline constexpr int lock_seconds = 3;                  // waiting for another node's row lock (PostgreSQL)
inline constexpr int serialisation_attempts = 5;        // of a piece of work that met a deadlock (PostgreSQL)
inline constexpr std::size_t pipeline_depth = 256;      // statements sent before their answers are read (PostgreSQL)
inline constexpr std::size_t rows_per_statement = 64;   // a power of two; times the columns below 65,535 (PostgreSQL)
inline constexpr int checkpoint_pages = 4000;           // of the write-ahead log before it is copied into the database (SQLite)
inline constexpr std::int64_t wal_bytes = 32LL << 20U;  // above this the idle writer cuts the write-ahead log (SQLite)
inline constexpr int writer_cache_kib = 64 << 10U;      // pages the writer keeps decrypted (SQLite)
inline constexpr int reader_cache_kib = 16 << 10U;      // pages each reader keeps decrypted (SQLite)

}  // namespace kernel::limits
