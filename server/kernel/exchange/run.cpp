#include "kernel/exchange/run.h"

#include <future>
#include <stdexcept>

#include "kernel/exchange/chunks.h"
#include "kernel/exchange/import_json.h"
#include "kernel/records/change.h"

namespace kernel {

namespace {

// The values that a record has before a row says anything: as declared, and the state of what comes from files.
Row values_before(const Records& records, const RecordType& type) {
    Row row = records.fresh(type);
    for (std::size_t i = 1; i < type.declared; ++i)
        if (!type.fields[i].rules.when_imported.empty()) row[i] = std::string(type.fields[i].rules.when_imported);
    return row;
}

Problem problem_of_failure() {
    try {
        throw;
    } catch (const ConstraintError& error) { return problem_of(error); } catch (const DatabaseError& error) {
        return problem_of(error);
    } catch (...) { return {.code = Code::failed, .key = "problem.failed"}; }
}

}  // namespace

Result<Done> ImportRun::prepare() {
    const RecordType* type = parts_.house.find(row_.record);
    if (!type || !may(viewer_, *type, Action::import) || !may(viewer_, *type, Action::create))
        return Problem{.code = Code::forbidden, .key = "problem.forbidden"};
    const auto headers = headers_from(row_.columns);
    TRY_ASSIGN(plan_, plan_of(parts_.house, *type, viewer_, parts_.messages, row_.mapping, headers.size()));
    parser_.emplace(plan_, headers, values_before(parts_.records, *type),
                    type->lines ? values_before(parts_.records, *type->lines) : Row());
    return Done{};
}

void ImportRun::execute() {
    try {
        auto ending = [&]() -> Result<Ending> {
            TRY(prepare());
            if (row_.state == "checking") return check();
            return row_.mode == "all" ? run_all() : run_valid();
        }();
        if (!ending) return end("failed", &ending.problem());
        if (ended_ || *ending == Ending::interrupted) return;
        if (*ending == Ending::cancelled) return end("cancelled", nullptr);
        // All or nothing: with an error it was nothing, and what is wrong is said as a check says it.
        const bool checked = row_.state == "checking" || row_.mode == "all";
        if (checked) row_.mode.clear();
        end(checked ? "checked" : "done", nullptr);
    } catch (...) {
        const Problem problem = problem_of_failure();
        end("failed", &problem);
    }
}

std::unique_ptr<RowSource> ImportRun::source() {
    auto reader = table::open_table(std::make_unique<ChunkSource>(parts_.store, row_.id, row_.size));
    if (!reader) throw std::runtime_error(reader.problem().key);
    if (auto header = (*reader)->header(); !header) throw std::runtime_error(header.problem().key);
    return std::make_unique<RowSource>(std::move(*reader), *parser_);
}

void ImportRun::progress(const Batch& batch, const Importer& importer) {
    job_.rows = row_.rows = importer.tally().rows;
    job_.bytes = row_.bytes = static_cast<std::int64_t>(batch.bytes);
    if (job_.progress && !job_.progress({row_.rows, row_.bytes, row_.size})) job_.cancelled = true;
}

std::optional<ImportRun::Ending> ImportRun::broken_off(Connection& connection) {
    if (imports_.stopping_) return Ending::interrupted;
    if (job_.cancelled || is_cancelled(connection, row_.id)) return Ending::cancelled;
    return std::nullopt;
}

void ImportRun::take_counts(Importer& importer) {
    tally_ = importer.tally();
    problems_ = std::move(importer.problems());
}

void ImportRun::keep_lease() {
    const std::int64_t now = parts_.clock.now().microseconds;
    if (leased_until_ - now > std::int64_t{limits::import_lease_s} * 1'000'000 / 2) return;
    leased_until_ = lease_until();
    parts_.store.write_and_wait([&](Transaction& transaction) {
        update_progress(transaction, row_.id, row_.rows, row_.bytes, leased_until_);
        return true;
    });
}

void ImportRun::read_batch(Importer& importer, Batch& batch) {
    std::promise<void> done;
    const auto work = [&](Connection& connection) {
        try {
            importer.apply(connection, nullptr, batch);
            done.set_value();
        } catch (...) { done.set_exception(std::current_exception()); }
    };
    while (!parts_.store.read_long(work)) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    done.get_future().get();
}

Result<ImportRun::Ending> ImportRun::check() {
    const auto rows = source();
    Importer importer = this->importer();
    std::unique_ptr<Batch> batch;
    do {
        rows->next(batch);
        read_batch(importer, *batch);
        importer.keep();
        progress(*batch, importer);
        if (batch->broken) return std::move(*batch->broken);
        std::optional<Ending> ending;
        parts_.store.read_and_wait([&](Connection& connection) { ending = broken_off(connection); });
        if (ending) return *ending;
        keep_lease();
    } while (!batch->last);
    take_counts(importer);
    return Ending::finished;
}

// A batch meets another writer's record at most a few times: the next attempt finds it there.
void ImportRun::write_batch(Importer& importer, Batch& batch) {
    for (int attempt = 1;; ++attempt) {
        try {
            parts_.store.write_and_wait([&](Transaction& transaction) {
                importer.apply(transaction, &transaction, batch);
                update_progress(transaction, row_.id, importer.tally().rows, static_cast<std::int64_t>(batch.bytes), lease_until());
                return true;
            });
            return importer.keep();
        } catch (const ConstraintError&) {
            if (attempt == limits::import_attempts) throw;
        } catch (const DatabaseError& error) {
            if (!error.retry || attempt == limits::import_attempts) throw;
        }
    }
}

Result<ImportRun::Ending> ImportRun::run_valid() {
    const auto rows = source();
    Importer importer = this->importer();
    std::unique_ptr<Batch> batch;
    do {
        rows->next(batch);
        write_batch(importer, *batch);
        progress(*batch, importer);
        std::optional<Ending> ending;
        parts_.store.read_and_wait([&](Connection& connection) { ending = broken_off(connection); });
        if (ending || batch->broken) {
            take_counts(importer);  // what is written stays
            if (batch->broken) return std::move(*batch->broken);
            return *ending;
        }
    } while (!batch->last);
    take_counts(importer);
    return Ending::finished;
}

Result<ImportRun::Ending> ImportRun::all_rows(Transaction& transaction) {
    const auto rows = source();
    Importer importer = this->importer();
    std::unique_ptr<Batch> batch;
    do {
        rows->next(batch);
        importer.apply(transaction, &transaction, *batch);
        importer.keep();
        progress(*batch, importer);
        if (batch->broken) return std::move(*batch->broken);
        if (const auto ending = broken_off(transaction)) return *ending;
    } while (!batch->last);
    take_counts(importer);
    return Ending::finished;
}

// One piece of work: its end is written with it, so that it is there whole or not at all.
Result<ImportRun::Ending> ImportRun::run_all() {
    std::optional<Result<Ending>> ending;
    ended_ = parts_.store.write_and_wait([&](Transaction& transaction) {
        ending.emplace(all_rows(transaction));
        if (!ending->ok() || **ending != Ending::finished || tally_.errors > 0) return false;
        ImportRow done = row_;
        done.state = "done";
        done.result = json_of(tally_, problems_);
        problems_.sort();
        end_work(transaction, done, problems_, parts_.clock.now().microseconds);
        return true;
    });
    return std::move(*ending);
}

void ImportRun::end(std::string_view state, const Problem* problem) {
    row_.state = state;
    row_.problem = problem ? json_of(*problem) : std::string();
    row_.result = tally_.rows > 0 || !problem ? json_of(tally_, problems_) : std::string();
    problems_.sort();
    parts_.store.write_and_wait([&](Transaction& transaction) {
        end_work(transaction, row_, problems_, parts_.clock.now().microseconds);
        return true;
    });
}

}  // namespace kernel
