#include "kernel/live/changes.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "kernel/base/id.h"
#include "kernel/base/json.h"

namespace kernel {

namespace {

namespace json = boost::json;

std::int64_t linked(const json::value& value) {
    const json::value* id = value.is_object() ? value.get_object().if_contains("id") : nullptr;
    return id && id->is_string() ? parse_id(std::string_view(id->get_string())).value_or(0) : 0;
}

// Who owned the record before the change, when the change was of its owner.
std::int64_t owner_before(std::string_view changes, std::string_view owner_field) {
    const std::string start = "[\"" + std::string(owner_field) + "\",";
    if (changes.find(start) == std::string_view::npos) return 0;
    const json::value all = json::parse(json::string_view(changes.data(), changes.size()));
    for (const json::value& change : all.as_array())
        if (change.is_array() && std::string_view(change.as_array()[0].as_string()) == owner_field) return linked(change.as_array()[1]);
    return 0;
}

// Entries follow each other in the order of their node, so the last of a record is how it stands.
void note(Heard& heard, std::map<std::int64_t, std::size_t>& places, const RecordType& type, const Rows& rows) {
    const auto [place, is_new] = places.try_emplace(rows.integer(4), heard.changes.size());
    if (is_new) heard.changes.emplace_back();
    HeardChange& change = heard.changes[place->second];
    change.type = &type;
    change.id = rows.integer(4);
    change.version = std::max(change.version, rows.integer(5));
    change.actor = rows.integer(0);
    change.actor_name = rows.text(1);
    change.action = rows.text(2);
    if (type.owner_field == 0) return;
    if (const auto before = owner_before(rows.text(6), type.fields[type.owner_field].name); before != 0)
        change.former_owners.push_back(before);
}

}  // namespace

Position log_end(Connection& connection) {
    Position end;
    Rows rows = connection.query(R"(SELECT "node", "seq" FROM "audit_heads")");
    while (rows.next()) end.set(rows.integer(0), rows.integer(1));
    return end;
}

Heard read_log(Connection& connection, const House& house, const Position& from, const Position& to) {
    Heard heard;
    std::map<std::int64_t, std::size_t> places;  // ids are never used twice, whatever the record
    for (const auto& [node, seq] : to.nodes()) {
        if (from.of(node) >= seq) continue;
        Rows rows = connection.query(
            R"(SELECT a."actor", c."name", a."action", a."record", a."record_id", a."version", a."changes" FROM "audit" a )"
            R"(LEFT JOIN "accounts" c ON c."id" = a."actor" WHERE a."node" = $1 AND a."seq" > $2 AND a."seq" <= $3 ORDER BY a."seq")",
            {node, from.of(node), seq});
        while (rows.next()) {
            const RecordType* type = house.find(rows.text(3));
            if (!type) continue;
            if (type->name == "accounts") heard.accounts.push_back(rows.integer(4));
            if (rows.integer(5) > 0) note(heard, places, *type, rows);  // signing in and the like change no record
        }
    }
    for (HeardChange& change : heard.changes) change.owner = owner_of(connection, *change.type, change.id);
    return heard;
}

std::string changes_json(const Heard& heard, const Viewer& viewer) {
    std::string out;
    JsonWriter writer(out);
    for (const HeardChange& change : heard.changes) {
        const bool reads = reaches(viewer, *change.type, Action::read, change.owner);
        const auto& former = change.former_owners;
        const bool read = std::ranges::any_of(former, [&](std::int64_t one) { return reaches(viewer, *change.type, Action::read, one); });
        if (!reads && !read) continue;
        if (out.empty()) writer.object().key("changes").array();
        writer.object().key("record").value(change.type->name).key("id").id(change.id);
        if (!reads) {
            writer.key("action").value("gone").end_object();
            continue;
        }
        writer.key("version").value(change.version).key("action").value(change.action);
        writer.key("by").object().key("id").id(change.actor).key("title").value(change.actor_name).end_object().end_object();
    }
    if (!out.empty()) writer.end_array().end_object();
    return out;
}

}  // namespace kernel
