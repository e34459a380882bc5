#include "kernel/search/search.h"

#include <algorithm>

#include "kernel/base/json.h"
#include "kernel/base/text.h"
#include "kernel/records/limits.h"
#include "kernel/search/asking.h"
#include "kernel/search/limits.h"

namespace kernel {

namespace {

// How well a record fits: the best first.
enum class Fit : std::uint8_t { whole, beginning, somewhere };

struct Hit {
    std::int64_t id = 0;
    std::string title;
    std::int64_t parent = 0;
    std::string parent_title;
    std::vector<std::string> texts;  // of Searched::fields
    Fit fit = Fit::somewhere;
};

struct Group {
    const Searched* searched = nullptr;
    std::vector<Hit> hits;
    bool more = false;
};

class Search {
public:
    Search(const SearchIndex& index, Connection& connection, const Viewer& viewer, const SearchQuery& query)
        : index_(index),
          connection_(connection),
          viewer_(viewer),
          query_(query),
          limit_(static_cast<std::size_t>(query.limit ? query.limit : limits::search_hits_default)),
          wanted_(wanted_in(query.text, index.chinese())) {}

    std::vector<Group> groups() {
        std::vector<Group> made;
        if (wanted_.empty()) return made;
        for (const Searched& searched : index_.types()) {
            if (!is_asked(searched)) continue;
            if (!index_.is_ready(searched)) {
                indexing_ = true;
                continue;
            }
            Group group = group_of(searched);
            if (!group.hits.empty()) made.push_back(std::move(group));
        }
        std::ranges::stable_sort(made, {}, [](const Group& group) { return group.hits[0].fit; });
        return made;
    }
    bool indexing() const { return indexing_; }
    const std::vector<Wanted>& wanted() const { return wanted_; }

private:
    // Whoever may not read one of a type's searched fields finds nothing there, because a document is one of them all.
    bool is_asked(const Searched& searched) const {
        if (!query_.records.empty() && std::ranges::find(query_.records, searched.type->name) == query_.records.end()) return false;
        return may(viewer_, *searched.type, Action::read) && searched.secrecy <= viewer_.role->clearance;
    }

    // All that there is, when it is no more than a page; else also the best of it, which may be older than the newest.
    Group group_of(const Searched& searched) const {
        const MatchText match = match_text(connection_.engine(), searched);
        const std::string anywhere = match.all(wanted_, Where::anywhere), beginning = match.all(wanted_, Where::beginning),
                          whole = match.whole(query_.text, index_.chinese());
        Group group{.searched = &searched, .hits = {}};
        take(group, anywhere, Fit::somewhere);
        group.more = group.hits.size() > limit_;
        if (searched.has_title) take(group, beginning, Fit::beginning);
        take(group, whole, Fit::whole);
        std::ranges::sort(group.hits, [](const Hit& a, const Hit& b) { return a.fit != b.fit ? a.fit < b.fit : a.id > b.id; });
        if (group.hits.size() > limit_) group.hits.resize(limit_);
        return group;
    }

    // One hit more than is shown says whether there are more.
    void take(Group& group, const std::string& match, Fit fit) const {
        if (fit != Fit::somewhere && group.hits.empty()) return;
        const std::string narrow = narrowed(*group.searched, match);
        const std::int64_t matches = counted(narrow);
        if (matches == 0) return;
        Sql sql = select(*group.searched, narrow, matches > limits::sorted_matches);
        Rows rows = sql.query(connection_);
        while (rows.next()) {
            const std::int64_t id = rows.integer(0);
            auto known = std::ranges::find(group.hits, id, &Hit::id);
            if (known == group.hits.end()) known = group.hits.insert(group.hits.end(), hit_from(*group.searched, rows));
            known->fit = fit;
        }
    }

    // The words of whoever may see only their own; what belongs to another record holds nobody's mark: the scope alone decides.
    std::string narrowed(const Searched& searched, const std::string& match) const {
        const bool own = scope_of(viewer_, *searched.type, Action::read) == Scope::own && searched.owner_field() != 0;
        const MatchText words = match_text(connection_.engine(), searched);
        return own ? words.both(words.owner(viewer_.account), match) : match;
    }

    void append_documents(Sql& sql, const std::string& match) const {
        sql << "SELECT d.\"id\" FROM \"search_documents\" d WHERE ";
        append_match(sql, Engine::postgres, match);
        append_in_one(sql, wanted_, Where::anywhere);
    }

    // How many documents match, as far as it matters: PostgreSQL's way to them depends on it.
    std::int64_t counted(const std::string& match) const {
        if (connection_.engine() == Engine::sqlite) return 1;
        Sql sql("SELECT count(*) FROM (");
        append_documents(sql, match);
        sql << " LIMIT ";
        sql.bind(std::int64_t{limits::sorted_matches} + 1) << ") d";
        Rows rows = sql.query(connection_);
        return rows.next() ? rows.integer(0) : 0;
    }

    // FTS5 gives the newest first by itself. PostgreSQL would rather look through all records from the newest than believe its index, so it
    // is told: a few matches are taken from the index and sorted; of many, the newest are soon met among the newest records. Gives the
    // column that the newest are sorted by.
    std::string_view append_from(Sql& sql, const Searched& searched, const std::string& match, bool are_many) const {
        const std::string& table = searched.type->table;
        if (connection_.engine() == Engine::sqlite) {
            sql << ' ' << from_documents(Engine::sqlite, needs_text(wanted_)) << " CROSS JOIN " << table << " t";
            return document_id(Engine::sqlite);
        }
        if (are_many) {
            sql << " FROM " << table << " t CROSS JOIN LATERAL (";
            append_documents(sql, match);
            sql << " AND d.\"id\" = t.\"id\" OFFSET 0) d";
            return "t.\"id\"";
        }
        sql << " FROM (";
        append_documents(sql, match);
        sql << " OFFSET 0) d CROSS JOIN LATERAL (SELECT * FROM " << table << " r WHERE r.\"id\" = d.\"id\" OFFSET 0) t";
        return "d.\"id\"";
    }

    Sql select(const Searched& searched, const std::string& match, bool are_many) const {
        const RecordType& type = *searched.type;
        const Engine engine = connection_.engine();
        Sql sql("SELECT t.\"id\", t." + quoted(type.title_column()));
        sql << (type.parent ? ", a.\"id\", a." + quoted(type.parent->title_column()) : std::string(", 0, ''"));
        for (const std::size_t field : searched.fields) sql << ", t." << quoted(type.fields[field].name);
        const std::string_view newest = append_from(sql, searched, match, are_many);
        if (type.parent) sql << " JOIN " << type.parent->table << " a ON a.\"id\" = t." << quoted(type.fields[type.parent_field].name);
        sql << " WHERE t.\"id\" = " << document_id(engine) << " AND ";
        if (engine == Engine::sqlite) {
            append_match(sql, engine, match);
            append_in_one(sql, wanted_, Where::anywhere);
            sql << " AND ";
        }
        sql << (type.parent ? 'a' : 't') << ".\"archived_at\" IS NULL AND ";
        append_scope(sql, viewer_, type, Action::read, "t");
        sql << " ORDER BY " << newest << " DESC LIMIT ";
        sql.bind(static_cast<std::int64_t>(limit_) + 1);
        return sql;
    }

    static Hit hit_from(const Searched& searched, const Rows& rows) {
        Hit hit{.id = rows.integer(0),
                .title = std::string(rows.text(1)),
                .parent = rows.integer(2),
                .parent_title = std::string(rows.text(3)),
                .texts = {}};
        for (std::size_t i = 0; i < searched.fields.size(); ++i) hit.texts.emplace_back(rows.text(static_cast<int>(i) + 4));
        return hit;
    }

    const SearchIndex& index_;
    Connection& connection_;
    const Viewer& viewer_;
    const SearchQuery& query_;
    const std::size_t limit_;
    const std::vector<Wanted> wanted_;
    bool indexing_ = false;
};

// The field beside the title that holds a word which the title does not; null when the title says it all.
const std::string* matched_text(const Hit& hit, const Searched& searched, const std::vector<Wanted>& wanted, const Chinese& chinese,
                                std::size_t& field) {
    std::vector<std::string> plain;
    for (const std::string& text : hit.texts) plain.push_back(utf8(folded(text, chinese)));
    for (const Wanted& word : wanted) {
        if (searched.has_title && plain[0].find(word.text) != std::string::npos) continue;
        for (std::size_t i = searched.has_title ? 1 : 0; i < plain.size(); ++i) {
            if (plain[i].find(word.text) == std::string::npos) continue;
            field = searched.fields[i];
            return &hit.texts[i];
        }
    }
    return nullptr;
}

void append_link(JsonWriter& json, const RecordType& type, std::int64_t id, std::string_view title) {
    json.object().key("record").value(type.name).key("id").id(id).key("title").value(title).end_object();
}

}  // namespace

Result<std::string> search_everything(const SearchIndex& index, Connection& connection, const Viewer& viewer, const SearchQuery& query,
                                      const Messages& messages, std::string_view locale) {
    if (query.limit < 0 || query.limit > limits::search_hits)
        return Problem{.code = Code::invalid, .key = "problem.limit", .arguments = {{"max", std::to_string(limits::search_hits)}}};
    if (!is_utf8(query.text) || characters(query.text) > limits::search_characters)
        return Problem{.code = Code::invalid, .key = "problem.search", .arguments = {{"text", cut(query.text, 60)}}};
    Search search(index, connection, viewer, query);
    const std::vector<Group> groups = search.groups();
    std::string out;
    JsonWriter json(out);
    json.object().key("groups").array();
    for (const Group& group : groups) {
        const RecordType& type = *group.searched->type;
        json.object().key("record").value(type.name).key("label").value(messages.text(locale, "record." + std::string(type.name)));
        json.key("items").array();
        for (const Hit& hit : group.hits) {
            json.object().key("id").id(hit.id).key("title").value(hit.title).key("in");
            if (type.parent)
                append_link(json, *type.parent, hit.parent, hit.parent_title);
            else
                json.null();
            std::size_t place = 0;
            json.key("matched");
            if (const std::string* text = matched_text(hit, *group.searched, search.wanted(), index.chinese(), place)) {
                const std::string_view field = type.fields[place].name;
                json.object().key("field").value(field).key("label").value(messages.field_label(locale, std::string(type.name), field));
                json.key("text").value(cut(*text, limits::excerpt_characters)).end_object();
            } else {
                json.null();
            }
            json.end_object();
        }
        json.end_array().key("more").value(group.more).end_object();
    }
    json.end_array().key("indexing").value(search.indexing()).end_object();
    return out;
}

}  // namespace kernel
