#include "kernel/exchange/undo.h"

#include "kernel/base/log.h"
#include "kernel/records/event.h"

namespace kernel {

namespace {

class Undo {
public:
    Undo(const Imports::Parts& parts, ImportRow row, const std::atomic<bool>& stopping)
        : parts_(parts), row_(std::move(row)), stopping_(stopping), viewer_{.account = row_.undo.by, .name = {}, .role = nullptr} {}

    void run() {
        while (!stopping_ && row_.undo.state == ImportUndo::State::asked) {
            try {
                take_back(limits::import_undo_batch);
            } catch (const Refusal&) { take_back_singly(); }
        }
    }

private:
    struct Made {
        const RecordType* type;
        std::int64_t id;
    };

    // The log says what a run made: whatever its account has imported since its first id.
    std::vector<Made> made_before(Connection& connection, std::int64_t before, std::int64_t at_most) const {
        std::vector<Made> made;
        Rows rows = connection.query(
            R"(SELECT "record", "record_id" FROM "audit" WHERE "record_id" > $1 AND "record_id" < $2 AND "version" = 1 AND "action" = 'import' )"
            R"(AND "actor" = $3 ORDER BY "record_id" DESC LIMIT $4)",
            {row_.run_id, before, row_.account, at_most});
        while (rows.next()) made.push_back({parts_.house.find(rows.text(0)), rows.integer(1)});
        return made;
    }

    void take_back(std::int64_t at_most) {
        ImportUndo now;
        parts_.store.write_and_wait([&](Transaction& transaction) {
            now = row_.undo;
            std::vector<RowProblem> kept;
            const auto made = made_before(transaction, now.before, at_most);
            for (const Made& one : made) take_back_one(transaction, one, now, kept);
            if (made.empty()) now.state = ImportUndo::State::done;
            keep_progress(transaction, now, kept);
            return true;
        });
        row_.undo = now;
    }

    void take_back_one(Transaction& transaction, const Made& made, ImportUndo& now, std::vector<RowProblem>& kept) {
        now.before = made.id;
        const auto outcome = made.type ? parts_.records.withdraw(transaction, viewer_, *made.type, made.id) : Records::Withdrawal::absent;
        if (outcome == Records::Withdrawal::kept) keep(transaction, made, now, kept);
        if (outcome == Records::Withdrawal::deleted || outcome == Records::Withdrawal::archived) ++now.taken_back;
    }

    void keep(Connection& connection, const Made& made, ImportUndo& now, std::vector<RowProblem>& kept) const {
        ++now.kept;
        const auto whole = parts_.records.whole_of(connection, *made.type, made.id);
        kept.push_back(
            {.row = 0,
             .column = {},
             .value = whole ? std::string(text_of(whole->record.values[made.type->place(made.type->title_column())])) : std::string(),
             .severity = Severity::warning,
             .key = "problem.import.kept",
             .arguments = {{"record", label_argument("record." + std::string(made.type->name))}}});
    }

    // Something in the next batch is not to be taken back by a rule of its chapter: it stays, the others go.
    void take_back_singly() {
        for (std::int64_t i = 0; i < limits::import_undo_batch && !stopping_ && row_.undo.state == ImportUndo::State::asked; ++i) {
            try {
                take_back(1);
            } catch (const Refusal&) { keep_next(); }
        }
    }

    void keep_next() {
        ImportUndo now;
        parts_.store.write_and_wait([&](Transaction& transaction) {
            now = row_.undo;
            std::vector<RowProblem> kept;
            for (const Made& made : made_before(transaction, now.before, 1)) {
                now.before = made.id;
                if (made.type) keep(transaction, made, now, kept);
            }
            keep_progress(transaction, now, kept);
            return true;
        });
        row_.undo = now;
    }

    void keep_progress(Transaction& transaction, const ImportUndo& now, const std::vector<RowProblem>& kept) {
        ImportRow row = row_;
        row.undo = now;
        const bool done = now.state == ImportUndo::State::done;
        const std::int64_t lease = parts_.clock.now().microseconds + std::int64_t{limits::import_lease_s} * 1'000'000;
        update_undo(transaction, row, kept, done ? 0 : lease);
    }

    const Imports::Parts& parts_;
    ImportRow row_;
    const std::atomic<bool>& stopping_;
    const Viewer viewer_;
};

}  // namespace

bool may_undo(const ImportRow& row, Instant now) {
    const bool ended = row.state == "done" || row.state == "failed" || row.state == "cancelled";
    return ended && row.undo.state == ImportUndo::State::none && row.run_id != 0 && !row.mode.empty() && row.done_at != 0 &&
           now.microseconds < row.done_at + limits::import_undo_s * 1'000'000;
}

void undo_import(const Imports::Parts& parts, ImportRow row, const std::atomic<bool>& stopping) {
    Undo(parts, std::move(row), stopping).run();
}

}  // namespace kernel
