#include "kernel/search/duplicates.h"

#include <algorithm>

#include "kernel/base/json.h"
#include "kernel/search/asking.h"
#include "kernel/search/likeness.h"
#include "kernel/search/limits.h"

namespace kernel {

namespace {

struct Duplicate {
    std::int64_t id = 0, owner = 0;
    std::string title, owner_name;
    std::vector<std::size_t> why;  // fields
};

class Duplicates {
public:
    Duplicates(const SearchIndex& index, Connection& connection, const DuplicateQuery& query, const Searched& searched)
        : index_(index), connection_(connection), query_(query), searched_(searched) {}

    std::vector<Duplicate> found() {
        for (const auto& [field, value] : query_.values) look_for(field, value);
        // Those alike in more come first.
        std::ranges::stable_sort(found_, std::greater{}, [](const Duplicate& one) { return one.why.size(); });
        if (found_.size() > limits::duplicates_shown) found_.resize(limits::duplicates_shown);
        return std::move(found_);
    }

private:
    void look_for(std::size_t field, const std::string& value) {
        const RecordType& type = query_.type;
        const Likeness alike = type.fields[field].rules.alike;
        const std::string key = likeness_key(alike, value, index_.chinese());
        if (key.empty()) return;
        const Engine engine = connection_.engine();
        const std::string owner = type.owner_field ? "t." + quoted(type.fields[type.owner_field].name) : "NULL";
        Sql sql("SELECT t.\"id\", t." + quoted(type.title_column()) + ", " + owner + ", o.\"name\" FROM (SELECT ");
        sql << document_id(engine) << " AS \"id\" " << from_documents(engine, false) << " WHERE ";
        append_match(sql, engine, match_text(engine, searched_).alike(alike, key));
        sql << " LIMIT ";
        sql.bind(static_cast<std::int64_t>(limits::few_matches)) << ") d CROSS JOIN " << type.table;
        sql << " t LEFT JOIN \"accounts\" o ON o.\"id\" = " << owner
            << " WHERE t.\"id\" = d.\"id\" AND t.\"archived_at\" IS NULL AND t.\"id\" <> ";
        sql.bind(query_.except) << " ORDER BY t.\"id\" DESC LIMIT ";
        sql.bind(static_cast<std::int64_t>(limits::duplicates_shown));
        Rows rows = sql.query(connection_);
        while (rows.next()) {
            auto known = std::ranges::find(found_, rows.integer(0), &Duplicate::id);
            if (known == found_.end())
                known = found_.insert(known, {.id = rows.integer(0),
                                              .owner = rows.integer(2),
                                              .title = std::string(rows.text(1)),
                                              .owner_name = std::string(rows.text(3)),
                                              .why = {}});
            known->why.push_back(field);
        }
    }

    const SearchIndex& index_;
    Connection& connection_;
    const DuplicateQuery& query_;
    const Searched& searched_;
    std::vector<Duplicate> found_;
};

void append_why(JsonWriter& json, const RecordType& type, const Duplicate& one, const Messages& messages, std::string_view locale) {
    json.key("why").array();
    for (const std::size_t field : one.why)
        json.object()
            .key("field")
            .value(type.fields[field].name)
            .key("label")
            .value(messages.field_label(locale, type.name, type.fields[field].name))
            .end_object();
    json.end_array();
}

}  // namespace

std::string likely_duplicates(const SearchIndex& index, Connection& connection, const Viewer& viewer, const DuplicateQuery& query,
                              const Messages& messages, std::string_view locale) {
    const RecordType& type = query.type;
    const Searched* searched = index.find(type);
    const bool is_ready = searched && index.is_ready(*searched);
    std::vector<Duplicate> found;
    if (is_ready) found = Duplicates(index, connection, query, *searched).found();
    const auto is_seen = [&](const Duplicate& one) { return reaches(viewer, type, Action::read, one.owner); };
    std::string out;
    JsonWriter json(out);
    json.object().key("items").array();
    for (const Duplicate& one : found) {
        if (!is_seen(one)) continue;
        json.object().key("id").id(one.id).key("title").value(one.title);
        append_why(json, type, one, messages, locale);
        json.end_object();
    }
    json.end_array().key("others").array();
    for (const Duplicate& one : found) {
        if (is_seen(one)) continue;
        json.object().key("owner");
        one.owner ? json.value(one.owner_name) : json.null();
        append_why(json, type, one, messages, locale);
        json.end_object();
    }
    json.end_array().key("indexing").value(!is_ready).end_object();
    return out;
}

}  // namespace kernel
