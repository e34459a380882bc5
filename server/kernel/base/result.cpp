#include "kernel/base/result.h"

namespace kernel {

Problem invalid_field(std::string field, std::string key, MessageArguments arguments, std::string_view clause) {
    Problem problem;
    problem.code = Code::invalid;
    problem.key = "problem.invalid";
    problem.clause = clause;
    problem.fields.push_back({std::move(field), std::move(key), std::move(arguments), std::string(clause)});
    return problem;
}

}  // namespace kernel
