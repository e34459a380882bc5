// A record's history, field by field, for whoever may read the record; fields that a viewer may not read are left out.
#include <boost/json.hpp>
#include <map>

#include "kernel/base/json.h"
#include "kernel/base/number.h"
#include "kernel/base/time.h"
#include "kernel/record/messages.h"
#include "kernel/records/limits.h"
#include "kernel/records/records.h"

namespace kernel {

namespace json = boost::json;

namespace {

// Titles of links that were not known when the entry was written (imports), looked up once for each.
class Titles {
public:
    Titles(Connection& connection, const House& house) : connection_(connection), house_(house) {}
    void fill(const RecordType& type, std::string_view field, json::value& value) {
        const auto place = type.place(field);
        if (place == RecordType::npos || type.fields[place].kind != Kind::link || !value.is_object()) return;
        json::value& title = value.get_object()["title"];
        if (title.is_string() && !title.get_string().empty()) return;
        const RecordType& target = house_.get(type.fields[place].target);
        const auto id = parse_id(std::string_view(value.get_object()["id"].get_string()));
        if (!id) return;
        auto [known, is_new] = known_.try_emplace(*id);
        if (is_new) {
            const TitleSql held = title_sql(house_, target, "a");
            Rows rows =
                connection_.query("SELECT " + held.column + " FROM " + target.table + " a" + held.join + " WHERE a.\"id\" = $1", {*id});
            if (rows.next()) known->second = rows.text(0);
        }
        title = known->second;
    }

private:
    Connection& connection_;
    const House& house_;
    std::map<std::int64_t, std::string> known_;
};

bool is_readable(const Viewer& viewer, const RecordType& type, std::string_view field) {
    const auto place = type.place(field);
    return place != RecordType::npos && may_read(viewer, type.fields[place]);
}

void clean_line(const Viewer& viewer, const RecordType& lines, Titles& titles, json::value& line) {
    if (!line.is_object()) return;
    json::object kept;
    for (auto& [name, value] : line.get_object()) {
        if (!is_readable(viewer, lines, std::string_view(name)) || lines.fields[lines.parent_field].name == std::string_view(name))
            continue;
        titles.fill(lines, std::string_view(name), value);
        kept[name] = value;
    }
    line = std::move(kept);
}

struct Reader {
    const Viewer& viewer;
    const RecordType& type;
    const Messages& messages;
    Titles titles;

    void append_changes(std::string& out, std::string_view text) {
        json::value changes = json::parse(json::string_view(text.data(), text.size()));
        out += '[';
        bool comma = false;
        for (json::value& change : changes.get_array()) {
            json::array& parts = change.get_array();
            const std::string field(std::string_view(parts[0].get_string()));
            const bool is_line = type.lines && field == type.traits().lines;
            const bool is_file = field == "@file";  // its name is no field's
            if (!is_file && !is_line && !is_readable(viewer, type, field)) continue;
            for (json::value* value : {&parts[1], &parts[2]}) {
                if (is_line)
                    clean_line(viewer, *type.lines, titles, *value);
                else
                    titles.fill(type, field, *value);
            }
            if (comma) out += ',';
            comma = true;
            out += "{\"field\":\"" + field + "\",\"label\":";
            append_json_string(
                out, is_file ? messages.text(viewer.locale, "history.file") : messages.field_label(viewer.locale, type.name, field));
            out += ",\"from\":" + json::serialize(parts[1]) + ",\"to\":" + json::serialize(parts[2]) + '}';
        }
        out += ']';
    }
};

// Where a page of the history ends. What is said about a record leaves it at its version, so that alone is no place.
struct Place {
    std::int64_t version = 0, at = 0, seq = 0;
};

// "version.at.seq"; from the newest when there is none.
std::optional<Place> place_from(std::string_view cursor) {
    constexpr auto end = std::numeric_limits<std::int64_t>::max();
    if (cursor.empty()) return Place{end, end, end};
    const auto first = cursor.find('.'), second = cursor.find('.', first + 1);
    if (first == cursor.npos || second == cursor.npos) return std::nullopt;
    const auto version = parse_decimal(cursor.substr(0, first), 0, Excess::refuse);
    const auto at = parse_decimal(cursor.substr(first + 1, second - first - 1), 0, Excess::refuse);
    const auto seq = parse_decimal(cursor.substr(second + 1), 0, Excess::refuse);
    if (!version || !at || !seq) return std::nullopt;
    return Place{*version, *at, *seq};
}

std::string action_label(const Messages& messages, const Viewer& viewer, const RecordType& type, std::string_view action) {
    const std::string key = "move." + std::string(type.name) + '.' + std::string(action);
    return messages.text(viewer.locale, messages.has(viewer.locale, key) ? key : "action." + std::string(action));
}

}  // namespace

Result<std::string> Records::history(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id,
                                     std::string_view cursor, const Messages& messages, std::int64_t only_version) const {
    if (!whole(connection, viewer, type, id, Action::read)) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    const auto before = place_from(cursor);
    if (!before) return Problem{.code = Code::invalid, .key = "problem.cursor"};
    const Place from = only_version ? Place{.version = only_version + 1, .at = 0, .seq = 0} : *before;
    Rows rows = connection.query(
        R"(SELECT a."seq", a."at", a."actor", c."name", a."action", a."version", a."changes" FROM "audit" a LEFT JOIN "accounts" c ON c."id" = a."actor")"
        R"( WHERE a."record_id" = $1 AND (a."version" < $2 OR (a."version" = $2 AND (a."at" < $3 OR (a."at" = $3 AND a."seq" < $4)))))"
        R"( AND a."version" >= $5 ORDER BY a."version" DESC, a."at" DESC, a."seq" DESC LIMIT $6)",
        {id, from.version, from.at, from.seq, only_version, std::int64_t{limits::history_page} + 1});
    Reader reader{viewer, type, messages, Titles(connection, house_)};
    std::string out = "{\"items\":[", next = "null";
    JsonWriter json(out);
    Place last;
    for (int count = 0; rows.next(); ++count) {
        if (count == limits::history_page) {
            next = '"' + std::to_string(last.version) + '.' + std::to_string(last.at) + '.' + std::to_string(last.seq) + '"';
            break;
        }
        last = {.version = rows.integer(5), .at = rows.integer(1), .seq = rows.integer(0)};
        json.object().key("seq").value(rows.integer(0));
        json.key("at").value(format_instant(Instant{rows.integer(1)}));
        json.key("actor")
            .object()
            .key("id")
            .id(rows.integer(2))
            .key("title")
            .value(rows.is_null(3) ? std::string() : std::string(rows.text(3)))
            .end_object();
        json.key("action").value(rows.text(4)).key("label").value(action_label(messages, viewer, type, rows.text(4)));
        json.key("version").value(last.version).key("changes");
        std::string changes;
        reader.append_changes(changes, rows.text(6));
        json.raw(changes).end_object();
    }
    return out + "],\"next\":" + next + '}';
}

}  // namespace kernel
