// Files attached to records: list, upload, download, preview, remove, bring back.
#pragma once
#include <atomic>
#include <memory>

#include "kernel/api/app.h"
#include "kernel/files/files.h"

namespace kernel {

struct FileRoutes {
    const App& app;
    Files& files;
    std::shared_ptr<std::atomic<int>> downloads = std::make_shared<std::atomic<int>>(0);  // on their way out
};
// What `routes` refers to must outlive the router.
void add_file_routes(Router& router, const FileRoutes& routes);

// For POST /api/v1/{record}/{id}/files, once it is known who asks; null when it was refused already.
bool is_file_upload(const http::Request& head);
std::shared_ptr<http::Upload> open_file_upload(const FileRoutes& routes, const CallPtr& call, Connection& connection);

}  // namespace kernel
