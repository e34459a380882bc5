// What only the command line may ask: proofs over the whole database.
#pragma once
#include "kernel/api/app.h"

namespace kernel {

// What a chapter can prove of its own: a sentence for everything that is not as it should be.
using Check = std::function<std::vector<std::string>(Connection&)>;

// POST /api/v1/operator/verify → {"entries":n,"findings":[…]}. Refused (404) for anybody but the operator.
void add_operator_routes(Router& router, const App& app, Check check);

}  // namespace kernel
