#include "kernel/merges/kept.h"

#include "kernel/merges/limits.h"
#include "kernel/merges/merges.h"

namespace kernel {

const Migration merges_migration{120, "merges", R"sql(
CREATE TABLE "merges" (
  "id" ID,
  "record" TEXT NOT NULL,
  "kept" BIGINT NOT NULL,
  "merged" BIGINT NOT NULL,
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id"),
  "at" BIGINT NOT NULL,
  "undone_at" BIGINT,
  "undone_by" BIGINT REFERENCES "accounts" ("id")
);
CREATE INDEX "merges_kept" ON "merges" ("kept");
CREATE INDEX "merges_merged" ON "merges" ("merged");
CREATE TABLE "merge_moves" (
  "merge" BIGINT NOT NULL REFERENCES "merges" ("id"),
  "record" TEXT NOT NULL,
  "record_id" BIGINT NOT NULL,
  "line" BIGINT NOT NULL,
  "field" TEXT NOT NULL,
  PRIMARY KEY ("merge", "record", "record_id", "line", "field")
);
CREATE TABLE "merge_changes" (
  "merge" BIGINT NOT NULL REFERENCES "merges" ("id"),
  "record_id" BIGINT NOT NULL,
  "field" TEXT NOT NULL,
  "number_before" BIGINT,
  "text_before" TEXT,
  "number_after" BIGINT,
  "text_after" TEXT,
  PRIMARY KEY ("merge", "record_id", "field")
);
)sql"};

namespace {

constexpr std::string_view select = R"(SELECT "id", "record", "kept", "merged", "account", "at", "undone_at", "undone_by" FROM "merges")";

KeptMerge merge_from(const Rows& rows) {
    return {.id = rows.integer(0),
            .record = std::string(rows.text(1)),
            .kept = rows.integer(2),
            .merged = rows.integer(3),
            .account = rows.integer(4),
            .at = rows.integer(5),
            .undone_at = rows.integer(6),
            .undone_by = rows.integer(7)};
}

Value value_from(const Rows& rows, int number) {
    if (!rows.is_null(number)) return rows.integer(number);
    if (!rows.is_null(number + 1)) return std::string(rows.text(number + 1));
    return {};
}

Argument number_of(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number ? Argument(*number) : Argument(std::monostate{});
}
Argument text_argument(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? Argument(std::string_view(*text)) : Argument(std::monostate{});
}

}  // namespace

std::optional<KeptMerge> kept_merge(Connection& connection, std::int64_t id) {
    Rows rows = connection.query(std::string(select) + R"( WHERE "id" = $1)", {id});
    return rows.next() ? std::optional(merge_from(rows)) : std::nullopt;
}

std::vector<KeptMerge> merges_of(Connection& connection, const RecordType& type, std::int64_t id) {
    std::vector<KeptMerge> merges;
    Rows rows =
        connection.query(std::string(select) + R"( WHERE ("kept" = $1 OR "merged" = $1) AND "record" = $2 ORDER BY "id" DESC LIMIT $3)",
                         {id, type.name, std::int64_t{limits::merges_shown}});
    while (rows.next()) merges.push_back(merge_from(rows));
    return merges;
}

std::vector<Moved> moves_of(Connection& connection, std::int64_t merge) {
    std::vector<Moved> moves;
    Rows rows = connection.query(
        R"(SELECT "record", "record_id", "line", "field" FROM "merge_moves" WHERE "merge" = $1 ORDER BY "record", "record_id", "line")",
        {merge});
    while (rows.next()) moves.push_back({std::string(rows.text(0)), rows.integer(1), rows.integer(2), std::string(rows.text(3))});
    return moves;
}

std::vector<Change> changes_of(Connection& connection, std::int64_t merge) {
    std::vector<Change> changes;
    Rows rows = connection.query(
        R"(SELECT "record_id", "field", "number_before", "text_before", "number_after", "text_after" FROM "merge_changes" WHERE "merge" = $1)",
        {merge});
    while (rows.next()) changes.push_back({rows.integer(0), std::string(rows.text(1)), value_from(rows, 2), value_from(rows, 4)});
    return changes;
}

void keep_merge(Transaction& transaction, const KeptMerge& merge) {
    transaction.execute(R"(INSERT INTO "merges" ("id", "record", "kept", "merged", "account", "at") VALUES ($1, $2, $3, $4, $5, $6))",
                        {merge.id, std::string_view(merge.record), merge.kept, merge.merged, merge.account, merge.at});
}

void keep_move(Transaction& transaction, std::int64_t merge, const Moved& moved) {
    transaction.post(R"(INSERT INTO "merge_moves" ("merge", "record", "record_id", "line", "field") VALUES ($1, $2, $3, $4, $5))",
                     {merge, std::string_view(moved.record), moved.record_id, moved.line, std::string_view(moved.field)});
}

void keep_change(Transaction& transaction, std::int64_t merge, const Change& change) {
    transaction.post(
        R"(INSERT INTO "merge_changes" ("merge", "record_id", "field", "number_before", "text_before", "number_after", "text_after"))"
        R"( VALUES ($1, $2, $3, $4, $5, $6, $7))",
        {merge, change.record_id, std::string_view(change.field), number_of(change.before), text_argument(change.before),
         number_of(change.after), text_argument(change.after)});
}

}  // namespace kernel
