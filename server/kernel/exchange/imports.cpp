#include "kernel/exchange/imports.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "kernel/base/hash.h"
#include "kernel/base/text.h"
#include "kernel/exchange/chunks.h"
#include "kernel/exchange/import_json.h"
#include "kernel/exchange/undo.h"

namespace kernel {

namespace {

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }
Problem wrong_state(const ImportRow& row) {
    return {.code = Code::conflict, .key = "problem.import.state", .arguments = {{"state", label_argument("import.state." + row.state)}}};
}

}  // namespace

Result<Done> Imports::may_create(const Viewer& viewer, std::string_view record) const {
    const RecordType* type = parts_.house.find(record);
    if (!type || type->is_line() || !may(viewer, *type, Action::read)) return invalid_field("record", "problem.import.no_record");
    if (!may(viewer, *type, Action::import) || !may(viewer, *type, Action::create))
        return Problem{.code = Code::forbidden, .key = "problem.forbidden"};
    return Done{};
}

Result<std::int64_t> Imports::create(Transaction& transaction, const Viewer& viewer, std::string_view record, std::string_view name) {
    TRY(may_create(viewer, record));
    const std::string shown =
        is_utf8(name) && name.find('\0') == name.npos ? cut(trimmed(name), limits::import_name_characters) : std::string();
    drop_oldest(transaction, viewer.account, limits::imports_per_account - 1);
    ImportRow row;
    row.id = parts_.ids.next();
    row.account = viewer.account;
    row.record = record;
    row.name = shown.empty() ? std::string(record) : shown;
    row.created_at = parts_.clock.now().microseconds;
    insert_import(transaction, row);
    return row.id;
}

std::string Imports::headers_key(const std::vector<std::string>& headers) const {
    std::string joined;
    for (const std::string& header : headers) joined += header_word(header) + '\x1f';
    const Digest bytes = digest(joined);
    return hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void Imports::read_head(const Viewer& viewer, ImportRow& row) {
    const auto fail = [&](const Problem& problem) {
        row.state = "failed";
        row.problem = json_of(problem);
    };
    auto reader = table::open_table(std::make_unique<ChunkSource>(parts_.store, row.id, row.size));
    if (!reader) return fail(reader.problem());
    auto header = (*reader)->header();
    if (!header) return fail(header.problem());
    std::vector<std::vector<std::string>> samples;
    table::TableRow sample;
    while (samples.size() < limits::import_samples) {
        const auto more = (*reader)->next(sample);
        if (!more) return fail(more.problem());
        if (!*more) break;
        samples.push_back(sample.cells);
    }
    const RecordType& type = parts_.house.get(row.record);
    const auto targets = targets_of(parts_.house, type, viewer);
    row.state = "uploaded";
    row.format = json_of((*reader)->format());
    row.columns = columns_json(header->cells, samples);
    row.mapping = suggested_mapping(type, targets, header->cells, parts_.words, parts_.messages);
    parts_.store.read_and_wait([&](Connection& connection) {
        auto remembered = remembered_mapping(connection, viewer.account, row.record, headers_key(header->cells));
        if (!remembered) return;
        std::erase_if(*remembered, [&](const auto& entry) {
            return entry.second >= header->cells.size() || std::ranges::find(targets, entry.first, &Target::path) == targets.end();
        });
        row.mapping = std::move(*remembered);
    });
}

void Imports::finish(const Viewer& viewer, std::int64_t id, std::int64_t size) {
    std::optional<ImportRow> row;
    parts_.store.read_and_wait([&](Connection& connection) { row = read_import(connection, id); });
    if (!row) throw std::runtime_error("the import was removed while its file was being uploaded");
    row->size = size;
    read_head(viewer, *row);
    parts_.store.write_and_wait([&](Transaction& transaction) {
        update_uploaded(transaction, *row);
        return true;
    });
}

void Imports::abandon(std::int64_t id) {
    parts_.store.write(
        {[id](Transaction& transaction) { return delete_import(transaction, id), true; }, [](Outcome, const std::exception_ptr&) {}});
}

bool Imports::sees(const Viewer& viewer, const ImportRow& row) const {
    const RecordType* type = parts_.house.find(row.record);
    if (!type || row.state == "uploading") return false;
    return (row.account == viewer.account && may(viewer, *type, Action::read)) || scope_of(viewer, *type, Action::import) == Scope::all;
}

Result<ImportRow> Imports::visible(Connection& connection, const Viewer& viewer, std::int64_t id) const {
    auto row = read_import(connection, id);
    if (!row || !sees(viewer, *row)) return not_found();
    return std::move(*row);
}

void Imports::show_progress(ImportRow& row) {
    const std::lock_guard lock(mutex_);
    const auto job = jobs_.find(row.id);
    if (job == jobs_.end()) return;
    row.rows = job->second->rows;
    row.bytes = job->second->bytes;
}

Result<std::string> Imports::get(Connection& connection, const Viewer& viewer, std::int64_t id) {
    TRY_ASSIGN(ImportRow row, visible(connection, viewer, id));
    show_progress(row);
    return import_json(row, targets_of(parts_.house, parts_.house.get(row.record), viewer), parts_.messages, viewer.locale,
                       parts_.clock.now());
}

std::string Imports::list(Connection& connection, const Viewer& viewer) {
    constexpr std::size_t at_most = 200;
    std::string out = R"({"items":[)";
    bool comma = false;
    for (ImportRow& row : read_imports(connection, at_most)) {
        if (!sees(viewer, row)) continue;
        show_progress(row);
        if (comma) out += ',';
        comma = true;
        out += import_json(row, {}, parts_.messages, viewer.locale, parts_.clock.now());
    }
    return out += R"(],"next":null})";
}

Result<std::string> Imports::problems(Connection& connection, const Viewer& viewer, std::int64_t id, std::string_view cursor) {
    TRY(visible(connection, viewer, id));
    std::int64_t after = 0;
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
    if (!cursor.empty() && (error != std::errc{} || end != cursor.data() + cursor.size())) return invalid_field("cursor", "problem.cursor");
    auto rows = read_problems(connection, id, after, limits::import_problem_page + 1);
    const bool more = rows.size() > limits::import_problem_page;
    if (more) rows.pop_back();
    return problems_json(rows, more, parts_.messages, viewer.locale);
}

Result<std::string> Imports::problems_csv(Connection& connection, const Viewer& viewer, std::int64_t id) {
    TRY(visible(connection, viewer, id));
    std::string out;
    append_problems_csv_head(out, parts_.messages, viewer.locale);
    std::int64_t after = 0;
    for (std::size_t count = 0; count < limits::import_problem_csv;) {
        const auto rows = read_problems(connection, id, after, limits::import_problem_page * 10);
        if (rows.empty()) break;
        append_problems_csv(out, rows, parts_.messages, viewer.locale);
        after = rows.back().seq;
        count += rows.size();
    }
    return out;
}

Result<Done> Imports::change(Transaction& transaction, const Viewer& viewer, std::int64_t id, const ImportChange& change) {
    TRY_ASSIGN(ImportRow row, visible(transaction, viewer, id));
    if (!row.can_change()) return wrong_state(row);
    if (change.mapping) {
        const auto targets = targets_of(parts_.house, parts_.house.get(row.record), viewer);
        const std::size_t columns = headers_from(row.columns).size();
        for (const auto& [path, column] : *change.mapping) {
            if (std::ranges::find(targets, path, &Target::path) == targets.end())
                return invalid_field(cut(path, 100), "problem.import.no_target");
            if (column >= columns) return invalid_field(path, "problem.import.no_column", {{"column", std::to_string(column)}});
        }
        row.mapping = *change.mapping;
    }
    if (change.conflicts) row.conflicts = *change.conflicts;
    update_mapping(transaction, row);
    return Done{};
}

Result<Done> Imports::ask(Transaction& transaction, const Viewer& viewer, std::int64_t id, ImportMode mode) {
    TRY_ASSIGN(const ImportRow row, visible(transaction, viewer, id));
    if (row.account != viewer.account) return Problem{.code = Code::forbidden, .key = "problem.import.not_yours_to_run"};
    if (!row.can_change() || (mode == ImportMode::valid && row.state != "checked")) return wrong_state(row);
    const auto headers = headers_from(row.columns);
    TRY(may_create(viewer, row.record));
    TRY(plan_of(parts_.house, parts_.house.get(row.record), viewer, parts_.messages, row.mapping, headers.size()));
    const std::string_view word = mode == ImportMode::all ? "all" : mode == ImportMode::valid ? "valid" : "";
    if (!begin_work(transaction, id, mode == ImportMode::check ? "checking" : "running", word)) return wrong_state(row);
    remember_mapping(transaction, viewer.account, row.record, headers_key(headers), row.mapping, parts_.clock.now().microseconds);
    return Done{};
}

Result<Done> Imports::undo(Transaction& transaction, const Viewer& viewer, std::int64_t id) {
    TRY_ASSIGN(const ImportRow row, visible(transaction, viewer, id));
    TRY(may_create(viewer, row.record));
    if (!may_undo(row, parts_.clock.now())) return Problem{.code = Code::conflict, .key = "problem.import.undo"};
    if (!begin_undo(transaction, row, viewer.account)) return wrong_state(row);
    return Done{};
}

Result<std::function<bool(Transaction&)>> Imports::cancel(Connection& connection, const Viewer& viewer, std::int64_t id) {
    TRY_ASSIGN(const ImportRow row, visible(connection, viewer, id));
    if (!row.is_at_work() && !row.can_change()) return wrong_state(row);
    {
        const std::lock_guard lock(mutex_);
        if (const auto job = jobs_.find(id); job != jobs_.end()) job->second->cancelled = true;
    }
    return std::function<bool(Transaction&)>([id](Transaction& transaction) { return ask_to_cancel(transaction, id), true; });
}

}  // namespace kernel
