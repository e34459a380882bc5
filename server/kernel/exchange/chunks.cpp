#include "kernel/exchange/chunks.h"

#include <stdexcept>

#include "kernel/exchange/limits.h"

namespace kernel {

void append_chunk(Transaction& transaction, std::int64_t import, std::int64_t seq, std::string_view bytes) {
    transaction.execute(R"(INSERT INTO "import_chunks" ("import", "seq", "bytes") VALUES ($1, $2, $3))", {import, seq, Bytes{bytes}});
}

void drop_chunks(Transaction& transaction, std::int64_t import) {
    transaction.execute(R"(DELETE FROM "import_chunks" WHERE "import" = $1)", {import});
}

const std::string& ChunkSource::piece(std::int64_t seq) {
    for (const Held& held : held_)
        if (held.seq == seq) return held.bytes;
    Held& held = held_[next_++ % held_.size()];
    held.seq = -1;
    bool found = false;
    store_.read_and_wait([&](Connection& connection) {
        Rows rows = connection.query(R"(SELECT "bytes" FROM "import_chunks" WHERE "import" = $1 AND "seq" = $2)", {import_, seq});
        found = rows.next();
        if (found) held.bytes = rows.text(0);
    });
    if (!found) throw std::runtime_error("a piece of the uploaded file is gone: the import was removed while it was being read");
    held.seq = seq;
    return held.bytes;
}

std::size_t ChunkSource::read(std::uint64_t offset, char* to, std::size_t count) {
    if (offset >= size_) return 0;
    const std::string& bytes = piece(static_cast<std::int64_t>(offset / limits::import_chunk_bytes));
    return bytes.copy(to, count, static_cast<std::size_t>(offset % limits::import_chunk_bytes));
}

}  // namespace kernel
