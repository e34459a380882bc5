// One check or run of an import, from its first row to its end.
#pragma once
#include "kernel/exchange/imports.h"

namespace kernel {

class ImportRun {
public:
    ImportRun(Imports& imports, ImportRow row, Viewer viewer, bool resumed, Imports::Job& job)
        : imports_(imports), parts_(imports.parts_), row_(std::move(row)), viewer_(std::move(viewer)), resumed_(resumed), job_(job) {}
    void execute();

private:
    enum class Ending : std::uint8_t { finished, cancelled, interrupted };

    Result<Done> prepare();
    Result<Ending> check();
    Result<Ending> run_all();
    Result<Ending> run_valid();
    Result<Ending> all_rows(Transaction& transaction);
    void write_batch(Importer& importer, Batch& batch);
    void read_batch(Importer& importer, Batch& batch);
    Importer importer() { return {parts_.records, viewer_, *parser_, {row_.conflicts, row_.run_id, resumed_ && row_.mode == "valid"}}; }
    std::unique_ptr<RowSource> source();
    void progress(const Batch& batch, const Importer& importer);
    std::optional<Ending> broken_off(Connection& connection);
    void take_counts(Importer& importer);
    void end(std::string_view state, const Problem* problem);
    std::int64_t lease_until() const { return parts_.clock.now().microseconds + std::int64_t{limits::import_lease_s} * 1'000'000; }
    void keep_lease();

    Imports& imports_;
    const Imports::Parts& parts_;
    ImportRow row_;
    const Viewer viewer_;
    const bool resumed_;
    Imports::Job& job_;
    Plan plan_;
    std::optional<RowParser> parser_;
    Tally tally_;
    ProblemList problems_;
    std::int64_t leased_until_ = 0;
    bool ended_ = false;  // written with the run itself
};

}  // namespace kernel
