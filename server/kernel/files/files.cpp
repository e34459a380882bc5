#include "kernel/files/files.h"

#include "kernel/access/refusal.h"
#include "kernel/base/hash.h"
#include "kernel/base/json.h"
#include "kernel/base/text.h"
#include "kernel/files/limits.h"

namespace kernel {

const Migration files_migration{130, "files", R"sql(CREATE TABLE "files" (
  "id" ID,
  "record" TEXT NOT NULL,
  "record_id" BIGINT NOT NULL,
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id"),
  "name" TEXT NOT NULL,
  "size" BIGINT NOT NULL,
  "sha256" TEXT,
  "created_at" BIGINT NOT NULL,
  "removed_at" BIGINT
);
CREATE INDEX "files_record_id" ON "files" ("record_id", "id");
CREATE INDEX "files_account" ON "files" ("account");
CREATE TABLE "file_chunks" (
  "file" BIGINT NOT NULL REFERENCES "files" ("id") ON DELETE CASCADE,
  "seq" BIGINT NOT NULL,
  "bytes" BYTES NOT NULL,
  PRIMARY KEY ("file", "seq")
);
)sql"};

namespace {

constexpr std::string_view select =
    R"(SELECT f."id", f."record", f."record_id", f."account", a."name", f."name", f."size", f."sha256", f."created_at", f."removed_at" )"
    R"(FROM "files" f JOIN "accounts" a ON a."id" = f."account")";

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

AttachedFile file_of(const Rows& rows) {
    AttachedFile file;
    file.id = rows.integer(0);
    file.record = rows.text(1);
    file.record_id = rows.integer(2);
    file.account = rows.integer(3);
    file.by = rows.text(4);
    file.name = rows.text(5);
    file.size = rows.integer(6);
    file.sha256 = rows.text(7);
    file.created_at = rows.integer(8);
    if (!rows.is_null(9)) file.removed_at = rows.integer(9);
    file.kind = file_kind(file.name);
    return file;
}

void append_json(std::string& out, const AttachedFile& file) {
    JsonWriter json(out);
    json.object().key("id").id(file.id).key("name").value(file.name).key("size").value(file.size).key("sha256").value(file.sha256);
    json.key("preview").value(preview_name(file.kind ? file.kind->preview : Preview::none));
    json.key("at").value(format_instant(Instant{file.created_at}));
    json.key("by").object().key("id").id(file.account).key("title").value(file.by).end_object().end_object();
}

std::string json_of(const AttachedFile& file) {
    std::string out;
    append_json(out, file);
    return out;
}

Result<Done> check_name(std::string_view name) {
    if (name.empty()) return invalid_field("name", "problem.field.required");
    if (!is_sound_text(name) || name.find_first_of("/\\\r\n\t\"") != name.npos) return invalid_field("name", "problem.file.name");
    if (characters(name) > limits::file_name_characters)
        return invalid_field("name", "problem.field.too_long", {{"max", std::to_string(limits::file_name_characters)}});
    if (!file_kind(name)) return invalid_field("name", "problem.file.kind", {{"kinds", std::string(known_extensions())}}, "9.2.2");
    return Done{};
}

// Those on their way count too, so that many at once do not come to more.
Result<Done> check_number(Connection& connection, std::int64_t record) {
    Rows rows = connection.query(R"(SELECT count(*) FROM "files" WHERE "record_id" = $1 AND "removed_at" IS NULL)", {record});
    if (!rows.next() || rows.integer(0) < limits::files_per_record) return Done{};
    return Problem{
        .code = Code::conflict, .key = "problem.file.too_many", .arguments = {{"max", std::to_string(limits::files_per_record)}}};
}

}  // namespace

std::optional<std::int64_t> Files::version_of(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id,
                                              Action action) const {
    if (type.is_line()) return std::nullopt;
    Sql sql("SELECT t.\"version\" FROM " + type.table + " t WHERE t.\"id\" = ");
    sql.bind(id) << " AND ";
    append_scope(sql, viewer, type, action, "t");
    if (action != Action::read) sql << " AND t.\"archived_at\" IS NULL";
    Rows rows = sql.query(connection);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

Result<std::int64_t> Files::changeable(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id) const {
    if (!version_of(connection, viewer, type, id, Action::read)) return not_found();
    const auto version = version_of(connection, viewer, type, id, Action::update);
    if (viewer.account == Viewer::operator_account || !version)
        return Problem{.code = Code::forbidden, .key = "problem.forbidden", .arguments = {}, .clause = std::string(type.traits().clause)};
    return *version;
}

Result<std::string> Files::list(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id) const {
    if (!version_of(connection, viewer, type, id, Action::read)) return not_found();
    std::string out = "{\"items\":[";
    {
        Rows rows = connection.query(
            std::string(select) +
                R"( WHERE f."record_id" = $1 AND f."record" = $2 AND f."sha256" IS NOT NULL AND f."removed_at" IS NULL ORDER BY f."id" DESC)",
            {id, type.name});
        for (bool comma = false; rows.next(); comma = true) {
            if (comma) out += ',';
            append_json(out, file_of(rows));
        }
    }
    const bool may_change = changeable(connection, viewer, type, id).ok();
    return out + "],\"can\":{\"change\":" + (may_change ? "true" : "false") +
           "},\"limits\":{\"bytes\":" + std::to_string(limits::file_bytes) + ",\"files\":" + std::to_string(limits::files_per_record) +
           ",\"kinds\":\"" + std::string(known_extensions()) + "\"}}";
}

Result<Done> Files::may_add(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id,
                            std::string_view name) const {
    TRY(changeable(connection, viewer, type, id));
    TRY(check_name(name));
    return check_number(connection, id);
}

Result<std::int64_t> Files::begin(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id,
                                  std::string_view name, std::string_view first_piece) const {
    TRY(may_add(transaction, viewer, type, id, name));
    if (first_piece.empty()) return Problem{.code = Code::invalid, .key = "problem.file.empty"};
    if (!begins_like(*file_kind(name), first_piece)) return invalid_field("name", "problem.file.content", {}, "9.2.2");
    forget_old(transaction);
    const std::int64_t file = ids_.next();
    transaction.execute(
        R"(INSERT INTO "files" ("id", "record", "record_id", "account", "name", "size", "created_at") VALUES ($1, $2, $3, $4, $5, 0, $6))",
        {file, type.name, id, viewer.account, name, records_.clock().now().microseconds});
    return file;
}

void Files::append(Transaction& transaction, std::int64_t file, std::int64_t seq, std::string_view piece) {
    transaction.execute(R"(INSERT INTO "file_chunks" ("file", "seq", "bytes") VALUES ($1, $2, $3))", {file, seq, Bytes{piece}});
}

void Files::forget(Transaction& transaction, std::int64_t file) { transaction.execute(R"(DELETE FROM "files" WHERE "id" = $1)", {file}); }

// An id ends with its node (kernel/base/id.h).
void Files::forget_unfinished(Transaction& transaction) const {
    transaction.execute(R"(DELETE FROM "files" WHERE "sha256" IS NULL AND "id" % 256 = $1)", {std::int64_t{ids_.node()}});
}

// A few with each upload, so that nobody waits for many.
void Files::forget_old(Transaction& transaction) const {
    const std::int64_t now = records_.clock().now().microseconds;
    transaction.execute(
        R"(DELETE FROM "files" WHERE "id" IN (SELECT "id" FROM "files" WHERE ("sha256" IS NULL AND "created_at" < $1) OR "removed_at" < $2 LIMIT $3))",
        {now - limits::unfinished_file_s * 1'000'000, now - limits::removed_file_s * 1'000'000, limits::files_forgotten});
}

// The name and what it is the name of; the digest is for `bylaw verify`, and no field has such a name, so no history shows it.
void Files::note(Transaction& transaction, const Viewer& viewer, std::string_view action, const AttachedFile& file,
                 std::int64_t version) const {
    const bool removed = action == "file_removed";
    std::string changes;
    JsonWriter json(changes);
    json.array().array().value("@file");
    if (!removed) json.null();
    json.object().key("id").id(file.id).key("title").value(file.name).end_object();
    if (removed) json.null();
    json.end_array().array().value("@sha256").null().value(file.sha256).end_array().end_array();
    records_.audit().append(transaction, {{viewer.account, std::string(action), file.record, file.record_id, version, changes}});
}

Result<std::string> Files::complete(Transaction& transaction, const Viewer& viewer, std::int64_t id, std::int64_t size,
                                    const std::string& sha256) const {
    std::optional<AttachedFile> file;
    {
        Rows rows = transaction.query(std::string(select) + R"( WHERE f."id" = $1 AND f."sha256" IS NULL)", {id});
        if (rows.next()) file = file_of(rows);
    }
    // Whoever has lost the right while the file was on its way has lost it for this one too.
    const RecordType* type = file ? records_.house().find(file->record) : nullptr;
    if (!type) return not_found();
    TRY_ASSIGN(const std::int64_t version, changeable(transaction, viewer, *type, file->record_id));
    file->size = size;
    file->sha256 = sha256;
    transaction.execute(R"(UPDATE "files" SET "sha256" = $1, "size" = $2 WHERE "id" = $3)", {std::string_view(sha256), size, id});
    note(transaction, viewer, "file_added", *file, version);
    return json_of(*file);
}

Result<AttachedFile> Files::find(Connection& connection, const Viewer& viewer, std::int64_t id, Which which) const {
    std::optional<AttachedFile> file;
    {
        Rows rows = connection.query(std::string(select) + R"( WHERE f."id" = $1 AND f."sha256" IS NOT NULL)", {id});
        if (rows.next()) file = file_of(rows);
    }
    const RecordType* type = file ? records_.house().find(file->record) : nullptr;
    if (!type || file->removed_at.has_value() != (which == Which::removed) ||
        !version_of(connection, viewer, *type, file->record_id, Action::read))
        return not_found();
    return std::move(*file);
}

Result<AttachedFile> Files::find(Connection& connection, const Viewer& viewer, std::int64_t file) const {
    return find(connection, viewer, file, Which::there);
}

std::string Files::piece(Connection& connection, std::int64_t file, std::int64_t seq) {
    Rows rows = connection.query(R"(SELECT "bytes" FROM "file_chunks" WHERE "file" = $1 AND "seq" = $2)", {file, seq});
    return rows.next() ? std::string(rows.text(0)) : std::string();
}

std::string Files::sha256(Connection& connection, std::int64_t file) {
    Sha256 sum;
    for (std::int64_t seq = 0;; ++seq) {
        const std::string bytes = piece(connection, file, seq);
        if (bytes.empty()) return sum.hex();
        sum.add(bytes);
    }
}

Result<Done> Files::remove(Transaction& transaction, const Viewer& viewer, std::int64_t id) const {
    TRY_ASSIGN(const AttachedFile file, find(transaction, viewer, id, Which::there));
    TRY_ASSIGN(const std::int64_t version, changeable(transaction, viewer, records_.house().get(file.record), file.record_id));
    transaction.execute(R"(UPDATE "files" SET "removed_at" = $1 WHERE "id" = $2)", {records_.clock().now().microseconds, id});
    note(transaction, viewer, "file_removed", file, version);
    return Done{};
}

Result<std::string> Files::restore(Transaction& transaction, const Viewer& viewer, std::int64_t id) const {
    TRY_ASSIGN(const AttachedFile file, find(transaction, viewer, id, Which::removed));
    TRY_ASSIGN(const std::int64_t version, changeable(transaction, viewer, records_.house().get(file.record), file.record_id));
    TRY(check_number(transaction, file.record_id));
    transaction.execute(R"(UPDATE "files" SET "removed_at" = NULL WHERE "id" = $1)", {id});
    note(transaction, viewer, "file_restored", file, version);
    return json_of(file);
}

namespace {

// Whether one of these entries says that the file was attached with these bytes; nothing when none speaks of it.
std::optional<bool> said_by(Rows rows, const AttachedFile& file) {
    const std::string id = '"' + std::to_string(file.id) + '"';
    while (rows.next())
        if (rows.text(0).find(id) != std::string_view::npos) return rows.text(0).find(file.sha256) != std::string_view::npos;
    return std::nullopt;
}

// Of a file whose record has been merged into another since, the log speaks where it was attached.
bool is_in_the_log(Connection& connection, const AttachedFile& file) {
    static constexpr std::string_view added = R"(SELECT "changes" FROM "audit" WHERE "action" = 'file_added' AND )";
    const auto here = said_by(connection.query(std::string(added) + R"("record_id" = $1)", {file.record_id}), file);
    if (here) return *here;
    return said_by(connection.query(std::string(added) + R"("record" = $1)", {std::string_view(file.record)}), file).value_or(false);
}

}  // namespace

void Files::verify(Connection& connection, std::vector<std::string>& findings) {
    std::vector<AttachedFile> files;
    {
        Rows rows = connection.query(std::string(select) + R"( WHERE f."sha256" IS NOT NULL ORDER BY f."id")");
        while (rows.next()) files.push_back(file_of(rows));
    }
    for (const AttachedFile& file : files)
        if (sha256(connection, file.id) != file.sha256 || !is_in_the_log(connection, file))
            findings.push_back("file " + std::to_string(file.id) + " of " + file.record + ' ' + std::to_string(file.record_id) +
                               ": its bytes are not those that were attached");
}

}  // namespace kernel
