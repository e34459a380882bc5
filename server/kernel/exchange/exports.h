// Lists as files: the rows and columns that one sees, as one filters and sorts them, read by the same queries; made by a job.
#pragma once
#include <string>
#include <string_view>

#include "kernel/exchange/export_request.h"
#include "kernel/jobs/jobs.h"

namespace kernel {

class Exports {
public:
    // Adds its kinds of job; before jobs.start(), and outlives them.
    explicit Exports(Jobs& jobs);

    // How many rows it would have; refuses what this viewer may not ask for, and more than limits::export_rows.
    Result<std::int64_t> count(Connection& connection, const Viewer& viewer, const ExportRequest& request) const;
    Result<std::int64_t> create(Transaction& transaction, const Viewer& viewer, const ExportRequest& request, std::int64_t rows);

private:
    Result<Done> run(RunningJob& job) const;
    Jobs& jobs_;
};

}  // namespace kernel
