// A whole copy of a database as it stood at one moment, and the way back into an empty place. A copy is a series of pieces of at most
// limits::copy_piece bytes; what stands in them is the engine's own affair, so a copy goes back into the engine it came from.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "kernel/store/migrate.h"
#include "kernel/store/store.h"

namespace kernel {

namespace limits {
inline constexpr std::size_t copy_piece = 256 * 1024;
}

class CopySink {
public:
    virtual ~CopySink() = default;
    virtual void expect(std::int64_t bytes) = 0;  // before the first piece; of PostgreSQL a guess
    virtual void put(std::string_view piece) = 0;
};

class CopySource {
public:
    virtual ~CopySource() = default;
    virtual bool next(std::string& piece) = 0;  // false after the last
};

// Puts a copy into an empty place: a data directory without a database, or a PostgreSQL schema without a table. Nothing is left there when
// it fails. Throws DatabaseError with a sentence for the operator: not empty, made by a newer program, not whole.
void copy_in(const StoreOptions& options, CopySource& source, std::span<const Migration> migrations);

}  // namespace kernel
