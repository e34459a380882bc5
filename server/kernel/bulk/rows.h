// The rows of a bulk change: one, and all of a job.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "kernel/bulk/bulk_request.h"
#include "kernel/jobs/jobs.h"

namespace kernel {

struct RowChange {
    Records& records;
    const Viewer viewer;
    const RecordType& type;
    const std::string action;
    const std::string told;  // a move's body
    const Draft draft;
};

struct RowOutcome {
    std::int64_t version = 0;  // that it is at now; 0 with a problem
    std::optional<Problem> problem = {};
};

// Written in the row's own piece of work, so that it is there exactly when the change is; false when the row was done before.
using NoteRow = std::function<bool(Transaction&, const RowOutcome&)>;
void change_row(Store& store, const std::shared_ptr<const RowChange>& change, const BulkItem& item, NoteRow note,
                const std::function<void(RowOutcome)>& settled);

Result<Done> change_all(const Jobs::Parts& parts, RunningJob& job, const RecordType& type, const BulkRequest& request, Draft draft);

}  // namespace kernel
