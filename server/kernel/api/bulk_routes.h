// One change to many records: POST /api/v1/{record}/bulk.
#pragma once
#include "kernel/api/app.h"
#include "kernel/bulk/bulk.h"

namespace kernel {

void add_bulk_routes(Router& router, const App& app, Jobs& jobs, Bulk& bulk);

}  // namespace kernel
