// Comments on records, and where one was mentioned.
#pragma once
#include "kernel/api/app.h"
#include "kernel/comments/comments.h"

namespace kernel {

// What it refers to must outlive the router.
void add_comment_routes(Router& router, const App& app, Comments& comments);

}  // namespace kernel
