#include "kernel/jobs/job_store.h"

#include "kernel/jobs/limits.h"

namespace kernel {

const Migration jobs_migration{110, "jobs", R"sql(CREATE TABLE "jobs" (
  "id" ID,
  "account" BIGINT REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "role" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "record" TEXT NOT NULL,
  "state" TEXT NOT NULL CHECK ("state" IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  "locale" TEXT NOT NULL,
  "request" TEXT NOT NULL,
  "result" TEXT,
  "problem" TEXT,
  "file" TEXT,
  "done" BIGINT NOT NULL,
  "total" BIGINT NOT NULL,
  "bytes" BIGINT NOT NULL,
  "cancel" BIGINT NOT NULL,
  "lease_until" BIGINT NOT NULL,
  "node" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL
);
CREATE INDEX "jobs_account" ON "jobs" ("account", "id");
CREATE INDEX "jobs_state" ON "jobs" ("state", "kind", "lease_until");
CREATE TABLE "job_pieces" (
  "job" BIGINT NOT NULL REFERENCES "jobs" ("id") ON DELETE CASCADE,
  "seq" BIGINT NOT NULL,
  "bytes" BYTES NOT NULL,
  PRIMARY KEY ("job", "seq")
);
CREATE TABLE "job_outcomes" (
  "job" BIGINT NOT NULL REFERENCES "jobs" ("id") ON DELETE CASCADE,
  "record_id" BIGINT NOT NULL,
  "seq" BIGINT NOT NULL,
  "version" BIGINT NOT NULL,
  "title" TEXT NOT NULL,
  "problem" TEXT,
  PRIMARY KEY ("job", "record_id")
);
CREATE INDEX "job_outcomes_seq" ON "job_outcomes" ("job", "seq");
)sql"};

namespace {

constexpr std::string_view select =
    R"(SELECT "id", "account", "role", "kind", "record", "state", "locale", "request", "result", "problem", "file", "done", "total", )"
    R"("bytes", "created_at" FROM "jobs")";

JobRow row_of(const Rows& rows) {
    return {.id = rows.integer(0),
            .account = rows.integer(1),
            .role = std::string(rows.text(2)),
            .kind = std::string(rows.text(3)),
            .record = std::string(rows.text(4)),
            .state = std::string(rows.text(5)),
            .locale = std::string(rows.text(6)),
            .request = std::string(rows.text(7)),
            .result = std::string(rows.text(8)),
            .problem = std::string(rows.text(9)),
            .file = std::string(rows.text(10)),
            .done = rows.integer(11),
            .total = rows.integer(12),
            .bytes = rows.integer(13),
            .created_at = rows.integer(14)};
}

Argument text_or_null(const std::string& text) { return text.empty() ? Argument{} : Argument{std::string_view(text)}; }
Argument id_or_null(std::int64_t id) { return id == 0 ? Argument{} : Argument{id}; }

}  // namespace

std::optional<JobRow> read_job(Connection& connection, std::int64_t id) {
    Rows rows = connection.query(std::string(select) + R"( WHERE "id" = $1)", {id});
    return rows.next() ? std::optional(row_of(rows)) : std::nullopt;
}

std::vector<JobRow> read_jobs(Connection& connection, std::int64_t account, std::size_t at_most) {
    Rows rows = connection.query(std::string(select) + R"( WHERE COALESCE("account", 0) = $1 ORDER BY "id" DESC LIMIT $2)",
                                 {account, static_cast<std::int64_t>(at_most)});
    std::vector<JobRow> found;
    while (rows.next()) found.push_back(row_of(rows));
    return found;
}

void insert_job(Transaction& transaction, const JobRow& job) {
    transaction.execute(
        R"(INSERT INTO "jobs" ("id", "account", "role", "kind", "record", "state", "locale", "request", "done", "total", "bytes", )"
        R"("cancel", "lease_until", "node", "created_at") VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, 0, $8, 0, 0, 0, 0, $9))",
        {job.id, id_or_null(job.account), std::string_view(job.role), std::string_view(job.kind), std::string_view(job.record),
         std::string_view(job.locale), std::string_view(job.request), job.total, job.created_at});
}

std::size_t jobs_at_work(Connection& connection, std::int64_t account) {
    Rows rows = connection.query(R"(SELECT count(*) FROM "jobs" WHERE COALESCE("account", 0) = $1 AND "state" IN ('waiting', 'running'))",
                                 {account});
    return rows.next() ? static_cast<std::size_t>(rows.integer(0)) : 0;
}

void drop_old_jobs(Transaction& transaction, std::int64_t account, std::size_t keep, std::int64_t made_before) {
    std::vector<std::int64_t> old;
    {
        Rows rows =
            transaction.query(R"(SELECT "id" FROM "jobs" WHERE COALESCE("account", 0) = $1 AND "state" NOT IN ('waiting', 'running') )"
                              R"(ORDER BY "id" DESC LIMIT 1000 OFFSET $2)",
                              {account, static_cast<std::int64_t>(keep)});
        while (rows.next()) old.push_back(rows.integer(0));
    }
    for (const std::int64_t id : old) transaction.execute(R"(DELETE FROM "jobs" WHERE "id" = $1)", {id});
    transaction.execute(R"(DELETE FROM "jobs" WHERE "created_at" < $1 AND "state" NOT IN ('waiting', 'running'))", {made_before});
}

std::optional<std::int64_t> waiting_job(Connection& connection, std::string_view kind, std::int64_t now) {
    Rows rows = connection.query(
        R"(SELECT "id" FROM "jobs" WHERE "state" IN ('waiting', 'running') AND "kind" = $1 AND "lease_until" < $2 ORDER BY "id" LIMIT 1)",
        {kind, now});
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

std::optional<JobRow> take_job(Transaction& transaction, std::int64_t id, std::int64_t now, std::int64_t lease_until, std::int64_t node) {
    if (transaction.execute(R"(UPDATE "jobs" SET "state" = 'running', "lease_until" = $1, "node" = $2 )"
                            R"(WHERE "id" = $3 AND "state" IN ('waiting', 'running') AND "lease_until" < $4)",
                            {lease_until, node, id, now}) != 1)
        return std::nullopt;
    return read_job(transaction, id);
}

void note_progress(Transaction& transaction, const JobRow& job, std::int64_t lease_until) {
    transaction.post(R"(UPDATE "jobs" SET "done" = $1, "total" = $2, "lease_until" = $3 WHERE "id" = $4)",
                     {job.done, job.total, lease_until, job.id});
}

void end_job(Transaction& transaction, const JobRow& job) {
    transaction.execute(
        R"(UPDATE "jobs" SET "state" = $1, "result" = $2, "problem" = $3, "file" = $4, "done" = $5, "total" = $6, "bytes" = $7, )"
        R"("lease_until" = 0, "cancel" = 0 WHERE "id" = $8)",
        {std::string_view(job.state), text_or_null(job.result), text_or_null(job.problem), text_or_null(job.file), job.done, job.total,
         job.bytes, job.id});
    if (job.file.empty()) drop_job_pieces(transaction, job.id);
}

void release_jobs(Transaction& transaction, std::int64_t node) {
    transaction.execute(R"(UPDATE "jobs" SET "lease_until" = 0 WHERE "node" = $1 AND "state" = 'running')", {node});
}

void ask_job_to_cancel(Transaction& transaction, std::int64_t id) {
    transaction.execute(R"(UPDATE "jobs" SET "cancel" = 1 WHERE "id" = $1 AND "state" = 'running')", {id});
    transaction.execute(R"(UPDATE "jobs" SET "state" = 'cancelled' WHERE "id" = $1 AND "state" = 'waiting')", {id});
}

bool is_job_cancelled(Connection& connection, std::int64_t id) {
    Rows rows = connection.query(R"(SELECT "cancel" FROM "jobs" WHERE "id" = $1)", {id});
    return !rows.next() || rows.integer(0) != 0;
}

void append_job_piece(Transaction& transaction, std::int64_t job, std::int64_t seq, std::string_view bytes) {
    transaction.execute(R"(INSERT INTO "job_pieces" ("job", "seq", "bytes") VALUES ($1, $2, $3))", {job, seq, Bytes{bytes}});
}

void drop_job_pieces(Transaction& transaction, std::int64_t job) {
    transaction.execute(R"(DELETE FROM "job_pieces" WHERE "job" = $1)", {job});
}

std::string read_job_piece(Connection& connection, std::int64_t job, std::int64_t seq) {
    Rows rows = connection.query(R"(SELECT "bytes" FROM "job_pieces" WHERE "job" = $1 AND "seq" = $2)", {job, seq});
    return rows.next() ? std::string(rows.text(0)) : std::string();
}

void insert_outcome(Transaction& transaction, std::int64_t job, std::int64_t seq, const JobOutcome& outcome) {
    transaction.execute(
        R"(INSERT INTO "job_outcomes" ("job", "record_id", "seq", "version", "title", "problem") VALUES ($1, $2, $3, $4, $5, $6))",
        {job, outcome.record_id, seq, outcome.version, std::string_view(outcome.title), text_or_null(outcome.problem)});
}

bool has_outcome(Connection& connection, std::int64_t job, std::int64_t record_id) {
    return connection.query(R"(SELECT 1 FROM "job_outcomes" WHERE "job" = $1 AND "record_id" = $2)", {job, record_id}).next();
}

OutcomeCount count_outcomes(Connection& connection, std::int64_t job) {
    Rows rows = connection.query(
        R"(SELECT count(*), COALESCE(sum(CASE WHEN "version" = 0 THEN 1 ELSE 0 END), 0) FROM "job_outcomes" WHERE "job" = $1)", {job});
    rows.next();
    return {.all = rows.integer(0), .refused = rows.integer(1)};
}

JobOutcomePage read_outcomes(Connection& connection, std::int64_t job, bool refused_only, std::int64_t after, std::size_t at_most) {
    Rows rows = connection.query(R"(SELECT "record_id", "seq", "version", "title", "problem" FROM "job_outcomes" WHERE "job" = $1 )"
                                 R"(AND "seq" > $2 AND ("version" = 0 OR $3 = 0) ORDER BY "seq" LIMIT $4)",
                                 {job, after, std::int64_t{refused_only}, static_cast<std::int64_t>(at_most) + 1});
    JobOutcomePage page;
    std::int64_t last = 0;
    while (rows.next()) {
        if (page.items.size() == at_most) {
            page.next = last;
            break;
        }
        last = rows.integer(1);
        page.items.push_back({.record_id = rows.integer(0),
                              .version = rows.integer(2),
                              .title = std::string(rows.text(3)),
                              .problem = std::string(rows.text(4))});
    }
    return page;
}

}  // namespace kernel
