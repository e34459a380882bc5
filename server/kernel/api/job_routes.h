// Exports, and jobs of every kind on their way: /api/v1/exports, /api/v1/jobs.
#pragma once
#include "kernel/api/app.h"
#include "kernel/exchange/exports.h"
#include "kernel/jobs/jobs.h"

namespace kernel {

struct JobRoutes {
    const App& app;
    Jobs& jobs;
    Exports& exports;
};
void add_job_routes(Router& router, const JobRoutes& routes);

// Answers with the job that `create` makes, and lets its worker know.
void start_job(const App& app, Jobs& jobs, const CallPtr& call, std::function<Result<std::int64_t>(Transaction&)> create);

}  // namespace kernel
