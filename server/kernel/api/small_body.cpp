#include "kernel/api/small_body.h"

#include <algorithm>
#include <boost/json.hpp>

#include "kernel/base/text.h"

namespace kernel {
namespace {

constexpr std::size_t depth = 1;
constexpr std::size_t shown_characters = 60;

Problem problem_of(Code code, std::string key, MessageArguments arguments = {}) {
    Problem problem;
    problem.code = code;
    problem.key = std::move(key);
    problem.arguments = std::move(arguments);
    return problem;
}

// A page of another site can send a form or plain text without asking the browser first, but not this.
bool is_json(std::string_view content_type) {
    return lower_ascii(trimmed(content_type.substr(0, content_type.find(';')))) == "application/json";
}

Result<boost::json::value> parsed(const std::string& body) {
    boost::json::parse_options options;
    options.max_depth = depth;
    boost::json::parser parser({}, options);
    boost::json::error_code error;
    const std::size_t used = parser.write(body.data(), body.size(), error);
    if (error == boost::json::error::too_deep) return problem_of(Code::invalid, "problem.json.depth", {{"max", std::to_string(depth)}});
    if (error) return problem_of(Code::invalid, "problem.json", {{"at", std::to_string(used + 1)}});
    return parser.release();
}

}  // namespace

Result<SmallBody> SmallBody::read(const http::Request& request, std::initializer_list<std::string_view> members) {
    if (!is_json(request.header("content-type"))) return problem_of(Code::unsupported, "problem.media_type");
    if (request.body.size() > limits::small_body_bytes) return problem_of(Code::too_large, "problem.too_large");
    TRY_ASSIGN(const boost::json::value json, parsed(request.body));
    if (!json.is_object()) return problem_of(Code::invalid, "problem.json.object");
    SmallBody body;
    Problem refused = problem_of(Code::invalid, "problem.invalid");
    for (const auto& [name, value] : json.get_object()) {
        const std::string_view member(name.data(), name.size());
        if (std::ranges::find(members, member) == members.end())
            refused.fields.push_back({cut(member, shown_characters), "problem.field.unknown", {}, {}});
        else if (value.is_string())
            body.texts_.emplace(member, std::string_view(value.get_string().data(), value.get_string().size()));
        else if (!value.is_null())
            refused.fields.push_back({std::string(member), "problem.field.kind.text", {}, {}});
    }
    if (!refused.fields.empty()) return refused;
    return body;
}

Result<std::string> SmallBody::required(std::string_view member) const {
    const auto found = texts_.find(member);
    if (found == texts_.end() || found->second.empty()) return invalid_field(std::string(member), "problem.field.required");
    return found->second;
}

std::optional<std::string> SmallBody::given(std::string_view member) const {
    const auto found = texts_.find(member);
    return found == texts_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace kernel
