#include "kernel/exchange/import_store.h"

#include <limits>

#include "kernel/exchange/chunks.h"
#include "kernel/exchange/import_json.h"
#include "kernel/exchange/limits.h"

namespace kernel {

// The uploaded file itself is kept here, so that it is encrypted with everything else and any node can read it.
const Migration imports_migration{4, "imports", R"sql(CREATE TABLE "imports" (
  "id" ID,
  "account" BIGINT REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "record" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "size" BIGINT NOT NULL,
  "state" TEXT NOT NULL CHECK ("state" IN ('uploading', 'uploaded', 'checking', 'checked', 'running', 'done', 'failed', 'cancelled')),
  "format" TEXT,
  "columns" TEXT,
  "mapping" TEXT NOT NULL,
  "conflicts" BIGINT NOT NULL,
  "mode" TEXT,
  "result" TEXT,
  "problem" TEXT,
  "rows" BIGINT NOT NULL,
  "bytes" BIGINT NOT NULL,
  "run_id" BIGINT NOT NULL,
  "cancel" BIGINT NOT NULL,
  "lease_until" BIGINT NOT NULL,
  "node" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL
);
CREATE INDEX "imports_account" ON "imports" ("account", "id");
CREATE INDEX "imports_state" ON "imports" ("state", "lease_until");
CREATE TABLE "import_chunks" (
  "import" BIGINT NOT NULL REFERENCES "imports" ("id") ON DELETE CASCADE,
  "seq" BIGINT NOT NULL,
  "bytes" BYTES NOT NULL,
  PRIMARY KEY ("import", "seq")
);
CREATE TABLE "import_problems" (
  "import" BIGINT NOT NULL REFERENCES "imports" ("id") ON DELETE CASCADE,
  "seq" BIGINT NOT NULL,
  "row" BIGINT NOT NULL,
  "column_name" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "severity" BIGINT NOT NULL,
  "message_key" TEXT NOT NULL,
  "arguments" TEXT NOT NULL,
  PRIMARY KEY ("import", "seq")
);
CREATE TABLE "import_mappings" (
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "record" TEXT NOT NULL,
  "headers" TEXT NOT NULL,
  "mapping" TEXT NOT NULL,
  "used_at" BIGINT NOT NULL,
  PRIMARY KEY ("account", "record", "headers")
);
)sql"};

const Migration import_undo_migration{140, "import_undo", R"sql(
ALTER TABLE "imports" ADD COLUMN "done_at" BIGINT;
ALTER TABLE "imports" ADD COLUMN "undo" TEXT CHECK ("undo" IN ('asked', 'done'));
ALTER TABLE "imports" ADD COLUMN "undo_by" BIGINT;
ALTER TABLE "imports" ADD COLUMN "undo_before" BIGINT;
ALTER TABLE "imports" ADD COLUMN "taken_back" BIGINT;
ALTER TABLE "imports" ADD COLUMN "kept" BIGINT;
)sql"};

namespace {

constexpr std::string_view select =
    R"(SELECT i."id", i."account", a."name", i."record", i."name", i."size", i."state", i."format", i."columns", i."mapping", i."conflicts", )"
    R"(i."mode", i."result", i."problem", i."rows", i."bytes", i."run_id", i."created_at", i."done_at", )"
    R"(i."undo", i."undo_by", i."undo_before", i."taken_back", i."kept" FROM "imports" i LEFT JOIN "accounts" a ON a."id" = i."account")";

ImportRow row_of(const Rows& rows) {
    ImportRow row;
    row.id = rows.integer(0);
    row.account = rows.integer(1);
    row.account_name = rows.text(2);
    row.record = rows.text(3);
    row.name = rows.text(4);
    row.size = rows.integer(5);
    row.state = rows.text(6);
    row.format = rows.text(7);
    row.columns = rows.text(8);
    if (auto mapping = mapping_from(rows.text(9))) row.mapping = std::move(*mapping);
    row.conflicts = rows.integer(10) == 0 ? Conflicts::reject : Conflicts::split;
    row.mode = rows.text(11);
    row.result = rows.text(12);
    row.problem = rows.text(13);
    row.rows = rows.integer(14);
    row.bytes = rows.integer(15);
    row.run_id = rows.integer(16);
    row.created_at = rows.integer(17);
    row.done_at = rows.integer(18);
    row.undo = {.state = rows.is_null(19)          ? ImportUndo::State::none
                         : rows.text(19) == "done" ? ImportUndo::State::done
                                                   : ImportUndo::State::asked,
                .by = rows.integer(20),
                .before = rows.integer(21),
                .taken_back = rows.integer(22),
                .kept = rows.integer(23)};
    return row;
}

Argument text_or_null(const std::string& text) { return text.empty() ? Argument{} : Argument{std::string_view(text)}; }

void insert_problem(Transaction& transaction, std::int64_t import, std::int64_t seq, const RowProblem& problem) {
    const std::string arguments = json_of(problem.arguments);
    transaction.post(
        R"(INSERT INTO "import_problems" ("import", "seq", "row", "column_name", "value", "severity", "message_key", "arguments") VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
        {import, seq, static_cast<std::int64_t>(problem.row), std::string_view(problem.column), std::string_view(problem.value),
         std::int64_t{problem.severity == Severity::error}, std::string_view(problem.key), std::string_view(arguments)});
}

}  // namespace

std::optional<ImportRow> read_import(Connection& connection, std::int64_t id) {
    Rows rows = connection.query(std::string(select) + R"( WHERE i."id" = $1)", {id});
    return rows.next() ? std::optional(row_of(rows)) : std::nullopt;
}

std::vector<ImportRow> read_imports(Connection& connection, std::size_t at_most) {
    Rows rows = connection.query(std::string(select) + R"( WHERE i."state" <> 'uploading' ORDER BY i."id" DESC LIMIT $1)",
                                 {static_cast<std::int64_t>(at_most)});
    std::vector<ImportRow> found;
    while (rows.next()) found.push_back(row_of(rows));
    return found;
}

void insert_import(Transaction& transaction, const ImportRow& row) {
    const std::string mapping = json_of(row.mapping);
    transaction.execute(
        R"(INSERT INTO "imports" ("id", "account", "record", "name", "size", "state", "mapping", "conflicts", "rows", "bytes", "run_id", "cancel", "lease_until", "node", "created_at") )"
        R"(VALUES ($1, $2, $3, $4, 0, 'uploading', $5, 0, 0, 0, 0, 0, 0, 0, $6))",
        {row.id, row.account ? Argument{row.account} : Argument{}, std::string_view(row.record), std::string_view(row.name),
         std::string_view(mapping), row.created_at});
}

void delete_import(Transaction& transaction, std::int64_t id) { transaction.execute(R"(DELETE FROM "imports" WHERE "id" = $1)", {id}); }

void update_uploaded(Transaction& transaction, const ImportRow& row) {
    const std::string mapping = json_of(row.mapping);
    transaction.execute(
        R"(UPDATE "imports" SET "state" = $1, "size" = $2, "format" = $3, "columns" = $4, "mapping" = $5, "problem" = $6 WHERE "id" = $7)",
        {std::string_view(row.state), row.size, text_or_null(row.format), text_or_null(row.columns), std::string_view(mapping),
         text_or_null(row.problem), row.id});
    if (row.state == "failed") drop_chunks(transaction, row.id);
}

void update_mapping(Transaction& transaction, const ImportRow& row) {
    const std::string mapping = json_of(row.mapping);
    transaction.execute(R"(UPDATE "imports" SET "mapping" = $1, "conflicts" = $2, "state" = 'uploaded', "result" = NULL WHERE "id" = $3)",
                        {std::string_view(mapping), std::int64_t{row.conflicts == Conflicts::split}, row.id});
}

bool begin_work(Transaction& transaction, std::int64_t id, std::string_view state, std::string_view mode) {
    return transaction.execute(
               R"(UPDATE "imports" SET "state" = $1, "mode" = $2, "rows" = 0, "bytes" = 0, "run_id" = 0, "cancel" = 0, "lease_until" = 0, "problem" = NULL )"
               R"(WHERE "id" = $3 AND "state" IN ('uploaded', 'checked'))",
               {state, mode.empty() ? Argument{} : Argument{mode}, id}) == 1;
}

void update_progress(Transaction& transaction, std::int64_t id, std::int64_t rows, std::int64_t bytes, std::int64_t lease_until) {
    transaction.post(R"(UPDATE "imports" SET "rows" = $1, "bytes" = $2, "lease_until" = $3 WHERE "id" = $4)",
                     {rows, bytes, lease_until, id});
}

void end_work(Transaction& transaction, const ImportRow& row, const ProblemList& problems, std::int64_t now) {
    transaction.execute(R"(DELETE FROM "import_problems" WHERE "import" = $1)", {row.id});
    std::int64_t seq = 0;
    const auto add = [&](const RowProblem& problem) { insert_problem(transaction, row.id, ++seq, problem); };
    for (const RowProblem& problem : problems.kept()) add(problem);
    if (problems.left_out() > 0)
        add({.row = problems.kept().back().row,
             .column = {},
             .value = {},
             .severity = Severity::warning,
             .key = "problem.import.more",
             .arguments = {{"count", std::to_string(problems.left_out())}}});
    transaction.execute(
        R"(UPDATE "imports" SET "state" = $1, "mode" = $2, "result" = $3, "problem" = $4, "rows" = $5, "bytes" = $6, "lease_until" = 0, "cancel" = 0, "done_at" = $7 WHERE "id" = $8)",
        {std::string_view(row.state), text_or_null(row.mode), text_or_null(row.result), text_or_null(row.problem), row.rows, row.bytes, now,
         row.id});
    if (row.state != "checked") drop_chunks(transaction, row.id);
}

// What an account's later runs made is not this one's.
bool begin_undo(Transaction& transaction, const ImportRow& row, std::int64_t by) {
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    {
        Rows rows = transaction.query(R"(SELECT min("run_id") FROM "imports" WHERE COALESCE("account", 0) = $1 AND "run_id" > $2)",
                                      {row.account, row.run_id});
        if (rows.next() && !rows.is_null(0)) before = rows.integer(0);
    }
    return transaction.execute(
               R"(UPDATE "imports" SET "undo" = 'asked', "undo_by" = $1, "undo_before" = $2, "taken_back" = 0, "kept" = 0, "lease_until" = 0 )"
               R"(WHERE "id" = $3 AND "undo" IS NULL AND "done_at" IS NOT NULL AND "state" IN ('done', 'failed', 'cancelled'))",
               {by, before, row.id}) == 1;
}

void update_undo(Transaction& transaction, const ImportRow& row, const std::vector<RowProblem>& kept, std::int64_t lease_until) {
    std::int64_t seq = 0;
    {
        Rows rows = transaction.query(R"(SELECT COALESCE(max("seq"), 0) FROM "import_problems" WHERE "import" = $1)", {row.id});
        if (rows.next()) seq = rows.integer(0);
    }
    for (const RowProblem& problem : kept)
        if (seq < static_cast<std::int64_t>(2 * limits::import_problems)) insert_problem(transaction, row.id, ++seq, problem);
    transaction.execute(
        R"(UPDATE "imports" SET "undo" = $1, "undo_before" = $2, "taken_back" = $3, "kept" = $4, "lease_until" = $5 WHERE "id" = $6)",
        {std::string_view(row.undo.state == ImportUndo::State::done ? "done" : "asked"), row.undo.before, row.undo.taken_back,
         row.undo.kept, lease_until, row.id});
}

void ask_to_cancel(Transaction& transaction, std::int64_t id) {
    transaction.execute(R"(UPDATE "imports" SET "cancel" = 1 WHERE "id" = $1 AND "state" IN ('checking', 'running'))", {id});
    if (transaction.execute(R"(UPDATE "imports" SET "state" = 'cancelled' WHERE "id" = $1 AND "state" IN ('uploaded', 'checked'))", {id}) ==
        1)
        drop_chunks(transaction, id);
}

bool is_cancelled(Connection& connection, std::int64_t id) {
    Rows rows = connection.query(R"(SELECT "cancel" FROM "imports" WHERE "id" = $1)", {id});
    return !rows.next() || rows.integer(0) != 0;
}

std::optional<std::int64_t> waiting_import(Connection& connection, std::int64_t now) {
    Rows rows = connection.query(
        R"(SELECT "id" FROM "imports" WHERE ("state" IN ('checking', 'running') OR "undo" = 'asked') AND "lease_until" < $1 ORDER BY "id" LIMIT 1)",
        {now});
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

std::optional<Taken> take_import(Transaction& transaction, std::int64_t id, std::int64_t now, std::int64_t lease_until, std::int64_t node,
                                 std::int64_t new_run_id) {
    if (transaction.execute(
            R"(UPDATE "imports" SET "lease_until" = $1, "node" = $2 WHERE "id" = $3 AND ("state" IN ('checking', 'running') OR "undo" = 'asked') AND "lease_until" < $4)",
            {lease_until, node, id, now}) != 1)
        return std::nullopt;
    auto row = read_import(transaction, id);
    if (!row) return std::nullopt;
    const bool resumed = row->run_id != 0;
    if (!resumed) row->run_id = new_run_id;
    transaction.execute(R"(UPDATE "imports" SET "run_id" = $1 WHERE "id" = $2)", {row->run_id, id});
    return Taken{std::move(*row), resumed};
}

void release_imports(Transaction& transaction, std::int64_t node, std::int64_t abandoned_before) {
    transaction.execute(R"(UPDATE "imports" SET "lease_until" = 0 WHERE "node" = $1)", {node});
    transaction.execute(R"(DELETE FROM "imports" WHERE "state" = 'uploading' AND "created_at" < $1)", {abandoned_before});
}

std::optional<Mapping> remembered_mapping(Connection& connection, std::int64_t account, std::string_view record, std::string_view headers) {
    Rows rows = connection.query(R"(SELECT "mapping" FROM "import_mappings" WHERE "account" = $1 AND "record" = $2 AND "headers" = $3)",
                                 {account, record, headers});
    if (!rows.next()) return std::nullopt;
    auto mapping = mapping_from(rows.text(0));
    return mapping ? std::optional(std::move(*mapping)) : std::nullopt;
}

void remember_mapping(Transaction& transaction, std::int64_t account, std::string_view record, std::string_view headers,
                      const Mapping& mapping, std::int64_t now) {
    if (account == 0) return;
    const std::string text = json_of(mapping);
    transaction.execute(
        R"(INSERT INTO "import_mappings" ("account", "record", "headers", "mapping", "used_at") VALUES ($1, $2, $3, $4, $5) )"
        R"(ON CONFLICT ("account", "record", "headers") DO UPDATE SET "mapping" = excluded."mapping", "used_at" = excluded."used_at")",
        {account, record, headers, std::string_view(text), now});
    transaction.execute(
        R"(DELETE FROM "import_mappings" WHERE "account" = $1 AND "used_at" < (SELECT "used_at" FROM "import_mappings" WHERE "account" = $1 )"
        R"(ORDER BY "used_at" DESC LIMIT 1 OFFSET $2))",
        {account, static_cast<std::int64_t>(limits::import_mappings_per_account - 1)});
}

// Room for one more: the oldest that nobody works at go.
void drop_oldest(Transaction& transaction, std::int64_t account, std::size_t keep) {
    std::vector<std::int64_t> old;
    {
        Rows rows = transaction.query(
            R"(SELECT "id" FROM "imports" WHERE COALESCE("account", 0) = $1 AND "state" NOT IN ('checking', 'running') AND COALESCE("undo", '') <> 'asked' )"
            R"(ORDER BY "id" DESC LIMIT 1000 OFFSET $2)",
            {account, static_cast<std::int64_t>(keep)});
        while (rows.next()) old.push_back(rows.integer(0));
    }
    for (const std::int64_t id : old) delete_import(transaction, id);
}

std::vector<ProblemRow> read_problems(Connection& connection, std::int64_t import, std::int64_t after, std::size_t at_most) {
    Rows rows =
        connection.query(R"(SELECT "seq", "row", "column_name", "value", "severity", "message_key", "arguments" FROM "import_problems" )"
                         R"(WHERE "import" = $1 AND "seq" > $2 ORDER BY "seq" LIMIT $3)",
                         {import, after, static_cast<std::int64_t>(at_most)});
    std::vector<ProblemRow> found;
    while (rows.next())
        found.push_back({rows.integer(0),
                         {.row = static_cast<std::uint64_t>(rows.integer(1)),
                          .column = std::string(rows.text(2)),
                          .value = std::string(rows.text(3)),
                          .severity = rows.integer(4) != 0 ? Severity::error : Severity::warning,
                          .key = std::string(rows.text(5)),
                          .arguments = arguments_from(rows.text(6))}});
    return found;
}

}  // namespace kernel
