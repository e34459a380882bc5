// What Prometheus reads of a running server: docs/operating.md lists it. Nothing in it tells of a person or of what is in a record.
#pragma once
#include <chrono>
#include <string>

#include "kernel/api/app.h"
#include "kernel/api/router.h"
#include "kernel/live/hub.h"

namespace program {

struct Watched {
    const kernel::App& app;
    const kernel::Router& router;
    const kernel::Hub& hub;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

std::string metrics_page(const Watched& watched);

}  // namespace program
