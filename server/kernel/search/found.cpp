// `q` of lists and pickers, from the index.
#include <algorithm>

#include "kernel/search/asking.h"
#include "kernel/search/limits.h"

namespace kernel {

MatchText match_text(Engine engine, const Searched& searched) {
    return {engine == Engine::sqlite ? MatchText::Syntax::fts5 : MatchText::Syntax::tsquery, searched.mark, searched.has_other()};
}

void append_match(Sql& sql, Engine engine, std::string match) {
    if (engine == Engine::sqlite) {
        sql << "w.\"search_words\" MATCH ";
        sql.bind(std::move(match));
    } else {
        sql << "\"search_terms\" (d.\"words\") @@ CAST(";
        sql.bind(std::move(match)) << " AS tsquery)";
    }
}

bool needs_text(const std::vector<Wanted>& wanted) { return std::ranges::any_of(wanted, &Wanted::in_one); }

void append_in_one(Sql& sql, const std::vector<Wanted>& wanted, Where where) {
    for (const Wanted& word : wanted) {
        if (!word.in_one) continue;
        const std::string pattern = '%' + word.text + '%';
        sql << " AND (d.\"title\" LIKE ";
        sql.bind(pattern);
        if (where == Where::anywhere) {
            sql << " OR d.\"text\" LIKE ";
            sql.bind(pattern);
        }
        sql << ')';
    }
}

std::string from_documents(Engine engine, bool with_text) {
    if (engine == Engine::postgres) return "FROM \"search_documents\" d";
    return with_text ? R"(FROM "search_words" w CROSS JOIN "search_documents" d ON d."id" = w."rowid")" : "FROM \"search_words\" w";
}

std::string_view document_id(Engine engine) { return engine == Engine::postgres ? "d.\"id\"" : "w.\"rowid\""; }

namespace {

// The ids of the documents that hold what is wanted.
void append_ids(Sql& sql, Engine engine, const Searched& searched, const std::vector<Wanted>& wanted, Where where) {
    sql << "SELECT " << document_id(engine) << ' ' << from_documents(engine, needs_text(wanted)) << " WHERE ";
    append_match(sql, engine, match_text(engine, searched).all(wanted, where));
    append_in_one(sql, wanted, where);
}

bool are_many(Connection& connection, const Searched& searched, const std::vector<Wanted>& wanted, Where where) {
    Sql sql("SELECT count(*) FROM (");
    append_ids(sql, connection.engine(), searched, wanted, where);
    sql << " LIMIT ";
    sql.bind(std::int64_t{limits::few_matches} + 1) << ") s";
    Rows rows = sql.query(connection);
    return rows.next() && rows.integer(0) > limits::few_matches;
}

// A column whose values are looked for among the documents of a type.
struct Source {
    std::string column;
    const Searched* searched;
    Where where;
};

}  // namespace

bool SearchIndex::append_found(Sql& sql, Connection& connection, const Viewer& viewer, const RecordType& type, std::string_view alias,
                               std::string_view text) const {
    std::vector<Source> sources;
    for (const Field& field : type.fields) {
        if (!field.rules.searchable || !may_read(viewer, field)) continue;
        const RecordType& of = field.kind == Kind::link ? house_.get(field.target) : type;
        const Searched* searched = find(of);
        if (!searched || !is_ready(*searched)) return false;
        // The name of what a record links to is read with the record; all else of it is not.
        if (field.kind == Kind::link && !searched->has_title) return false;
        if (field.kind != Kind::link && searched->secrecy > viewer.role->clearance) return false;
        const std::string column = std::string(alias) + '.' + quoted(field.kind == Kind::link ? field.name : std::string_view("id"));
        if (std::ranges::find(sources, column, &Source::column) == sources.end())
            sources.push_back({column, searched, field.kind == Kind::link ? Where::title : Where::anywhere});
    }
    const std::vector<Wanted> wanted = wanted_in(text, chinese_);
    if (wanted.empty() || sources.empty()) return false;

    // With one source all words must be in the same document; with several each word may be in another.
    std::vector<std::vector<Wanted>> groups;
    if (sources.size() == 1)
        groups.push_back(wanted);
    else
        for (const Wanted& word : wanted) groups.push_back({word});
    for (const auto& group : groups) {
        const auto are_many_of = [&](const Source& source) { return are_many(connection, *source.searched, group, source.where); };
        // The plus keeps an engine from making the list from these rows, which pays only when they are few.
        const std::string_view plus = std::ranges::any_of(sources, are_many_of) ? "+" : "";
        for (std::size_t i = 0; i < sources.size(); ++i) {
            if (i)
                sql << " OR ";
            else
                sql << (&group == groups.data() ? "(" : " AND (");
            sql << plus << sources[i].column << " IN (";
            append_ids(sql, connection.engine(), *sources[i].searched, group, sources[i].where);
            sql << ')';
        }
        sql << ')';
    }
    return true;
}

}  // namespace kernel
