#include "kernel/exchange/cells.h"

#include "kernel/base/text.h"
#include "kernel/records/value.h"

namespace kernel {

namespace {

// The names of choices in place of what people call them; nothing when one is unknown.
std::optional<std::string> choice_names(const CellPlan& plan, std::string_view text) {
    std::string names;
    while (!text.empty()) {
        std::size_t end = text.size(), next = text.size();
        if (plan.field->kind == Kind::choices)
            for (const std::string_view separator : {",", ";", "，", "；", "、"})
                if (const auto at = text.find(separator); at < end) end = at, next = at + separator.size();
        const auto found = plan.choices.find(header_word(trimmed(text.substr(0, end))));
        if (found == plan.choices.end()) return std::nullopt;
        names += (names.empty() ? "" : ",") + std::string(found->second);
        text.remove_prefix(next);
    }
    return names;
}

}  // namespace

bool is_empty_cell(const CellPlan& plan, std::string_view text) {
    if (text.empty()) return true;
    const std::string_view bare = trimmed(text);
    return bare.empty() || (bare == "NULL" && !is_text(plan.field->kind));
}

std::optional<CellRefusal> read_cell(const CellPlan& plan, std::string_view text, Value& value, bool& given) {
    given = !is_empty_cell(plan, text);
    if (!given) return std::nullopt;
    const Field& field = *plan.field;
    if (plan.trimmed) text = trimmed(text);
    std::optional<Value> read;
    if (field.kind == Kind::choice || field.kind == Kind::choices) {
        if (const auto names = choice_names(plan, text)) read = value_from_text(field, *names, Reading::loosely);
    } else {
        read = value_from_text(field, text, Reading::loosely);
    }
    if (!read) return CellRefusal{"problem.field.kind." + std::string(kind_name(field.kind)), {{"scale", std::to_string(field.scale)}}};
    if (auto problem = settle(field, *read)) return CellRefusal{std::move(problem->key), std::move(problem->arguments)};
    value = std::move(*read);
    return std::nullopt;
}

}  // namespace kernel
