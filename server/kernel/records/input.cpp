// From a JSON body to a Draft: shape, types, rights to each field. No database yet.
#include <algorithm>
#include <boost/json.hpp>

#include "kernel/base/text.h"
#include "kernel/records/change.h"
#include "kernel/records/limits.h"
#include "kernel/records/records.h"

namespace kernel {

namespace {

FieldProblem problem_of(const std::string& where, std::string_view name, std::string key, std::string_view clause = {}) {
    return {where + cut(std::string(name), 60), std::move(key), {}, std::string(clause)};
}

// Fills row and bits from the members; what is wrong goes into problems.
void read_member(const Viewer& viewer, const RecordType& type, std::string_view name, const boost::json::value& json,
                 const std::string& where, Row& row, std::uint64_t& given, std::vector<FieldProblem>& problems) {
    const auto place = type.place(name);
    if (place == RecordType::npos || place >= type.declared || !may_read(viewer, type.fields[place])) {
        problems.push_back(problem_of(where, name, "problem.field.unknown"));
        return;
    }
    const Field& field = type.fields[place];
    if (!may_write(viewer, field) || place == type.state_field || (type.is_line() && place == type.parent_field)) {
        if (field.kind != Kind::id || where.empty())
            problems.push_back(problem_of(where, name, "problem.field.readonly", field.rules.clause));
        return;
    }
    auto value = value_from_json(field, json);
    if (!value) {
        problems.push_back({where + std::string(name), value.problem().key, value.problem().arguments, std::string(field.rules.clause)});
        return;
    }
    if (auto problem = settle(field, *value)) {
        problem->field = where + problem->field;
        problems.push_back(std::move(*problem));
        return;
    }
    row[place] = std::move(*value);
    given |= std::uint64_t{1} << place;
}

void read_line(const Viewer& viewer, const RecordType& type, const boost::json::value& json, const std::string& where, const Row& fresh,
               Draft& draft, std::vector<FieldProblem>& problems) {
    LineDraft line{.id = 0, .values = fresh, .given = 0};
    if (!json.is_object()) {
        problems.push_back(problem_of(where.substr(0, where.size() - 1), "", "problem.field.kind.object"));
        return;
    }
    for (const auto& [name, value] : json.get_object()) {
        if (std::string_view(name) != "id") {
            read_member(viewer, type, std::string_view(name), value, where, line.values, line.given, problems);
        } else if (!value.is_null()) {
            auto id = value.is_string() ? parse_id(std::string_view(value.get_string())) : std::nullopt;
            if (!id)
                problems.push_back(problem_of(where, "id", "problem.field.kind.id"));
            else
                line.id = *id;
        }
    }
    draft.lines.push_back(std::move(line));
}

void read_lines(const Viewer& viewer, const RecordType& type, const boost::json::value& json, const Row& fresh, Draft& draft,
                std::vector<FieldProblem>& problems) {
    const std::string name(type.traits().lines);
    draft.has_lines = true;
    if (!json.is_array()) {
        problems.push_back(problem_of("", name, "problem.field.kind.array"));
        return;
    }
    if (json.get_array().size() > limits::lines) {
        problems.push_back({name, "problem.too_many_lines", {{"max", std::to_string(limits::lines)}}, {}});
        return;
    }
    std::size_t index = 0;
    for (const auto& line : json.get_array()) read_line(viewer, *type.lines, line, line_place(type, index++), fresh, draft, problems);
}

// A record's members, and its lines.
void read_members(const Viewer& viewer, const RecordType& type, const boost::json::object& body, const Row& fresh_line, Draft& draft,
                  std::vector<FieldProblem>& problems) {
    for (const auto& [name, value] : body) {
        if (type.lines && std::string_view(name) == type.traits().lines)
            read_lines(viewer, type, value, fresh_line, draft, problems);
        else
            read_member(viewer, type, std::string_view(name), value, "", draft.values, draft.given, problems);
    }
}

// What is required and not there, unless something is wrong with it already: all that is to be mended is said at once.
void add_missing(const RecordType& type, const Row& row, const std::string& where, std::vector<FieldProblem>& problems) {
    for (std::size_t i = 1; i < type.declared; ++i) {
        auto problem = missing(type.fields[i], row[i]);
        if (!problem || (type.is_line() && i == type.parent_field)) continue;
        problem->field = where + problem->field;
        if (std::ranges::find(problems, problem->field, &FieldProblem::field) == problems.end()) problems.push_back(std::move(*problem));
    }
}

void add_missing(const RecordType& type, const Draft& draft, std::vector<FieldProblem>& problems) {
    add_missing(type, draft.values, "", problems);
    for (std::size_t i = 0; i < draft.lines.size(); ++i) add_missing(*type.lines, draft.lines[i].values, line_place(type, i), problems);
}

Result<boost::json::value> parsed(std::string_view text) {
    if (!is_utf8(text)) return Problem{.code = Code::invalid, .key = "problem.not_utf8"};
    boost::json::parse_options options;
    options.max_depth = limits::json_depth;
    boost::json::stream_parser parser({}, options);
    boost::json::error_code error;
    const std::size_t used = parser.write(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (error == boost::json::error::too_deep)
        return Problem{.code = Code::invalid, .key = "problem.json.depth", .arguments = {{"max", std::to_string(limits::json_depth)}}};
    if (error) return Problem{.code = Code::invalid, .key = "problem.json", .arguments = {{"at", std::to_string(used + 1)}}};
    return parser.release();
}

}  // namespace

Row Records::fresh(const RecordType& type) const {
    Row row = type.declaration->fresh();
    // A day that must be given has no default: the first of January 1970 is nobody's.
    for (std::size_t i = 1; i < row.size(); ++i) {
        const Field& field = type.fields[i];
        if (field.rules.required && (field.kind == Kind::day || field.kind == Kind::instant) && integer_of(row[i]) == 0) row[i] = Value{};
    }
    row.resize(type.fields.size());
    return row;
}

Result<Draft> Records::draft(const Viewer& viewer, const RecordType& type, std::string_view json, Purpose purpose) const {
    TRY_ASSIGN(boost::json::value body, parsed(json));
    if (!body.is_object()) return Problem{.code = Code::invalid, .key = "problem.json.object"};
    Draft draft{.values = fresh(type), .given = 0, .has_lines = false, .lines = {}};
    std::vector<FieldProblem> problems;
    read_members(viewer, type, body.get_object(), type.lines ? fresh(*type.lines) : Row(), draft, problems);
    if (purpose == Purpose::create) add_missing(type, draft, problems);
    if (!problems.empty()) return invalid_fields(std::move(problems), type);
    return draft;
}

namespace {

// Only what the move asks for: "resolution", and "resolved_on?" that may be left out.
void read_asked(const Viewer& viewer, const RecordType& type, const Move& move, const boost::json::object& body, Draft& draft,
                std::vector<FieldProblem>& problems) {
    const auto asks = [&](std::string_view name) {
        return std::ranges::any_of(move.asks, [&](std::string_view one) { return !one.empty() && asked_field(one) == name; });
    };
    for (const auto& [name, value] : body) {
        if (asks(std::string_view(name)))
            read_member(viewer, type, std::string_view(name), value, "", draft.values, draft.given, problems);
        else
            problems.push_back(problem_of("", std::string_view(name), "problem.field.unknown"));
    }
    for (auto one : move.asks) {
        if (one.empty() || is_optional_asked(one)) continue;
        const auto place = type.place(one);
        if ((draft.given >> place & 1) != 0 && !is_null(draft.values[place])) continue;
        if (std::ranges::find(problems, one, &FieldProblem::field) == problems.end())
            problems.push_back(problem_of("", one, "problem.field.required", type.fields[place].rules.clause));
    }
}

// What is missing of a record that a move is kept as; the link to what it belongs to is the move's.
void add_missing_kept(const RecordType& kept, Draft& draft, std::vector<FieldProblem>& problems) {
    std::vector<FieldProblem> missing;
    add_missing(kept, draft, missing);
    for (FieldProblem& problem : missing)
        if (problem.field != kept.traits().belongs_to) problems.push_back(std::move(problem));
}

}  // namespace

Result<Asked> Records::asked_by(const Viewer& viewer, const RecordType& type, const Move& move, std::string_view json) const {
    TRY_ASSIGN(boost::json::value body, parsed(json.empty() ? "{}" : json));
    if (!body.is_object()) return Problem{.code = Code::invalid, .key = "problem.json.object"};
    boost::json::object members = std::move(body.get_object());
    Asked asked;
    std::vector<FieldProblem> problems;
    asked.own.values = fresh(type);
    if (move.edits)
        if (auto content = members.find("change"); content != members.end()) {
            if (!content->value().is_object()) return invalid_field("change", "problem.field.kind.object");
            read_members(viewer, type, content->value().get_object(), type.lines ? fresh(*type.lines) : Row(), asked.own, problems);
            members.erase(content);
        }
    if (move.kept_as.empty()) {
        read_asked(viewer, type, move, members, asked.own, problems);
    } else {
        const RecordType& kept = house_.get(move.kept_as);
        asked.kept.values = fresh(kept);
        if (auto link = members.find(kept.traits().belongs_to); link != members.end())
            problems.push_back(problem_of("", kept.traits().belongs_to, "problem.field.readonly"));
        members.erase(kept.traits().belongs_to);
        const bool is_silent = members.empty();
        read_members(viewer, kept, members, kept.lines ? fresh(*kept.lines) : Row(), asked.kept, problems);
        if (!is_silent || !kept.traits().propose) add_missing_kept(kept, asked.kept, problems);
    }
    if (!problems.empty()) return invalid_fields(std::move(problems), type);
    return asked;
}

}  // namespace kernel
