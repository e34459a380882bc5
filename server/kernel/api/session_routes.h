// Signing in and out, the first administrator, passwords and tokens over HTTP; and who asks, of any request.
#pragma once
#include <optional>

#include "kernel/access/accounts.h"
#include "kernel/api/router.h"

namespace kernel {

struct SessionRoutes {
    Accounts& accounts;
    Store& store;
    const RecordType& type;  // of accounts: who may update them sets others' passwords
    bool secure = false;     // served by TLS: cookies say so
};
// What `routes` refers to must outlive the router.
void add_session_routes(Router& router, const SessionRoutes& routes);

// By the bearer token when the request has one, else by the cookie. One query, no write; `stale` comes out true when note_seen is due.
std::optional<Viewer> authenticate(const Accounts& accounts, Connection& connection, const http::Request& request, bool& stale);
// Queues the note that this session or token is in use. Nothing waits for it.
void note_seen(const Accounts& accounts, Store& store, const http::Request& request);

// True for what another site may have made the reader's browser send: refused with 403 before any handler.
bool cross_site(const http::Request& request);

}  // namespace kernel
