#include "kernel/merges/merges.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "kernel/base/json.h"
#include "kernel/base/text.h"
#include "kernel/merges/limits.h"
#include "kernel/merges/merge.h"
#include "kernel/records/limits.h"

namespace kernel {

namespace {

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

// How many records of each type moved; rows that hang by their table.
std::map<std::string, std::int64_t> counted(const std::vector<Moved>& moves, const RecordType& type) {
    std::map<std::string, std::int64_t> counts;
    std::set<std::pair<std::string, std::int64_t>> known;
    for (const Moved& moved : moves) {
        const bool is_own_line = moved.record == type.name && moved.line != 0;
        const std::string record = is_own_line ? std::string(type.lines->name) : moved.record;
        if (known.emplace(record, is_own_line ? moved.line : moved.record_id).second) ++counts[record];
    }
    return counts;
}

struct Writer {
    Connection& connection;
    const Records& records;
    const Viewer& viewer;
    const Messages& messages;
    std::string out = {};
    JsonWriter json{out};

    std::string label(const std::string& record) const { return messages.record_label(viewer.locale, record); }

    void counts(const std::map<std::string, std::int64_t>& all) {
        json.array();
        for (const auto& [record, count] : all)
            json.object().key("record").value(record).key("label").value(label(record)).key("count").value(count).end_object();
        json.end_array();
    }

    // By its title, if the viewer may read it.
    void link(const RecordType& type, std::int64_t id) {
        Sql sql("SELECT t." + quoted(type.title_column()) + " FROM " + type.table + " t WHERE t.\"id\" = ");
        sql.bind(id) << " AND ";
        append_scope(sql, viewer, type, Action::read, "t");
        Rows rows = sql.query(connection);
        if (!rows.next()) return void(json.null());
        json.object().key("id").id(id).key("title").value(rows.text(0)).end_object();
    }

    void account(std::int64_t id) {
        Rows rows = connection.query(R"(SELECT "name" FROM "accounts" WHERE "id" = $1)", {id});
        json.object().key("id").id(id).key("title").value(rows.next() ? rows.text(0) : std::string_view()).end_object();
    }

    bool may_undo(const RecordType& type, const KeptMerge& merge) const {
        return merge.undone_at == 0 &&
               std::ranges::all_of(std::initializer_list<std::int64_t>{merge.kept, merge.merged}, [&](std::int64_t id) {
                   const std::int64_t owner = owner_of(connection, type, id);
                   return reaches(viewer, type, Action::update, owner) && reaches(viewer, type, Action::archive, owner);
               });
    }

    void merge(const RecordType& type, const KeptMerge& merge, const Remaining* remaining) {
        json.object().key("id").id(merge.id).key("at").value(format_instant(Instant{merge.at})).key("by");
        account(merge.account);
        json.key("kept");
        link(type, merge.kept);
        json.key("merged");
        link(type, merge.merged);
        json.key("undone");
        if (merge.undone_at == 0) {
            json.null();
        } else {
            json.object().key("at").value(format_instant(Instant{merge.undone_at})).key("by");
            account(merge.undone_by);
            json.end_object();
        }
        json.key("moved");
        counts(counted(moves_of(connection, merge.id), type));
        json.key("can").object().key("undo").value(may_undo(type, merge)).end_object();
        if (remaining) {
            json.key("remaining").object().key("moved");
            counts(counted(remaining->moves, type));
            json.key("fields").array();
            for (const std::string& field : remaining->fields)
                if (may_read(viewer, type.fields[type.place(field)]))
                    json.object()
                        .key("field")
                        .value(field)
                        .key("label")
                        .value(messages.field_label(viewer.locale, type.name, field))
                        .end_object();
            json.end_array().end_object();
        }
        json.end_object();
    }
};

}  // namespace

bool is_mergeable(const RecordType& type) {
    return !type.is_line() && std::ranges::any_of(type.fields, [](const Field& field) { return field.rules.alike != Likeness::none; });
}

Result<std::string> Merges::preview(Connection& connection, const Viewer& viewer, const Subject& subject, std::int64_t other) const {
    TRY_ASSIGN(const Candidates pair, candidates(records_, connection, viewer, subject, other));
    std::map<std::string, std::int64_t> counts;
    for (const auto& [type, id] : pair.references) ++counts[std::string(type->name)];
    if (!pair.merged.before.lines.empty())
        counts[std::string(subject.type.lines->name)] += static_cast<std::int64_t>(pair.merged.before.lines.size());
    for (const Moved& hangs : hanging_on(connection, records_.house(), subject.type, other)) ++counts[hangs.record];
    Writer writer{connection, records_, viewer, messages_};
    writer.json.object().key("moves");
    writer.counts(counts);
    writer.json.end_object();
    return std::move(writer.out);
}

Result<std::string> Merges::merge(Transaction& transaction, const Viewer& viewer, const Subject& subject, const Asked& asked) const {
    if (viewer.account == Viewer::operator_account) return Problem{.code = Code::forbidden, .key = "problem.forbidden"};
    TRY_ASSIGN(const KeptMerge made, merge_records(records_, transaction, viewer, subject, asked, ids_.next()));
    Writer writer{transaction, records_, viewer, messages_};
    writer.merge(subject.type, made, nullptr);
    return std::move(writer.out);
}

Result<std::string> Merges::list(Connection& connection, const Viewer& viewer, const Subject& subject) const {
    if (!records_.whole(connection, viewer, subject.type, subject.id, Action::read)) return not_found();
    Writer writer{connection, records_, viewer, messages_};
    writer.json.object().key("items").array();
    for (const KeptMerge& merge : merges_of(connection, subject.type, subject.id)) writer.merge(subject.type, merge, nullptr);
    writer.json.end_array().end_object();
    return std::move(writer.out);
}

Result<std::string> Merges::undo(Transaction& transaction, const Viewer& viewer, std::int64_t id) const {
    if (viewer.account == Viewer::operator_account) return Problem{.code = Code::forbidden, .key = "problem.forbidden"};
    const auto merge = kept_merge(transaction, id);
    const RecordType* type = merge ? records_.house().find(merge->record) : nullptr;
    if (!type || !may(viewer, *type, Action::read)) return not_found();
    TRY_ASSIGN(const Remaining remaining, part_records(records_, transaction, viewer, *merge));
    Writer writer{transaction, records_, viewer, messages_};
    writer.merge(*type, *kept_merge(transaction, id), &remaining);
    return std::move(writer.out);
}

Result<Merges::Asked> merge_asked_from(std::string_view body) {
    if (body.size() > limits::merge_body_bytes) return Problem{.code = Code::too_large, .key = "problem.too_large"};
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = limits::json_depth;
    const auto json = boost::json::parse(boost::json::string_view(body.data(), body.size()), error, {}, options);
    if (error) return Problem{.code = Code::invalid, .key = "problem.json", .arguments = {{"at", "1"}}};
    if (!json.is_object()) return Problem{.code = Code::invalid, .key = "problem.json.object"};
    Merges::Asked asked;
    for (const auto& [name, value] : json.get_object()) {
        if (name == "other" && value.is_string()) {
            asked.other = parse_id(std::string_view(value.get_string())).value_or(0);
        } else if (name == "version" && value.is_int64()) {
            asked.other_version = value.get_int64();
        } else if (name == "take" && value.is_array() &&
                   std::ranges::all_of(value.get_array(), [](const auto& one) { return one.is_string(); })) {
            for (const auto& field : value.get_array()) asked.take.emplace_back(std::string_view(field.get_string()));
        } else {
            return invalid_field(cut(std::string_view(name), 60), "problem.field.unknown");
        }
    }
    if (asked.other == 0) return invalid_field("other", "problem.field.required");
    if (asked.other_version == 0) return invalid_field("version", "problem.field.required");
    return asked;
}

}  // namespace kernel
