#include "kernel/api/precondition.h"

#include <charconv>

namespace kernel {

std::string etag(std::int64_t version) { return '"' + std::to_string(version) + '"'; }

Result<std::int64_t> expected_version(const Call& call) {
    const std::string_view text = call.request.header("if-match");
    if (text.empty()) return Problem{.code = Code::precondition_required, .key = "problem.if_match"};
    std::int64_t version = 0;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
        const auto end = std::from_chars(text.data() + 1, text.data() + text.size() - 1, version).ptr;
        if (end == text.data() + text.size() - 1) return version;
    }
    return Problem{.code = Code::invalid, .key = "problem.if_match"};
}

Answer answer_of(Written written, int status) {
    Answer made{.status = status, .json = std::move(written.json)};
    made.headers.emplace_back("ETag", etag(written.version));
    return made;
}

}  // namespace kernel
