// Making and changing records: rights, what follows from what was given, the rows, the log; in one transaction.
#include <algorithm>

#include "kernel/records/rewrite.h"

namespace kernel {

namespace {

Problem forbidden(const RecordType& type) {
    return {.code = Code::forbidden, .key = "problem.forbidden", .arguments = {}, .clause = std::string(type.traits().clause)};
}
Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

// An owner that is not oneself needs the whole scope.
Result<Done> settle_owner(const Viewer& viewer, const RecordType& type, Row& row, std::uint64_t given, Scope scope) {
    if (type.owner_field == 0) return Done{};
    Value& owner = row[type.owner_field];
    if (!(given >> type.owner_field & 1) || is_null(owner)) owner = viewer.account;
    if (scope == Scope::own && integer_of(owner) != viewer.account)
        return invalid_field(std::string(type.fields[type.owner_field].name), "problem.field.own_only", {}, type.traits().clause);
    return Done{};
}

void check_required(const RecordType& type, const Row& row, const std::string& where, std::vector<FieldProblem>& problems) {
    for (std::size_t i = 1; i < type.declared; ++i)
        if (auto problem = missing(type.fields[i], row[i])) {
            if (type.is_line() && i == type.parent_field) continue;
            problem->field = where + problem->field;
            problems.push_back(std::move(*problem));
        }
}

// Whoever may make only what is their own may add only to what is their own.
Result<Done> check_whole(Connection& connection, const Viewer& viewer, const RecordType& type, const Row& row, Scope scope) {
    if (!type.whole || type.owner_field != 0 || scope != Scope::own) return Done{};
    Rows rows = connection.query(
        "SELECT " + quoted(type.whole->fields[type.whole->owner_field].name) + " FROM " + type.whole->table + " WHERE \"id\" = $1",
        {integer_of(row[type.whole_field])});
    if (rows.next() && rows.integer(0) == viewer.account) return Done{};
    return invalid_field(std::string(type.traits().belongs_to), "problem.field.link", {}, type.traits().clause);
}

}  // namespace

std::optional<Whole> Records::whole(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id,
                                    Action action) const {
    Sql sql(selects_.whole(type).text + " WHERE t.\"id\" = ");
    sql.bind(id) << " AND ";
    append_scope(sql, viewer, type, action, "t");
    return whole_by(connection, type, sql);
}

std::optional<Whole> Records::whole_of(Connection& connection, const RecordType& type, std::int64_t id) const {
    Sql sql(selects_.whole(type).text + " WHERE t.\"id\" = ");
    return whole_by(connection, type, sql.bind(id));
}

std::optional<Whole> Records::whole_by(Connection& connection, const RecordType& type, const Sql& by) const {
    Whole whole;
    {
        Rows rows = by.query(connection);
        if (!rows.next()) return std::nullopt;
        whole.record = selects_.whole(type).stored(rows);
    }
    if (!type.lines) return whole;
    const Select& select = selects_.whole(*type.lines);
    Sql sql(select.text + " WHERE t." + quoted(type.lines->traits().parent) + " = ");
    sql.bind(whole.record.id()) << " ORDER BY t.\"position\"";
    Rows rows = sql.query(connection);
    while (rows.next()) whole.lines.push_back(select.stored(rows));
    return whole;
}

Result<Done> Records::prepare_line(Connection& connection, const RecordType& lines, LineDraft& line, const std::string& where) const {
    auto prepared = lines.declaration->prepare(*lines.declaration, line.values, line.given, connection);
    if (prepared) return Done{};
    for (FieldProblem& problem : prepared.problem().fields) problem.field = where + problem.field;
    return std::move(prepared.problem());
}

Result<Done> Records::settle_new(Connection& connection, const RecordType& type, Row& row, std::vector<LineDraft>& lines) const {
    if (!type.traits().settle) return Done{};
    Settling settling{.connection = connection, .before = nullptr, .record = row, .today = clock_.today()};
    for (LineDraft& line : lines) settling.lines.push_back(&line.values);
    return settle_whole(type, settling);
}

Result<std::int64_t> Records::insert(Transaction& transaction, const Viewer& viewer, const RecordType& type, Insert made,
                                     std::vector<AuditEntry>& entries) {
    Row& row = made.values;
    std::vector<FieldProblem> problems;
    check_required(type, row, "", problems);
    for (std::size_t i = 0; i < made.lines.size(); ++i) check_required(*type.lines, made.lines[i].values, line_place(type, i), problems);
    if (!problems.empty()) return invalid_fields(std::move(problems), type);
    row[0] = ids_.next();
    std::vector<const Row*> line_rows;
    for (std::size_t i = 0; i < made.lines.size(); ++i) {
        LineDraft& line = made.lines[i];
        if (!line.prepared) TRY(prepare_line(transaction, *type.lines, line, line_place(type, i)));
        line.values[0] = ids_.next();
        line.values[type.lines->parent_field] = row[0];
        line.values[type.lines->place("position")] = static_cast<std::int64_t>(i) + 1;
        line_rows.push_back(&line.values);
    }
    if (type.lines) TRY(add_sums(type, row, line_rows, true));
    TRY(type.declaration->prepare(*type.declaration, row, made.given, transaction));
    TRY(settle_new(transaction, type, row, made.lines));
    for (std::size_t i = 1; i < type.declared; ++i)
        if (is_null(row[i]) && !type.fields[i].rules.numbered.empty())
            row[i] = next_number(transaction, type.fields[i].rules.numbered, clock_.today());

    const std::int64_t now = clock_.now().microseconds;
    row[type.place("version")] = std::int64_t{1};
    row[type.place("created_at")] = row[type.place("updated_at")] = now;
    row[type.place("created_by")] = viewer.account ? Value{viewer.account} : Value{};
    if (type.traits().tree) TRY(settle_tree(transaction, type, row));
    insert_row(transaction, selects_.whole(type), row);
    for (const LineDraft& line : made.lines) insert_row(transaction, selects_.whole(*type.lines), line.values);
    happened(transaction, viewer, type, "create", nullptr, {.record = row, .lines = line_rows});
    Stored stored{.values = std::move(row), .titles = std::vector<std::string>(type.fields.size())};
    Changes changes;
    changes.add_row(type, nullptr, stored);
    for (LineDraft& line : made.lines) {
        Stored held{.values = std::move(line.values), .titles = std::vector<std::string>(type.lines->fields.size())};
        changes.add_line(selects_.whole(*type.lines), nullptr, &held);
    }
    entries.push_back({viewer.account, std::string(made.action), std::string(type.name), stored.id(), 1, changes.take()});
    return stored.id();
}

Result<Written> Records::create(Transaction& transaction, const Viewer& viewer, const RecordType& type, Draft draft) {
    const Scope scope = scope_of(viewer, type, Action::create);
    if (scope == Scope::none || type.is_line()) return forbidden(type);
    TRY(settle_owner(viewer, type, draft.values, draft.given, scope));
    TRY(check_whole(transaction, viewer, type, draft.values, scope));
    std::vector<FieldProblem> problems;
    const LinkCheck check{transaction, house_, viewer, &draft.values};
    check_links(check, type, draft.values, draft.given, "", problems);
    for (std::size_t i = 0; i < draft.lines.size(); ++i) {
        if (draft.lines[i].id != 0) problems.push_back({line_place(type, i) + "id", "problem.line.unknown", {}, {}});
        check_links(check, *type.lines, draft.lines[i].values, draft.lines[i].given, line_place(type, i), problems);
    }
    if (!problems.empty()) return invalid_fields(std::move(problems), type);
    std::vector<AuditEntry> entries;
    TRY_ASSIGN(std::int64_t id, insert(transaction, viewer, type, {std::move(draft.values), std::move(draft.lines), draft.given}, entries));
    audit_.append(transaction, entries);
    auto made = whole(transaction, viewer, type, id, Action::create);
    if (!made) return not_found();
    return Written{id, 1, json_of(viewer, type, *made)};
}

Result<Done> Records::settle_appended(Connection& connection, const RecordType& type, Row& record, Whole& there,
                                      const std::vector<Row*>& appended) const {
    if (!type.traits().settle) return Done{};
    const Row before = there.record.values;
    Settling settling{.connection = connection, .before = &before, .record = record, .today = clock_.today()};
    for (Stored& line : there.lines) settling.lines.push_back(&line.values);
    settling.lines.insert(settling.lines.end(), appended.begin(), appended.end());
    return settle_whole(type, settling);
}

Result<Done> Records::append_lines(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id,
                                   std::int64_t positions, std::vector<LineDraft> lines, std::vector<AuditEntry>& entries) {
    auto found = whole(transaction, viewer, type, id, Action::read);
    if (!found) return not_found();
    Stored after = found->record;
    std::vector<FieldProblem> problems;
    for (std::size_t i = 0; i < lines.size(); ++i) check_required(*type.lines, lines[i].values, line_place(type, i), problems);
    if (!problems.empty()) return invalid_fields(std::move(problems), type);
    std::vector<Row*> rows;
    Changes changes;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        Row& row = lines[i].values;
        if (!lines[i].prepared) TRY(prepare_line(transaction, *type.lines, lines[i], line_place(type, i)));
        row[0] = ids_.next();
        row[type.lines->parent_field] = id;
        row[type.lines->place("position")] = positions + static_cast<std::int64_t>(i) + 1;
        rows.push_back(&row);
    }
    TRY(add_sums(type, after.values, {rows.begin(), rows.end()}, false));
    Whole settled = *found;  // the lines that are there already, should anything about them follow from the new ones
    TRY(settle_appended(transaction, type, after.values, settled, rows));
    const auto version = type.place("version");
    after.values[version] = integer_of(after.values[version]) + 1;
    after.values[type.place("updated_at")] = clock_.now().microseconds;
    update_row(transaction, type, found->record.values, after.values, 0);
    for (std::size_t i = 0; i < settled.lines.size(); ++i)
        update_row(transaction, *type.lines, found->lines[i].values, settled.lines[i].values, 0);
    for (const LineDraft& line : lines) insert_row(transaction, selects_.whole(*type.lines), line.values);
    const Seen before = seen(*found);
    Seen now{.record = after.values};
    for (const Stored& line : settled.lines) now.lines.push_back(&line.values);
    now.lines.insert(now.lines.end(), rows.begin(), rows.end());
    happened(transaction, viewer, type, "update", &before, now);
    changes.add_row(type, &found->record, after);
    for (LineDraft& line : lines) {
        Stored held{.values = std::move(line.values), .titles = std::vector<std::string>(type.lines->fields.size())};
        changes.add_line(selects_.whole(*type.lines), nullptr, &held);
    }
    entries.push_back({viewer.account, "import", std::string(type.name), id, integer_of(after.values[version]), changes.take()});
    return Done{};
}

}  // namespace kernel
