// Small words that the files of this room share.
#pragma once
#include <string>
#include <string_view>

#include "kernel/base/hash.h"
#include "kernel/base/result.h"
#include "kernel/base/text.h"
#include "kernel/store/store.h"

namespace kernel {

inline Problem refusal(Code code, std::string key, std::string_view clause = {}) {
    Problem problem;
    problem.code = code;
    problem.key = std::move(key);
    problem.clause = clause;
    return problem;
}

// The argument borrows the digest.
inline std::string_view view_of(const Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }

// What every database takes as text.
inline bool is_sound_text(std::string_view text) { return is_utf8(text) && text.find('\0') == std::string_view::npos; }

inline std::int64_t microseconds(int seconds) { return std::int64_t{seconds} * 1'000'000; }

}  // namespace kernel
