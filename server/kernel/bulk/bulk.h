// One change to many records. Each row is a piece of work of its own: with its version, its rights, its entry in the log, done or refused
// for itself, whatever becomes of the others.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/bulk/bulk_request.h"
#include "kernel/jobs/jobs.h"

namespace kernel {

class Bulk {
public:
    // Adds its kind of job; before jobs.start(), and outlives them.
    explicit Bulk(Jobs& jobs);

    // Refuses what could not be done to any row: a change that is none of this record's, or none of this viewer's.
    Result<Draft> check(const Viewer& viewer, const RecordType& type, const BulkRequest& request) const;
    // Rows named one by one: `done` hears {"done","refused","outcomes":[{"id","version","problem"}]} when the last is durable. From any
    // thread.
    void change(const Viewer& viewer, const RecordType& type, const BulkRequest& request, Draft draft,
                std::function<void(std::string json)> done) const;
    // How many rows a job would take up; refuses more than limits::bulk_rows.
    Result<std::int64_t> count(Connection& connection, const Viewer& viewer, const RecordType& type, const BulkRequest& request) const;
    Result<std::int64_t> create(Transaction& transaction, const Viewer& viewer, const RecordType& type, const BulkRequest& request,
                                std::int64_t rows) const;

private:
    Result<Done> run(RunningJob& job) const;
    Jobs& jobs_;
};

}  // namespace kernel
