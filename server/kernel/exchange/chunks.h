// An uploaded file, kept in the database in pieces.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/store/store.h"
#include "kernel/table/table.h"

namespace kernel {

// Every piece but the last has limits::import_chunk_bytes.
void append_chunk(Transaction& transaction, std::int64_t import, std::int64_t seq, std::string_view bytes);
void drop_chunks(Transaction& transaction, std::int64_t import);

// Reads on whatever thread asks; a few pieces are kept, as a workbook's directory is at its end.
class ChunkSource final : public table::ByteSource {
public:
    ChunkSource(Store& store, std::int64_t import, std::int64_t size)
        : store_(store), import_(import), size_(static_cast<std::uint64_t>(size)) {}
    std::uint64_t size() const override { return size_; }
    std::size_t read(std::uint64_t offset, char* to, std::size_t count) override;

private:
    const std::string& piece(std::int64_t seq);

    struct Held {
        std::int64_t seq = -1;
        std::string bytes;
    };
    Store& store_;
    std::int64_t import_;
    std::uint64_t size_;
    std::array<Held, 4> held_;
    std::size_t next_ = 0;
};

}  // namespace kernel
