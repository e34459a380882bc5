// Versions on their way out and in: ETag and If-Match.
#pragma once
#include "kernel/api/app.h"
#include "kernel/records/records.h"

namespace kernel {

std::string etag(std::int64_t version);
// The version that If-Match names; without it 428.
Result<std::int64_t> expected_version(const Call& call);
// A record as it was written, with its ETag.
Answer answer_of(Written written, int status);

}  // namespace kernel
