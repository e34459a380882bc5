// Saved views of lists: /api/v1/views.
#pragma once
#include "kernel/api/app.h"
#include "kernel/views/views.h"

namespace kernel {

void add_view_routes(Router& router, const App& app, Views& views);

}  // namespace kernel
