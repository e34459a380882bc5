#include "kernel/exchange/import_json.h"

#include <boost/json.hpp>

#include "kernel/base/json.h"
#include "kernel/base/text.h"
#include "kernel/base/time.h"
#include "kernel/exchange/undo.h"

namespace kernel {

namespace {

constexpr std::size_t json_depth = 3;

std::string_view view_of(const boost::json::string& text) { return {text.data(), text.size()}; }

Result<boost::json::value> parsed(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = json_depth;
    boost::json::error_code error;
    boost::json::value value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error, {}, options);
    if (error) return Problem{.code = Code::invalid, .key = "problem.json", .arguments = {{"at", "1"}}};
    return value;
}

Result<Mapping> mapping_of(const boost::json::value& value) {
    if (!value.is_object()) return invalid_field("mapping", "problem.field.kind.object");
    Mapping mapping;
    for (const auto& [path, column] : value.get_object()) {
        if (column.is_null()) continue;
        if (!column.is_int64() || column.get_int64() < 0)
            return invalid_field(cut(std::string(std::string_view(path)), 100), "problem.field.kind.integer");
        mapping[std::string(std::string_view(path))] = static_cast<std::size_t>(column.get_int64());
    }
    return mapping;
}

// Kept by us, hence sound.
boost::json::value kept(std::string_view json) {
    return json.empty() ? boost::json::value() : boost::json::parse(boost::json::string_view(json.data(), json.size()));
}

}  // namespace

std::string json_of(const Mapping& mapping) {
    std::string out;
    JsonWriter json(out);
    json.object();
    for (const auto& [path, column] : mapping) json.key(path).value(static_cast<std::int64_t>(column));
    json.end_object();
    return out;
}

Result<Mapping> mapping_from(std::string_view json) {
    TRY_ASSIGN(const boost::json::value value, parsed(json));
    return mapping_of(value);
}

std::string json_of(const MessageArguments& arguments) {
    std::string out;
    JsonWriter json(out);
    json.object();
    for (const auto& [name, value] : arguments) json.key(name).value(value);
    json.end_object();
    return out;
}

MessageArguments arguments_from(std::string_view json) {
    MessageArguments arguments;
    const boost::json::value value = kept(json);
    if (value.is_object())
        for (const auto& [name, text] : value.get_object()) arguments.emplace_back(std::string_view(name), view_of(text.as_string()));
    return arguments;
}

std::string json_of(const Problem& problem) {
    const bool one_field = problem.fields.size() == 1;
    std::string out;
    JsonWriter json(out);
    json.object().key("code").value(int{static_cast<int>(problem.code)});
    json.key("key").value(one_field ? problem.fields[0].key : problem.key);
    json.key("arguments").raw(json_of(one_field ? problem.fields[0].arguments : problem.arguments)).end_object();
    return out;
}

std::string json_of(const Tally& tally, const ProblemList& problems) {
    std::string out;
    JsonWriter json(out);
    json.object().key("rows").value(tally.rows).key("valid").value(tally.valid).key("errors").value(tally.errors);
    json.key("warnings").value(static_cast<std::int64_t>(problems.warnings())).key("unchanged").value(tally.unchanged);
    json.key("created").object();
    for (const auto& [record, count] : tally.created) json.key(record).value(count);
    json.end_object().end_object();
    return out;
}

std::string json_of(const table::Format& format) {
    static constexpr std::string_view encodings[] = {"utf-8", "gb18030", "utf-16"};
    const bool csv = format.kind == table::Format::Kind::csv;
    std::string out;
    JsonWriter json(out);
    json.object().key("kind").value(csv ? "csv" : "xlsx");
    json.key("encoding");
    if (csv)
        json.value(encodings[static_cast<std::size_t>(format.encoding)]);
    else
        json.null();
    json.key("delimiter");
    if (csv)
        json.value(std::string(1, format.delimiter));
    else
        json.null();
    json.key("sheet");
    if (csv)
        json.null();
    else
        json.value(format.sheet);
    json.end_object();
    return out;
}

std::string columns_json(const std::vector<std::string>& headers, const std::vector<std::vector<std::string>>& samples) {
    std::string out;
    JsonWriter json(out);
    json.array();
    for (std::size_t i = 0; i < headers.size(); ++i) {
        json.object().key("index").value(static_cast<std::int64_t>(i)).key("header").value(headers[i]).key("sample").array();
        for (const auto& row : samples) json.value(i < row.size() ? cut(row[i], limits::import_sample_characters) : std::string());
        json.end_array().end_object();
    }
    json.end_array();
    return out;
}

std::vector<std::string> headers_from(std::string_view columns) {
    std::vector<std::string> headers;
    const boost::json::value value = kept(columns);
    if (value.is_array())
        for (const auto& column : value.get_array()) headers.emplace_back(view_of(column.at("header").as_string()));
    return headers;
}

Result<ImportChange> import_change_from(std::string_view body) {
    TRY_ASSIGN(const boost::json::value value, parsed(body));
    if (!value.is_object()) return Problem{.code = Code::invalid, .key = "problem.json.object"};
    ImportChange change;
    for (const auto& [name, member] : value.get_object()) {
        if (std::string_view(name) == "mapping") {
            TRY_ASSIGN(change.mapping, mapping_of(member));
        } else if (std::string_view(name) == "options") {
            if (!member.is_object()) return invalid_field("options", "problem.field.kind.object");
            for (const auto& [option, choice] : member.get_object()) {
                const std::string where = "options." + cut(std::string(std::string_view(option)), 60);
                if (std::string_view(option) != "conflicts") return invalid_field(where, "problem.field.unknown");
                if (choice == "reject")
                    change.conflicts = Conflicts::reject;
                else if (choice == "split")
                    change.conflicts = Conflicts::split;
                else
                    return invalid_field(where, "problem.field.kind.choice");
            }
        } else {
            return invalid_field(cut(std::string(std::string_view(name)), 60), "problem.field.unknown");
        }
    }
    return change;
}

Result<ImportMode> run_mode_from(std::string_view body) {
    TRY_ASSIGN(const boost::json::value value, parsed(body));
    if (!value.is_object()) return Problem{.code = Code::invalid, .key = "problem.json.object"};
    for (const auto& [name, member] : value.get_object())
        if (std::string_view(name) != "mode") return invalid_field(cut(std::string(std::string_view(name)), 60), "problem.field.unknown");
    const boost::json::value* mode = value.get_object().if_contains("mode");
    if (!mode) return invalid_field("mode", "problem.field.required");
    if (*mode == "all") return ImportMode::all;
    if (*mode == "valid") return ImportMode::valid;
    return invalid_field("mode", "problem.field.kind.choice");
}

namespace {

// Only what can become of an import; the rest is the API's.
std::pair<std::string_view, int> status_of(Code code) {
    switch (static_cast<int>(code)) {
        case static_cast<int>(Code::invalid):
            return {"invalid", 400};
        case static_cast<int>(Code::forbidden):
            return {"forbidden", 403};
        case static_cast<int>(Code::conflict):
            return {"conflict", 409};
        case static_cast<int>(Code::too_large):
            return {"too_large", 413};
        case static_cast<int>(Code::unavailable):
            return {"unavailable", 503};
        default:
            return {"failed", 500};
    }
}

void write_problem(JsonWriter& json, std::string_view problem, const Messages& messages, std::string_view locale) {
    if (problem.empty()) {
        json.null();
        return;
    }
    const boost::json::value kept_problem = kept(problem);
    const auto [code, status] = status_of(static_cast<Code>(kept_problem.at("code").as_int64()));
    const std::string_view key = view_of(kept_problem.at("key").as_string());
    const std::string arguments = boost::json::serialize(kept_problem.at("arguments"));
    json.object()
        .key("type")
        .value("urn:bylaw:problem:" + std::string(code))
        .key("title")
        .value(messages.text(locale, key, arguments_from(arguments)));
    json.key("status").value(status).key("code").value(code).key("key").value(key).end_object();
}

void write_undo(JsonWriter& json, const ImportRow& row, Instant now) {
    json.key("undo");
    if (may_undo(row, now)) {
        std::string until;
        append_instant(until, Instant{row.done_at + limits::import_undo_s * 1'000'000});
        json.object().key("state").value("possible").key("until").value(until).end_object();
    } else if (row.undo.state == ImportUndo::State::none) {
        json.null();
    } else {
        json.object().key("state").value(row.undo.state == ImportUndo::State::done ? "done" : "running");
        json.key("taken_back").value(row.undo.taken_back).key("kept").value(row.undo.kept).end_object();
    }
}

}  // namespace

std::string import_json(const ImportRow& row, const std::vector<Target>& targets, const Messages& messages, std::string_view locale,
                        Instant now) {
    const auto raw_or = [](const std::string& text, std::string_view otherwise) {
        return text.empty() ? otherwise : std::string_view(text);
    };
    std::string out;
    JsonWriter json(out);
    json.object()
        .key("id")
        .id(row.id)
        .key("record")
        .value(row.record)
        .key("name")
        .value(row.name)
        .key("size")
        .value(row.size)
        .key("state")
        .value(row.state);
    json.key("format")
        .raw(raw_or(row.format, R"({"kind":"csv","encoding":null,"delimiter":null,"sheet":null})"))
        .key("columns")
        .raw(raw_or(row.columns, "[]"));
    json.key("targets").array();
    for (const Target& target : targets) {
        json.object().key("path").value(target.path).key("label").value(target_label(messages, locale, target));
        json.key("group")
            .value(target_group(messages, locale, target))
            .key("kind")
            .value(target.level ? "text" : kind_name(target.field().kind));
        json.key("required").value(target.required).end_object();
    }
    json.end_array();
    json.key("mapping").raw(json_of(row.mapping));
    json.key("options").object().key("conflicts").value(row.conflicts == Conflicts::split ? "split" : "reject").end_object();
    json.key("mode");
    if (row.mode.empty())
        json.null();
    else
        json.value(row.mode);
    json.key("progress").object().key("rows").value(row.rows).key("of_bytes").value(row.size).key("bytes").value(row.bytes).end_object();
    json.key("result").raw(raw_or(row.result, "null"));
    write_undo(json, row, now);
    std::string at;
    append_instant(at, Instant{row.created_at});
    json.key("created_at").value(at).key("by");
    if (row.account == 0)
        json.null();
    else
        json.object().key("id").id(row.account).key("title").value(row.account_name).end_object();
    json.key("problem");
    write_problem(json, row.problem, messages, locale);
    json.end_object();
    return out;
}

std::string problems_json(const std::vector<ProblemRow>& problems, bool more, const Messages& messages, std::string_view locale) {
    std::string out;
    JsonWriter json(out);
    json.object().key("items").array();
    for (const auto& [seq, problem] : problems) {
        json.object()
            .key("row")
            .value(static_cast<std::int64_t>(problem.row))
            .key("column")
            .value(problem.column)
            .key("value")
            .value(problem.value);
        json.key("severity").value(problem.severity == Severity::error ? "error" : "warning");
        json.key("reason").value(messages.text(locale, problem.key, problem.arguments)).end_object();
    }
    json.end_array().key("next");
    if (more)
        json.value(std::to_string(problems.back().seq));
    else
        json.null();
    json.end_object();
    return out;
}

void append_problems_csv_head(std::string& out, const Messages& messages, std::string_view locale) {
    out += "\xEF\xBB\xBF";
    for (const std::string_view column : {"row", "column", "value", "severity", "reason"}) {
        if (column != "row") out += ',';
        append_csv_cell(out, messages.text(locale, "import.problem." + std::string(column)));
    }
    out += "\r\n";
}

void append_problems_csv(std::string& out, const std::vector<ProblemRow>& problems, const Messages& messages, std::string_view locale) {
    for (const auto& [seq, problem] : problems) {
        out += std::to_string(problem.row) + ',';
        append_csv_cell(out, problem.column);
        out += ',';
        append_csv_cell(out, problem.value);
        out += ',';
        append_csv_cell(out,
                        messages.text(locale, problem.severity == Severity::error ? "import.severity.error" : "import.severity.warning"));
        out += ',';
        append_csv_cell(out, messages.text(locale, problem.key, problem.arguments));
        out += "\r\n";
    }
}

}  // namespace kernel
