// GET /api/v1/events: what others change, as it happens (server-sent events).
#pragma once
#include "kernel/api/app.h"
#include "kernel/live/hub.h"

namespace kernel {

struct EventRoutes {
    const Front& front;
    Hub& hub;
};
// What `routes` refers to must outlive the router.
void add_event_routes(Router& router, const EventRoutes& routes);

}  // namespace kernel
