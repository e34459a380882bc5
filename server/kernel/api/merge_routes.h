// Merging two records that are one and the same, and undoing it.
#pragma once
#include "kernel/api/app.h"
#include "kernel/merges/merges.h"

namespace kernel {

// What it refers to must outlive the router.
void add_merge_routes(Router& router, const App& app, const Merges& merges);

}  // namespace kernel
