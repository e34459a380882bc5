// Files attached to a record of any type. Who may read the record may read them; who may change it may attach, remove and bring back. They
// lie in the database in pieces, encrypted like everything else there, and go with its backup; the log holds their SHA-256.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/files/file_kind.h"
#include "kernel/records/records.h"

namespace kernel {

extern const Migration files_migration;
inline constexpr Hanging files_hanging{"files", "record", "record_id"};

struct AttachedFile {
    std::int64_t id = 0, record_id = 0, account = 0, size = 0, created_at = 0;
    std::string record, name, by, sha256;  // without sha256 it is still on its way
    std::optional<std::int64_t> removed_at;
    const FileKind* kind = nullptr;
};

class Files {
public:
    Files(Records& records, IdMaker& ids) : records_(records), ids_(ids) {}

    // {"items":[file…],"can":{"change":bool},"limits":{…}}, newest first.
    Result<std::string> list(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id) const;

    // Uploading: what can be refused before the first byte; the row with the first piece, which must begin as the name says; the other
    // pieces; the end, from which on it is there for others.
    Result<Done> may_add(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id,
                         std::string_view name) const;
    Result<std::int64_t> begin(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id,
                               std::string_view name, std::string_view first_piece) const;
    static void append(Transaction& transaction, std::int64_t file, std::int64_t seq, std::string_view piece);
    Result<std::string> complete(Transaction& transaction, const Viewer& viewer, std::int64_t file, std::int64_t size,
                                 const std::string& sha256) const;
    static void forget(Transaction& transaction, std::int64_t file);
    // What this server had in hand when it ended last.
    void forget_unfinished(Transaction& transaction) const;

    // 404 for whoever may not read its record, and once it is removed.
    Result<AttachedFile> find(Connection& connection, const Viewer& viewer, std::int64_t file) const;
    // Nothing when there is no such piece (any more).
    static std::string piece(Connection& connection, std::int64_t file, std::int64_t seq);
    static std::string sha256(Connection& connection, std::int64_t file);
    Result<Done> remove(Transaction& transaction, const Viewer& viewer, std::int64_t file) const;
    Result<std::string> restore(Transaction& transaction, const Viewer& viewer, std::int64_t file) const;

    // For `bylaw verify`: the bytes must be those that the log says were attached.
    static void verify(Connection& connection, std::vector<std::string>& findings);

private:
    enum class Which : std::uint8_t { there, removed };
    Result<AttachedFile> find(Connection& connection, const Viewer& viewer, std::int64_t file, Which which) const;
    std::optional<std::int64_t> version_of(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id,
                                           Action action) const;
    // The version of the file's record, if this viewer may change it.
    Result<std::int64_t> changeable(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id) const;
    void forget_old(Transaction& transaction) const;
    void note(Transaction& transaction, const Viewer& viewer, std::string_view action, const AttachedFile& file,
              std::int64_t version) const;

    Records& records_;
    IdMaker& ids_;
};

}  // namespace kernel
