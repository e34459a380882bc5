// Making the index: what was there before it, or before this program, and the proof that it says what the records say.
#include <cstdio>

#include "kernel/base/log.h"
#include "kernel/search/index.h"
#include "kernel/search/limits.h"
#include "kernel/store/dialect.h"

namespace kernel {

namespace {

constexpr std::chrono::seconds look_again_after{5};  // whether another node has finished
constexpr std::size_t most_findings = 20;            // of one type

}  // namespace

// Its id, whose it is, then its searched fields.
std::string SearchIndex::select_text(const Searched& searched) const {
    const RecordType& type = *searched.type;
    const std::size_t owner = searched.owner_field();
    const std::string from = type.parent ? "a" : "t";
    std::string sql = "SELECT t.\"id\", " + (owner ? from + '.' + quoted((type.parent ? *type.parent : type).fields[owner].name) : "0");
    for (const std::size_t field : searched.fields) sql += ", t." + quoted(type.fields[field].name);
    sql += " FROM " + type.table + " t";
    if (type.parent) sql += " JOIN " + type.parent->table + " a ON a.\"id\" = t." + quoted(type.fields[type.parent_field].name);
    return sql;
}

std::int64_t SearchIndex::row_from(const Searched& searched, const Rows& rows, Row& row) const {
    row.assign(searched.type->fields.size(), {});
    row[0] = rows.integer(0);
    for (std::size_t i = 0; i < searched.fields.size(); ++i) {
        const int column = static_cast<int>(i) + 2;
        if (!rows.is_null(column)) row[searched.fields[i]] = std::string(rows.text(column));
    }
    return rows.integer(1);
}

bool SearchIndex::is_ready(const Searched& searched) const {
    for (std::size_t i = 0; i < types_.size(); ++i)
        if (&types_[i] == &searched) return ready_[i];
    return false;
}

bool SearchIndex::look_up_ready() {
    bool all = true;
    store_.read_and_wait([&](Connection& connection) {
        for (std::size_t i = 0; i < types_.size(); ++i) {
            Rows rows = connection.query(R"(SELECT 1 FROM "search_types" WHERE "record" = $1 AND "version" = $2 AND "done" = 1)",
                                         {types_[i].type->name, types_[i].version});
            ready_[i] = rows.next();
            all &= ready_[i];
        }
    });
    return all;
}

// The next records of a type. Whoever else indexes the same waits; a record that changes meanwhile is followed as ever.
SearchIndex::Progress SearchIndex::index_batch(Transaction& transaction, const Searched& searched) {
    const std::string_view record = searched.type->name;
    transaction.execute(
        R"(INSERT INTO "search_types" ("record", "version", "upto", "done") VALUES ($1, $2, 0, 0) ON CONFLICT ("record") DO NOTHING)",
        {record, searched.version});
    std::int64_t upto = 0;
    {
        Rows rows = transaction.query(R"(SELECT "version", "upto", "done" FROM "search_types" WHERE "record" = $1)" +
                                          std::string(dialect(transaction.engine()).row_lock),
                                      {record});
        rows.next();
        if (rows.integer(0) == searched.version) {
            if (rows.integer(2) == 1) return {.records = 0, .done = true};
            upto = rows.integer(1);
        }
    }
    std::vector<std::pair<Row, std::int64_t>> found;
    {
        Rows rows = transaction.query(select_text(searched) + R"( WHERE t."id" > $1 ORDER BY t."id" LIMIT $2)",
                                      {upto, std::int64_t{limits::indexing_batch}});
        while (rows.next()) {
            auto& [row, owner] = found.emplace_back();
            owner = row_from(searched, rows, row);
        }
    }
    for (const auto& [row, owner] : found) {
        upto = integer_of(row[0]);
        put(transaction, searched, upto, document_of(searched, chinese_, row, owner), false);
    }
    const bool done = found.size() < static_cast<std::size_t>(limits::indexing_batch);
    transaction.execute(R"(UPDATE "search_types" SET "version" = $1, "upto" = $2, "done" = $3 WHERE "record" = $4)",
                        {searched.version, upto, std::int64_t{done}, record});
    return {.records = static_cast<std::int64_t>(found.size()), .done = done};
}

// A small book is indexed before the first request; a large one beside the work.
void SearchIndex::start() {
    if (look_up_ready()) return;
    bool all = true;
    store_.write_and_wait([&](Transaction& transaction) {
        all = true;
        std::int64_t records = 0;
        for (std::size_t i = 0; i < types_.size() && all; ++i) {
            if (ready_[i]) continue;
            const Progress progress = index_batch(transaction, types_[i]);
            records += progress.records;
            all = progress.done && records <= limits::indexing_batch;
        }
        return true;
    });
    if (look_up_ready()) return;
    thread_ = std::thread([this] { work(); });
}

void SearchIndex::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

void SearchIndex::work() {
    const auto stopping = [this](std::chrono::milliseconds wait) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, wait, [this] { return stopping_; });
    };
    for (const Searched& searched : types_) {
        std::int64_t records = 0;
        for (bool done = is_ready(searched); !done;) {
            if (stopping(std::chrono::milliseconds(1))) return;  // between two batches others come in
            try {
                Progress progress;
                store_.write_and_wait([&](Transaction& transaction) {
                    progress = index_batch(transaction, searched);
                    return true;
                });
                done = progress.done;
                const std::int64_t before = records;
                records += progress.records;
                if (done ? records > limits::indexing_batch : before / 20'000 != records / 20'000)
                    LogLine(LogLevel::info, "search_index")
                        .with("record", searched.type->name)
                        .with("indexed", records)
                        .with("state", done ? "done" : "running");
            } catch (const std::exception& error) {
                LogLine(LogLevel::error, "search_index").with("problem", error.what());
                if (stopping(look_again_after)) return;
            }
        }
        look_up_ready();
    }
}

void SearchIndex::verify(Connection& connection, std::vector<std::string>& findings) const {
    for (const Searched& searched : types_) {
        if (!is_ready(searched)) continue;
        const std::string record(searched.type->name);
        std::map<std::int64_t, std::int64_t> digests;
        {
            Rows rows =
                connection.query(R"(SELECT "id", "digest" FROM "search_documents" WHERE "record" = $1)", {std::string_view(record)});
            while (rows.next()) digests[rows.integer(0)] = rows.integer(1);
        }
        std::size_t count = 0;
        const auto tell = [&](std::int64_t id, const char* what) {
            if (++count <= most_findings) findings.push_back(record + ' ' + std::to_string(id) + ": the search index " + what);
        };
        Rows rows = connection.query(select_text(searched));
        for (Row row; rows.next();) {
            const std::int64_t owner = row_from(searched, rows, row);
            const auto held = digests.find(integer_of(row[0]));
            if (held == digests.end()) {
                tell(integer_of(row[0]), "does not hold it");
                continue;
            }
            if (held->second != document_of(searched, chinese_, row, owner).digest()) tell(held->first, "holds it as it is not");
            digests.erase(held);
        }
        for (const auto& [id, digest] : digests) tell(id, "holds what is not there");
        if (count > most_findings) findings.push_back(record + ": " + std::to_string(count - most_findings) + " more");
    }
    if (connection.engine() != Engine::sqlite) return;
    Rows rows = connection.query(
        R"(SELECT d."id" FROM "search_documents" d LEFT JOIN "search_words_docsize" w ON w."id" = d."id" WHERE w."id" IS NULL AND d."title" <> '' LIMIT 20)");
    while (rows.next()) findings.push_back("document " + std::to_string(rows.integer(0)) + ": the search index has lost its words");
}

}  // namespace kernel
