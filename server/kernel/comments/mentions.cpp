// Who may be mentioned, who was, and what of it they have not seen yet.
#include <algorithm>

#include "kernel/base/json.h"
#include "kernel/comments/comments.h"
#include "kernel/comments/limits.h"
#include "kernel/records/filter.h"

namespace kernel {

namespace {

struct Mention {
    std::int64_t comment = 0, at = 0, record_id = 0;
    std::string author, text, title;
    const RecordType* type = nullptr;
    bool read = false;
};

// What is mentioned in, of one type, and within this viewer's reach.
void append_mentioned(Sql& sql, const Viewer& viewer, const RecordType& type) {
    sql << R"( FROM "mentions" m JOIN "comments" c ON c."id" = m."comment" JOIN "accounts" a ON a."id" = c."account" JOIN )" << type.table
        << R"( t ON t."id" = c."record_id" WHERE m."account" = )";
    sql.bind(viewer.account) << R"( AND c."removed_at" IS NULL AND c."record" = )";
    sql.bind(std::string(type.name)) << " AND ";
    append_scope(sql, viewer, type, Action::read, "t");
}

std::vector<const RecordType*> mentioned_types(Connection& connection, const House& house, const Viewer& viewer) {
    std::vector<const RecordType*> types;
    Rows rows =
        connection.query(R"(SELECT DISTINCT c."record" FROM "mentions" m JOIN "comments" c ON c."id" = m."comment" WHERE m."account" = $1)",
                         {viewer.account});
    while (rows.next())
        if (const RecordType* type = house.find(rows.text(0)); type && may(viewer, *type, Action::read)) types.push_back(type);
    return types;
}

}  // namespace

// 9.2.3: whoever holds a role that reads all records of the type, and the owner when the role reads one's own.
void Comments::append_readers(Sql& sql, Connection& connection, const Subject& subject) const {
    const std::int64_t owner = owner_of(connection, subject.type, subject.id);
    sql << R"(SELECT a."id", a."name" FROM "accounts" a WHERE a."active" = 1 AND a."archived_at" IS NULL AND ()";
    for (const Role& role : policy_.roles()) {
        const Viewer as_role{.account = owner, .name = {}, .role = &role};
        const Scope scope = scope_of(as_role, subject.type, Action::read);
        if (scope == Scope::none || (scope == Scope::own && owner == 0)) continue;
        sql << R"((a."role" = )";
        sql.bind(role.name);
        if (scope == Scope::own) {
            sql << R"( AND a."id" = )";
            sql.bind(owner);
        }
        sql << ") OR ";
    }
    sql << "1 = 0)";
}

Result<Done> Comments::check_mentions(Connection& connection, const Subject& subject, const std::vector<std::int64_t>& mentions) const {
    for (const std::int64_t account : mentions) {
        Sql sql;
        append_readers(sql, connection, subject);
        sql << R"( AND a."id" = )";
        sql.bind(account);
        if (!sql.query(connection).next()) return invalid_field("mentions", "problem.comment.cannot_read", {}, "9.2.3");
    }
    return Done{};
}

void Comments::mention(Transaction& transaction, const Viewer& viewer, std::int64_t comment,
                       const std::vector<std::int64_t>& accounts) const {
    for (const std::int64_t account : accounts)
        transaction.execute(R"(INSERT INTO "mentions" ("comment", "account", "read_at") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)",
                            {comment, account, account == viewer.account ? Argument{records_.clock().now().microseconds} : Argument{}});
}

Result<std::string> Comments::readers(Connection& connection, const Viewer& viewer, const Subject& subject, std::string_view search) const {
    if (!version_of(connection, viewer, subject)) return Problem{.code = Code::not_found, .key = "problem.not_found"};
    Sql sql;
    append_readers(sql, connection, subject);
    if (!search.empty()) {
        for (const std::string_view column : {R"( AND (lower(a."name") LIKE )", R"( OR lower(a."login") LIKE )"}) {
            sql << column;
            sql.bind(like_pattern(search)) << " ESCAPE '\\'";
        }
        sql << ')';
    }
    sql << R"( ORDER BY a."name", a."id" LIMIT )";
    sql.bind(std::int64_t{limits::readers_offered});
    std::string out = "{\"items\":[";
    Rows rows = sql.query(connection);
    for (bool comma = false; rows.next(); comma = true) {
        if (comma) out += ',';
        JsonWriter(out).object().key("id").id(rows.integer(0)).key("title").value(rows.text(1)).end_object();
    }
    return out += "]}";
}

std::int64_t Comments::unread(Connection& connection, const Viewer& viewer) const {
    std::int64_t count = 0;
    for (const RecordType* type : mentioned_types(connection, records_.house(), viewer)) {
        Sql sql("SELECT count(*)");
        append_mentioned(sql, viewer, *type);
        sql << R"( AND m."read_at" IS NULL)";
        Rows rows = sql.query(connection);
        if (rows.next()) count += rows.integer(0);
    }
    return count;
}

std::string Comments::mentions(Connection& connection, const Viewer& viewer) const {
    std::vector<Mention> found;
    for (const RecordType* type : mentioned_types(connection, records_.house(), viewer)) {
        Sql sql(R"(SELECT c."id", c."created_at", c."record_id", a."name", c."text", t.)" + quoted(type->title_column()) +
                R"(, m."read_at")");
        append_mentioned(sql, viewer, *type);
        sql << R"( ORDER BY c."id" DESC LIMIT )";
        sql.bind(std::int64_t{limits::mentions_shown});
        Rows rows = sql.query(connection);
        while (rows.next())
            found.push_back({rows.integer(0), rows.integer(1), rows.integer(2), std::string(rows.text(3)), std::string(rows.text(4)),
                             std::string(rows.text(5)), type, !rows.is_null(6)});
    }
    std::ranges::sort(found, std::greater(), &Mention::comment);
    if (found.size() > limits::mentions_shown) found.resize(limits::mentions_shown);
    std::string out;
    JsonWriter json(out);
    json.object().key("items").array();
    for (const Mention& mention : found) {
        json.object().key("comment").id(mention.comment).key("at").value(format_instant(Instant{mention.at}));
        json.key("author").value(mention.author).key("text").value(mention.text);
        json.key("record").value(mention.type->name).key("id").id(mention.record_id).key("title").value(mention.title);
        json.key("read").value(mention.read).end_object();
    }
    json.end_array().key("unread").value(unread(connection, viewer)).end_object();
    return out;
}

void Comments::mark_read(Transaction& transaction, const Viewer& viewer, std::optional<std::int64_t> record) const {
    Sql sql(R"(UPDATE "mentions" SET "read_at" = )");
    sql.bind(records_.clock().now().microseconds) << R"( WHERE "account" = )";
    sql.bind(viewer.account) << R"( AND "read_at" IS NULL)";
    if (record) {
        sql << R"( AND "comment" IN (SELECT "id" FROM "comments" WHERE "record_id" = )";
        sql.bind(*record) << ')';
    }
    sql.execute(transaction);
}

}  // namespace kernel
