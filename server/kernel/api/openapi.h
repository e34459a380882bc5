#pragma once
#include <string>

#include "kernel/api/app.h"

namespace kernel {

// OpenAPI 3.1 of everything this viewer may read, from the declarations, and the routes of chapters (App::described).
std::string openapi(const App& app, const Viewer& viewer);

}  // namespace kernel
