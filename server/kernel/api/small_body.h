// A small JSON body of a few texts, read strictly: unknown members and wrong types are refused, never ignored.
#pragma once
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/base/result.h"
#include "kernel/http/http.h"

namespace kernel {

namespace limits {
inline constexpr std::size_t small_body_bytes = 16 * 1024;
}  // namespace limits

class SmallBody {
public:
    static Result<SmallBody> read(const http::Request& request, std::initializer_list<std::string_view> members);
    Result<std::string> required(std::string_view member) const;      // absent, null and "" are refused
    std::optional<std::string> given(std::string_view member) const;  // absent and null are nothing

private:
    std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace kernel
