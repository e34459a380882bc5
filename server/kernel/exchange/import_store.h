// The rows that imports are kept in: kernel migration 4.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/exchange/importer.h"
#include "kernel/store/migrate.h"

namespace kernel {

extern const Migration imports_migration;
extern const Migration import_undo_migration;

// How far taking back what a run made has come: kernel migration 140.
struct ImportUndo {
    enum class State : std::uint8_t { none, asked, done } state = State::none;
    std::int64_t by = 0;          // account; 0: the operator
    std::int64_t before = 0;      // records made before this id are still to come; the newest go first
    std::int64_t taken_back = 0;  // records
    std::int64_t kept = 0;        // records that somebody has gone on from
};

// The columns that are JSON are kept as the API gives them.
struct ImportRow {
    std::int64_t id = 0;
    std::int64_t account = 0;  // 0: the operator's, who has no account
    std::string account_name;
    std::string record;
    std::string name;
    std::int64_t size = 0;
    std::string state;    // uploading, then as in docs/http.md
    std::string format;   // JSON
    std::string columns;  // JSON
    Mapping mapping;
    Conflicts conflicts = Conflicts::reject;
    std::string mode;     // of a run: all, valid
    std::string result;   // JSON
    std::string problem;  // JSON: code, key, arguments
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    std::int64_t run_id = 0;
    std::int64_t created_at = 0;
    std::int64_t done_at = 0;  // 0: not done, or before it was kept
    ImportUndo undo;

    bool is_at_work() const { return state == "checking" || state == "running"; }
    bool can_change() const { return state == "uploaded" || state == "checked"; }
};

std::optional<ImportRow> read_import(Connection& connection, std::int64_t id);
// Newest first.
std::vector<ImportRow> read_imports(Connection& connection, std::size_t at_most);

void insert_import(Transaction& transaction, const ImportRow& row);
void delete_import(Transaction& transaction, std::int64_t id);
void drop_oldest(Transaction& transaction, std::int64_t account, std::size_t keep);
// What reading the head of the file has shown.
void update_uploaded(Transaction& transaction, const ImportRow& row);
void update_mapping(Transaction& transaction, const ImportRow& row);
// From a state at rest to one at work; false when it was not there any more.
bool begin_work(Transaction& transaction, std::int64_t id, std::string_view state, std::string_view mode);
void update_progress(Transaction& transaction, std::int64_t id, std::int64_t rows, std::int64_t bytes, std::int64_t lease_until);
// The end of a check or a run: its state, counts and problems; the file goes when nothing more can be done with it.
void end_work(Transaction& transaction, const ImportRow& row, const ProblemList& problems, std::int64_t now);

// From done to being undone; false when it was not there any more.
bool begin_undo(Transaction& transaction, const ImportRow& row, std::int64_t by);
// With what was kept since the last time, as problems of the import.
void update_undo(Transaction& transaction, const ImportRow& row, const std::vector<RowProblem>& kept, std::int64_t lease_until);

void ask_to_cancel(Transaction& transaction, std::int64_t id);
bool is_cancelled(Connection& connection, std::int64_t id);

// One that waits or was given up by its node, made this node's until then; nothing when there is none.
struct Taken {
    ImportRow row;
    bool resumed = false;  // its run had begun
};
std::optional<std::int64_t> waiting_import(Connection& connection, std::int64_t now);
std::optional<Taken> take_import(Transaction& transaction, std::int64_t id, std::int64_t now, std::int64_t lease_until, std::int64_t node,
                                 std::int64_t new_run_id);
// At start: what this node was at when it ended, and uploads that never did.
void release_imports(Transaction& transaction, std::int64_t node, std::int64_t abandoned_before);

// What an account used last for these headers.
std::optional<Mapping> remembered_mapping(Connection& connection, std::int64_t account, std::string_view record, std::string_view headers);
void remember_mapping(Transaction& transaction, std::int64_t account, std::string_view record, std::string_view headers,
                      const Mapping& mapping, std::int64_t now);

struct ProblemRow {
    std::int64_t seq = 0;
    RowProblem problem;
};
std::vector<ProblemRow> read_problems(Connection& connection, std::int64_t import, std::int64_t after, std::size_t at_most);

}  // namespace kernel
