// Refusals as a job keeps them, and as a reader sees them.
#include <boost/json.hpp>

#include "kernel/base/json.h"
#include "kernel/jobs/jobs.h"
#include "kernel/record/messages.h"

namespace kernel {

// Of a refusal that names fields the first: a row of a result has one line.
std::string kept_problem(const Problem& problem) {
    const bool of_field = !problem.fields.empty();
    std::string out;
    JsonWriter json(out);
    json.object().key("key").value(of_field ? problem.fields[0].key : problem.key);
    json.key("field").value(of_field ? problem.fields[0].field : std::string());
    json.key("clause").value(of_field && !problem.fields[0].clause.empty() ? problem.fields[0].clause : problem.clause);
    json.key("arguments").object();
    for (const auto& [name, value] : of_field ? problem.fields[0].arguments : problem.arguments) json.key(name).value(value);
    json.end_object().end_object();
    return out;
}

void append_kept_problem(std::string& out, std::string_view kept, const Messages& messages, std::string_view locale) {
    const boost::json::value held = boost::json::parse(boost::json::string_view(kept.data(), kept.size()));
    const auto text = [&](std::string_view name) { return std::string(std::string_view(held.at(name).as_string())); };
    MessageArguments arguments;
    for (const auto& [name, value] : held.at("arguments").as_object())
        arguments.emplace_back(std::string_view(name), std::string_view(value.as_string()));
    const auto optional = [](JsonWriter& json, std::string_view name, const std::string& value) {
        json.key(name);
        if (value.empty())
            json.null();
        else
            json.value(value);
    };
    JsonWriter json(out);
    json.object().key("key").value(text("key")).key("detail").value(messages.text(locale, text("key"), arguments));
    optional(json, "field", text("field"));
    optional(json, "clause", text("clause"));
    json.end_object();
}

}  // namespace kernel
