// Imports over HTTP: the upload itself, and what is asked of it afterwards.
#pragma once
#include <memory>

#include "kernel/api/app.h"
#include "kernel/exchange/imports.h"

namespace kernel {

struct ImportRoutes {
    const App& app;
    Imports& imports;
};
// What `routes` refers to must outlive the router.
void add_import_routes(Router& router, const ImportRoutes& routes);

// For POST /api/v1/imports, once it is known who asks (Front::admit_upload): takes the file piece by piece into the database and answers
// the call. Null when it was refused already.
bool is_import_upload(const http::Request& head);
std::shared_ptr<http::Upload> open_upload(const ImportRoutes& routes, const CallPtr& call);

}  // namespace kernel
