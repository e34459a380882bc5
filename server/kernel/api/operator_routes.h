// What only the command line may ask: proofs over the whole database.
#pragma once
#include "kernel/api/app.h"

namespace kernel {

// POST /api/v1/operator/verify → {"entries":n,"findings":[…]}. Refused (404) for anybody but the operator.
void add_operator_routes(Router& router, const App& app);

}  // namespace kernel
