// An import without a server: the whole way on one thread.
#include <stdexcept>

#include "kernel/exchange/chunks.h"
#include "kernel/exchange/imports.h"

namespace kernel {

Result<std::int64_t> Imports::store_file(const Viewer& viewer, const FileImport& file) {
    const auto bytes = table::bytes_in_file(file.path);
    if (bytes->size() > limits::import_bytes) return Problem{.code = Code::too_large, .key = "problem.too_large"};
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    std::optional<Result<std::int64_t>> id;
    std::string piece(limits::import_chunk_bytes, '\0');
    parts_.store.write_and_wait([&](Transaction& transaction) {
        id.emplace(create(transaction, viewer, file.record, name));
        if (!id->ok()) return false;
        std::uint64_t offset = 0;
        for (std::int64_t seq = 0; offset < bytes->size(); ++seq) {
            std::size_t there = 0;
            while (there < piece.size()) {
                const std::size_t got = bytes->read(offset + there, piece.data() + there, piece.size() - there);
                if (got == 0) break;
                there += got;
            }
            if (there == 0) throw std::runtime_error("The file " + file.path + " changed while it was being read.");
            append_chunk(transaction, **id, seq, std::string_view(piece).substr(0, there));
            offset += there;
        }
        return true;
    });
    if (!id->ok()) return std::move(*id);
    finish(viewer, **id, static_cast<std::int64_t>(bytes->size()));
    return std::move(*id);
}

Result<std::int64_t> Imports::import_file(const Viewer& viewer, const FileImport& file) {
    TRY(may_create(viewer, file.record));
    TRY_ASSIGN(const std::int64_t id, store_file(viewer, file));
    const auto state = [&] {
        std::optional<ImportRow> row;
        parts_.store.read_and_wait([&](Connection& connection) { row = read_import(connection, id); });
        return row ? row->state : std::string();
    };
    const auto write = [&](const std::function<Result<Done>(Transaction&)>& work) {
        std::optional<Result<Done>> result;
        parts_.store.write_and_wait([&](Transaction& transaction) { return result.emplace(work(transaction)).ok(); });
        return std::move(*result);
    };
    if (state() == "failed") return id;
    TRY(write([&](Transaction& transaction) { return change(transaction, viewer, id, {file.mapping, file.conflicts}); }));
    // The valid rows only: first it must be known that the file can be read to its end.
    if (file.mode != ImportMode::all) {
        TRY(write([&](Transaction& transaction) { return ask(transaction, viewer, id, ImportMode::check); }));
        execute(id, file.progress);
        if (file.mode == ImportMode::check || state() != "checked") return id;
    }
    TRY(write([&](Transaction& transaction) { return ask(transaction, viewer, id, file.mode); }));
    execute(id, file.progress);
    return id;
}

}  // namespace kernel
