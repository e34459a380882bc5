// The rows that jobs are kept in: kernel migration 110.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/base/result.h"
#include "kernel/store/migrate.h"

namespace kernel {

extern const Migration jobs_migration;

struct JobRow {
    std::int64_t id = 0;
    std::int64_t account = 0;  // 0: the operator's
    std::string role;          // that the account had when it asked: what was made under one role is not given out under another
    std::string kind, record;
    std::string state;    // waiting, running, done, failed, cancelled
    std::string locale;   // of whoever asked
    std::string request;  // JSON, the kind's own
    std::string result;   // JSON, the kind's own; empty until there is one
    std::string problem;  // JSON: code, key, arguments
    std::string file;     // the name of what it made; empty: nothing
    std::int64_t done = 0, total = 0, bytes = 0;
    std::int64_t created_at = 0;

    bool is_over() const { return state != "waiting" && state != "running"; }
};

std::optional<JobRow> read_job(Connection& connection, std::int64_t id);
// Newest first.
std::vector<JobRow> read_jobs(Connection& connection, std::int64_t account, std::size_t at_most);
void insert_job(Transaction& transaction, const JobRow& job);
std::size_t jobs_at_work(Connection& connection, std::int64_t account);
// Makes room: the oldest of this account that are over, and all that are past their time.
void drop_old_jobs(Transaction& transaction, std::int64_t account, std::size_t keep, std::int64_t made_before);
std::optional<std::int64_t> waiting_job(Connection& connection, std::string_view kind, std::int64_t now);
// Made this node's until then; nothing when another was faster.
std::optional<JobRow> take_job(Transaction& transaction, std::int64_t id, std::int64_t now, std::int64_t lease_until, std::int64_t node);
void note_progress(Transaction& transaction, const JobRow& job, std::int64_t lease_until);
void end_job(Transaction& transaction, const JobRow& job);
// At start: what this node was at when it ended.
void release_jobs(Transaction& transaction, std::int64_t node);
void ask_job_to_cancel(Transaction& transaction, std::int64_t id);
bool is_job_cancelled(Connection& connection, std::int64_t id);

void append_job_piece(Transaction& transaction, std::int64_t job, std::int64_t seq, std::string_view bytes);
void drop_job_pieces(Transaction& transaction, std::int64_t job);
// From 0; nothing where there is none, because the job has gone meanwhile.
std::string read_job_piece(Connection& connection, std::int64_t job, std::int64_t seq);

// What became of one record of a job over many.
struct JobOutcome {
    std::int64_t record_id = 0;
    std::int64_t version = 0;  // that it is at now; 0: refused
    std::string title;
    std::string problem;  // JSON, when it was refused
};
void insert_outcome(Transaction& transaction, std::int64_t job, std::int64_t seq, const JobOutcome& outcome);
bool has_outcome(Connection& connection, std::int64_t job, std::int64_t record_id);
struct OutcomeCount {
    std::int64_t all = 0, refused = 0;
};
OutcomeCount count_outcomes(Connection& connection, std::int64_t job);
struct JobOutcomePage {
    std::vector<JobOutcome> items;
    std::int64_t next = 0;  // 0: there are no more
};
// The refused ones only, or all; after a place.
JobOutcomePage read_outcomes(Connection& connection, std::int64_t job, bool refused_only, std::int64_t after, std::size_t at_most);

}  // namespace kernel
