#include "kernel/records/change.h"

#include <algorithm>
#include <cstdio>

#include "kernel/base/json.h"
#include "kernel/records/limits.h"

namespace kernel {

const Migration records_migration{3, "records", R"sql(
CREATE TABLE "counters" (
  "name" TEXT NOT NULL PRIMARY KEY,
  "value" BIGINT NOT NULL
);
)sql"};

void insert_row(Transaction& transaction, const Select& select, const Row& row) {
    std::vector<Argument> arguments;
    arguments.reserve(row.size());
    for (const Value& value : row) arguments.push_back(argument(value));
    transaction.insert(select.insertion, arguments);
}

bool update_row(Transaction& transaction, const RecordType& type, const Row& before, const Row& after, std::int64_t version) {
    Sql sql("UPDATE " + type.table + " SET ");
    bool any = false;
    for (std::size_t i = 1; i < type.fields.size(); ++i) {
        if (before[i] == after[i]) continue;
        sql << (any ? ", " : "") << quoted(type.fields[i].name) << " = ";
        sql.bind(after[i]);
        any = true;
    }
    if (!any) return true;
    sql << " WHERE \"id\" = ";
    sql.bind(after[0]);
    if (version != 0) {
        sql << " AND \"version\" = ";
        sql.bind(version);
    }
    return sql.execute(transaction) == 1;
}

Seen seen(const Whole& whole) {
    Seen made{.record = whole.record.values};
    for (const Stored& line : whole.lines) made.lines.push_back(&line.values);
    return made;
}

void Changes::open(std::string_view field) {
    text_ += text_.empty() ? "[" : ",[";
    append_json_string(text_, field);
    text_ += ',';
}

void Changes::add_row(const RecordType& type, const Stored* before, const Stored& after) {
    for (std::size_t i = 1; i < type.declared; ++i) {
        static const Value nothing;
        const Value& was = before ? before->values[i] : nothing;
        if (was == after.values[i]) continue;
        open(type.fields[i].name);
        append_json(text_, type.fields[i], cell_of(was, before ? std::string_view(before->titles[i]) : std::string_view()));
        text_ += ',';
        append_json(text_, type.fields[i], cell_of(after.values[i], after.titles[i]));
        text_ += ']';
    }
}

void Changes::add_line(const Select& select, const Stored* before, const Stored* after) {
    if (before && after && before->values == after->values) return;
    open(select.type->parent->traits().lines);
    auto append = [&](const Stored* line) {
        if (!line) return void(text_ += "null");
        select.append_open(text_, *line);
        text_ += '}';
    };
    append(before);
    text_ += ',';
    append(after);
    text_ += ']';
}

std::string next_number(Transaction& transaction, std::string_view prefix, Day today) {
    const std::string series = std::string(prefix) + '-' + std::to_string(calendar_date(today).year);
    Rows rows = transaction.query(
        R"(INSERT INTO "counters" ("name", "value") VALUES ($1, 1) ON CONFLICT ("name") DO UPDATE SET "value" = "counters"."value" + 1 RETURNING "value")",
        {std::string_view(series)});
    rows.next();
    char digits[32];
    std::snprintf(digits, sizeof digits, "-%06lld", static_cast<long long>(rows.integer(0)));
    return series + digits;
}

bool is_own_number(std::string_view prefix, std::string_view number) {
    if (prefix.empty() || !number.starts_with(prefix)) return false;
    number.remove_prefix(prefix.size());
    auto digits = [](std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; };
    return number.size() >= 12 && number[0] == '-' && number[5] == '-' && digits(number.substr(1, 4)) && digits(number.substr(6));
}

Result<Done> settle_tree(Connection& connection, const RecordType& type, Row& row) {
    const auto parent = type.place("parent"), path = type.place("path"), full_name = type.place("full_name");
    const std::string name(text_of(row[type.place("name")]));
    std::string above = "/", names;
    if (!is_null(row[parent])) {
        Rows rows = connection.query("SELECT \"path\", \"full_name\" FROM " + type.table + " WHERE \"id\" = $1", {integer_of(row[parent])});
        if (!rows.next()) return invalid_field("parent", "problem.field.link");
        above = rows.text(0);
        names = std::string(rows.text(1)) + " / ";
    }
    if (std::count(above.begin(), above.end(), '/') > limits::tree_depth)
        return invalid_field("parent", "problem.tree_depth", {{"max", std::to_string(limits::tree_depth)}});
    row[path] = above + std::to_string(integer_of(row[0])) + '/';
    row[full_name] = names + name;
    return Done{};
}

void rename_below(Transaction& transaction, const RecordType& type, const Row& before, const Row& after) {
    const auto path = type.place("path"), full_name = type.place("full_name");
    const std::string_view from = text_of(before[full_name]), to = text_of(after[full_name]), under = text_of(after[path]);
    if (from == to) return;
    transaction.execute(
        "UPDATE " + type.table +
            " SET \"full_name\" = $1 || substr(\"full_name\", length($2) + 1) WHERE substr(\"path\", 1, length($3)) = $3 AND \"id\" <> $4",
        {to, from, under, integer_of(after[0])});
}

std::optional<FieldProblem> check_link(Connection& connection, const House& house, const Viewer& viewer, const Field& field,
                                       const Value& value) {
    if (is_null(value)) return std::nullopt;
    const RecordType& target = house.get(field.target);
    const bool oneself = target.name == "accounts" && integer_of(value) == viewer.account;
    Sql sql("SELECT 1 FROM " + target.table + " a WHERE a.\"id\" = ");
    sql.bind(value);
    if (!target.is_line()) sql << " AND a.\"archived_at\" IS NULL";
    if (!oneself) {
        sql << " AND ";
        append_scope(sql, viewer, target, Action::read, "a");
    }
    if (sql.query(connection).next()) return std::nullopt;
    return FieldProblem{std::string(field.name), "problem.field.link", {}, std::string(field.rules.clause)};
}

namespace {

// Something of this order for this order only (4.3.2): `matching` names the link that both must have in common.
bool is_matching(const LinkCheck& check, const RecordType& type, const Row& row, const Field& field, const Value& value) {
    const bool own = type.place(field.rules.matching) != RecordType::npos;
    const RecordType& holder = own ? type : *type.parent;
    const Row& here = own || !check.owner ? row : *check.owner;
    const Value& common = here[holder.place(field.rules.matching)];
    if (is_null(common)) return false;
    const RecordType& target = check.house.get(field.target);
    Rows rows = check.connection.query("SELECT " + quoted(field.rules.matching) + " FROM " + target.table + " WHERE \"id\" = $1",
                                       {integer_of(value)});
    return rows.next() && rows.integer(0) == integer_of(common);
}

}  // namespace

void check_links(const LinkCheck& check, const RecordType& type, const Row& row, std::uint64_t given, const std::string& where,
                 std::vector<FieldProblem>& problems) {
    for (std::size_t i = 1; i < type.declared; ++i) {
        const Field& field = type.fields[i];
        if (field.kind != Kind::link || !(given >> i & 1)) continue;
        auto problem = check_link(check.connection, check.house, check.viewer, field, row[i]);
        if (!problem && !field.rules.matching.empty() && !is_null(row[i]) && !is_matching(check, type, row, field, row[i]))
            problem = FieldProblem{std::string(field.name), "problem.field.matching", {}, std::string(field.rules.clause)};
        if (!problem) continue;
        problem->field = where + problem->field;
        problems.push_back(std::move(*problem));
    }
}

Result<Done> add_sums(const RecordType& type, Row& row, const std::vector<const Row*>& lines, bool from_zero) {
    for (std::size_t i = 1; i < type.declared; ++i) {
        const auto of = type.fields[i].rules.sum_of;
        if (of.empty()) continue;
        const auto place = type.lines->place(of);
        std::int64_t sum = from_zero ? 0 : integer_of(row[i]);
        for (const Row* line : lines)
            if (__builtin_add_overflow(sum, integer_of((*line)[place]), &sum))
                return Problem{.code = Code::invalid, .key = "problem.overflow"};
        row[i] = sum;
    }
    return Done{};
}

Problem absent_or_forbidden(const Records& records, Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id) {
    if (!records.whole(connection, viewer, type, id, Action::read)) return {.code = Code::not_found, .key = "problem.not_found"};
    return {.code = Code::forbidden, .key = "problem.forbidden", .arguments = {}, .clause = std::string(type.traits().clause)};
}

Result<Done> check_version(const RecordType& type, const Row& row, std::int64_t version) {
    const std::int64_t now_at = integer_of(row[type.place("version")]);
    if (now_at != version)
        return Problem{.code = Code::stale, .key = "problem.stale", .arguments = {}, .clause = {}, .fields = {}, .current_version = now_at};
    return Done{};
}

bool is_put_away(const RecordType& type, const Row& row) { return !is_null(row[type.place("archived_at")]); }

bool is_within(const Viewer& viewer, const RecordType& type, const Stored& record, Action action) {
    return reaches(viewer, type, action, record.owner);
}

std::string line_place(const RecordType& type, std::size_t index) {
    return std::string(type.traits().lines) + '[' + std::to_string(index) + "].";
}

bool is_editable(const RecordType& type, const Row& row) {
    const auto& states = type.traits().editable_in;
    return type.state_field == 0 || states[0].empty() || std::ranges::find(states, text_of(row[type.state_field])) != states.end();
}

Problem invalid_fields(std::vector<FieldProblem> problems, const RecordType& type) {
    const std::string clause(type.traits().clause);
    for (FieldProblem& problem : problems)
        if (problem.clause.empty()) problem.clause = clause;
    return {.code = Code::invalid, .key = "problem.invalid", .arguments = {}, .clause = clause, .fields = std::move(problems)};
}

Problem problem_of(const DatabaseError& error) {
    if (dynamic_cast<const StorageFull*>(&error) != nullptr) return {.code = Code::unavailable, .key = "problem.storage_full"};
    if (error.retry) return {.code = Code::unavailable, .key = "problem.unavailable"};
    return {.code = Code::failed, .key = "problem.failed"};
}

Problem problem_of(const ConstraintError& error) {
    const auto comma = error.constraint.find(',');
    std::string field = error.constraint.substr(0, comma);
    switch (error.of) {
        case ConstraintError::Of::unique:
            if (field == "full_name") field = "name";
            return {.code = Code::conflict,
                    .key = "problem.taken",
                    .arguments = {},
                    .clause = {},
                    .fields = {{field, "problem.field.taken", {}, {}}}};
        case ConstraintError::Of::foreign_key:
            return {.code = Code::conflict, .key = "problem.linked"};
        case ConstraintError::Of::check:
        case ConstraintError::Of::not_null:
            break;
    }
    return {.code = Code::invalid, .key = "problem.constraint", .arguments = {{"text", error.constraint}}};
}

}  // namespace kernel
