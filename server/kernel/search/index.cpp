// Keeping the index: every change of a record becomes a change of its document, in the same transaction.
#include "kernel/search/index.h"

#include <algorithm>

#include "kernel/search/limits.h"

namespace kernel {

const Migration search_migration{30, "search",
                                 R"sql(
CREATE TABLE "search_types" (
  "record" TEXT NOT NULL PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "upto" BIGINT NOT NULL,
  "done" BIGINT NOT NULL CHECK ("done" IN (0, 1))
);
CREATE TABLE "search_documents" (
  "id" ID,
  "record" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "digest" BIGINT NOT NULL
);
)sql",
                                 R"sql(
CREATE VIRTUAL TABLE "search_words" USING fts5("words", content='', contentless_delete=1, detail=none, tokenize='ascii');
)sql",
                                 R"sql(
ALTER TABLE "search_documents" ADD COLUMN "words" TEXT COLLATE "C" NOT NULL;
CREATE INDEX "search_documents_words" ON "search_documents" USING gin (CAST("words" AS tsvector)) WITH (gin_pending_list_limit = 512);
)sql"};

// The planner takes reading a document's words for free and would rather do that for all of them than trust the index: this says what it
// costs.
const Migration search_cost_migration{121, "search_cost", "", "", R"sql(
CREATE FUNCTION "search_terms" (TEXT) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000
  AS 'BEGIN RETURN CAST($1 AS tsvector); END';
DROP INDEX "search_documents_words";
CREATE INDEX "search_documents_terms" ON "search_documents" USING gin ("search_terms" ("words")) WITH (gin_pending_list_limit = 512);
)sql"};

namespace {

Insertion insertion_of(Engine engine) {
    const bool sqlite = engine == Engine::sqlite;
    return {"\"search_documents\"", R"("id", "record", "title", "text", "digest")" + std::string(sqlite ? "" : ", \"words\""),
            sqlite ? 5U : 6U};
}

// FTS5 writes out what it holds at every savepoint, so each piece of work would pay for a segment of its own. What it is to take is put
// aside in a table of this connection, which a rollback undoes like any other, and goes in once, before the commit.
constexpr std::string_view pending_table =
    "CREATE TEMP TABLE IF NOT EXISTS \"search_pending\" (\"id\" INTEGER PRIMARY KEY, \"words\" TEXT NOT NULL)";

}  // namespace

SearchIndex::SearchIndex(const House& house, const Chinese& chinese, Store& store)
    : house_(house),
      chinese_(chinese),
      store_(store),
      types_(searched_types(house, chinese.version())),
      insertion_(insertion_of(store.engine())),
      ready_(types_.size()) {
    for (const Searched& searched : types_) by_type_[searched.type] = &searched;
    if (store_.engine() != Engine::sqlite) return;
    store_.write_and_wait([](Transaction& transaction) {
        transaction.script(pending_table);
        return true;
    });
    store_.before_commit([this](Transaction& transaction) { settle(transaction); });
}

SearchIndex::~SearchIndex() {
    stop();
    store_.before_commit({});
}

const Searched* SearchIndex::find(const RecordType& type) const {
    const auto found = by_type_.find(&type);
    return found == by_type_.end() ? nullptr : found->second;
}

void SearchIndex::keep_pending(Transaction& transaction, std::int64_t id, std::string_view words) {
    transaction.execute(R"(INSERT OR REPLACE INTO temp."search_pending" ("id", "words") VALUES ($1, $2))", {id, words});
    if (++pending_ >= limits::pending_documents) settle(transaction);
}

// In the order of their ids: FTS5 would else write out at every step back.
void SearchIndex::settle(Transaction& transaction) {
    if (pending_ == 0) return;
    transaction.execute(
        R"(DELETE FROM "search_words" WHERE "rowid" IN (SELECT p."id" FROM temp."search_pending" p JOIN "search_words_docsize" d ON d."id" = p."id"))");
    transaction.execute(
        R"(INSERT INTO "search_words" ("rowid", "words") SELECT "id", "words" FROM temp."search_pending" WHERE "words" <> '' ORDER BY "id")");
    transaction.execute(R"(DELETE FROM temp."search_pending")");
    pending_ = 0;
}

void SearchIndex::put(Transaction& transaction, const Searched& searched, std::int64_t id, const Document& document, bool is_new) {
    const std::string_view record = searched.type->name;
    const bool sqlite = transaction.engine() == Engine::sqlite;
    std::vector<Argument> row{id, record, std::string_view(document.title), std::string_view(document.text), document.digest()};
    if (!sqlite) row.emplace_back(std::string_view(document.words));
    if (is_new) {
        transaction.insert(insertion_, row);
    } else {
        static constexpr std::string_view update =
            R"( ON CONFLICT ("id") DO UPDATE SET "title" = excluded."title", "text" = excluded."text", "digest" = excluded."digest")";
        transaction.post(insertion_.text + std::string(update) + (sqlite ? "" : R"(, "words" = excluded."words")"), row);
    }
    if (sqlite) keep_pending(transaction, id, document.words);
}

void SearchIndex::remove(Transaction& transaction, std::int64_t id) {
    transaction.post(R"(DELETE FROM "search_documents" WHERE "id" = $1)", {id});
    if (transaction.engine() == Engine::sqlite) keep_pending(transaction, id, {});
}

void SearchIndex::follow_row(Transaction& transaction, const Searched& searched, const Row* before, std::int64_t owner_before,
                             const Row* after, std::int64_t owner) {
    if (!after) return remove(transaction, integer_of((*before)[0]));
    const auto same = [&](std::size_t field) { return (*before)[field] == (*after)[field]; };
    if (before && owner_before == owner && std::ranges::all_of(searched.fields, same)) return;
    put(transaction, searched, integer_of((*after)[0]), document_of(searched, chinese_, *after, owner), before == nullptr);
}

void SearchIndex::follow_lines(Transaction& transaction, const Searched& searched, const Seen* before, const Seen& after) {
    const std::size_t owner_field = searched.owner_field();
    const std::int64_t owner = owner_field ? integer_of(after.record[owner_field]) : 0;
    const std::int64_t was_owner = owner_field && before ? integer_of(before->record[owner_field]) : 0;
    const auto same_line = [](const std::vector<const Row*>& lines, const Row& line) -> const Row* {
        const auto found = std::ranges::find_if(lines, [&](const Row* one) { return (*one)[0] == line[0]; });
        return found == lines.end() ? nullptr : *found;
    };
    for (const Row* line : after.lines)
        follow_row(transaction, searched, before ? same_line(before->lines, *line) : nullptr, was_owner, line, owner);
    if (!before) return;
    for (const Row* line : before->lines)
        if (!same_line(after.lines, *line)) follow_row(transaction, searched, line, was_owner, nullptr, owner);
}

// A node's new name is part of the full names of all below it, which the record layer changes without telling of each.
void SearchIndex::follow_below(Transaction& transaction, const Searched& searched, const Row& before, const Row& after) {
    const RecordType& type = *searched.type;
    const auto full_name = type.place("full_name");
    if (before[full_name] == after[full_name]) return;
    std::vector<Row> below;
    {
        Sql sql(select_text(searched) + " WHERE substr(t.\"path\", 1, length(");
        sql.bind(after[type.place("path")]) << ")) = ";
        sql.bind(after[type.place("path")]) << " AND t.\"id\" <> ";
        sql.bind(after[0]);
        Rows rows = sql.query(transaction);
        while (rows.next()) row_from(searched, rows, below.emplace_back());
    }
    for (const Row& row : below) put(transaction, searched, integer_of(row[0]), document_of(searched, chinese_, row, 0), false);
}

void SearchIndex::follow(Transaction& transaction, const RecordType& type, const Seen* before, const Seen& after) {
    if (const Searched* searched = find(type)) {
        const std::size_t owner_field = searched->owner_field();
        const auto owner_in = [&](const Row& row) { return owner_field ? integer_of(row[owner_field]) : 0; };
        follow_row(transaction, *searched, before ? &before->record : nullptr, before ? owner_in(before->record) : 0,
                   after.gone ? nullptr : &after.record, owner_in(after.record));
        if (type.traits().tree && before && !after.gone) follow_below(transaction, *searched, before->record, after.record);
    }
    if (!type.lines) return;
    if (const Searched* lines = find(*type.lines)) follow_lines(transaction, *lines, before, after);
}

void SearchIndex::reread(Transaction& transaction, const RecordType& type, std::int64_t id) {
    const Searched* searched = find(type);
    if (!searched) return;
    Row row;
    std::int64_t owner = 0;
    {
        Rows rows = transaction.query(select_text(*searched) + " WHERE t.\"id\" = $1", {id});
        if (!rows.next()) return;
        owner = row_from(*searched, rows, row);
    }
    put(transaction, *searched, id, document_of(*searched, chinese_, row, owner), false);
}

}  // namespace kernel
