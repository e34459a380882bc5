#include "kernel/comments/comments.h"

#include <boost/json.hpp>

#include "kernel/access/refusal.h"
#include "kernel/base/json.h"
#include "kernel/base/text.h"
#include "kernel/comments/limits.h"
#include "kernel/records/limits.h"

namespace kernel {

const Migration comments_migration{70, "comments", R"sql(CREATE TABLE "comments" (
  "id" ID,
  "record" TEXT NOT NULL,
  "record_id" BIGINT NOT NULL,
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id"),
  "text" TEXT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "updated_at" BIGINT,
  "removed_at" BIGINT
);
CREATE INDEX "comments_record_id" ON "comments" ("record_id", "id");
CREATE INDEX "comments_account" ON "comments" ("account");
CREATE TABLE "mentions" (
  "comment" BIGINT NOT NULL REFERENCES "comments" ("id") ON DELETE CASCADE,
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "read_at" BIGINT,
  PRIMARY KEY ("comment", "account")
);
CREATE INDEX "mentions_account" ON "mentions" ("account", "comment");
)sql"};

namespace {

constexpr std::string_view select =
    R"(SELECT c."id", c."account", a."name", c."record", c."record_id", c."text", c."created_at", c."updated_at", c."removed_at" )"
    R"(FROM "comments" c JOIN "accounts" a ON a."id" = c."account")";

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

Result<std::string> sound_text(const boost::json::value* given) {
    if (!given || !given->is_string()) return invalid_field("text", "problem.field.required");
    const std::string text(trimmed(std::string_view(given->get_string())));
    if (text.empty()) return invalid_field("text", "problem.field.required");
    if (!is_sound_text(text)) return invalid_field("text", "problem.field.utf8");
    if (characters(text) > limits::comment_characters)
        return invalid_field("text", "problem.field.too_long", {{"max", std::to_string(limits::comment_characters)}});
    return text;
}

std::optional<std::int64_t> instant(const Rows& rows, int column) {
    return rows.is_null(column) ? std::nullopt : std::optional(rows.integer(column));
}

}  // namespace

Result<NewComment> new_comment_from(std::string_view body) {
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = limits::json_depth;
    const auto json = boost::json::parse(boost::json::string_view(body.data(), body.size()), error, {}, options);
    if (error) return Problem{.code = Code::invalid, .key = "problem.json", .arguments = {{"at", "1"}}};
    if (!json.is_object()) return Problem{.code = Code::invalid, .key = "problem.json.object"};
    NewComment comment;
    for (const auto& [name, value] : json.get_object())
        if (name != "text" && name != "mentions") return invalid_field(cut(std::string_view(name), 60), "problem.field.unknown");
    TRY_ASSIGN(comment.text, sound_text(json.get_object().if_contains("text")));
    const auto* mentions = json.get_object().if_contains("mentions");
    if (!mentions || mentions->is_null()) return comment;
    if (!mentions->is_array() || mentions->get_array().size() > limits::comment_mentions)
        return invalid_field("mentions", "problem.comment.mentions", {{"max", std::to_string(limits::comment_mentions)}});
    for (const auto& one : mentions->get_array()) {
        const auto id = one.is_string() ? parse_id(std::string_view(one.get_string())) : std::nullopt;
        if (!id) return invalid_field("mentions", "problem.field.kind.id");
        comment.mentions.push_back(*id);
    }
    return comment;
}

Comments::Comment Comments::comment_of(const Rows& rows) {
    return {.id = rows.integer(0),
            .account = rows.integer(1),
            .record_id = rows.integer(4),
            .created_at = rows.integer(6),
            .author = std::string(rows.text(2)),
            .record = std::string(rows.text(3)),
            .text = std::string(rows.text(5)),
            .updated_at = instant(rows, 7),
            .removed_at = instant(rows, 8)};
}

std::optional<std::int64_t> Comments::version_of(Connection& connection, const Viewer& viewer, const Subject& subject) const {
    if (subject.type.is_line()) return std::nullopt;
    Sql sql("SELECT t.\"version\" FROM " + subject.type.table + " t WHERE t.\"id\" = ");
    sql.bind(subject.id) << " AND ";
    append_scope(sql, viewer, subject.type, Action::read, "t");
    Rows rows = sql.query(connection);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

void Comments::append(std::string& out, Connection& connection, const Viewer& viewer, const Comment& comment) const {
    JsonWriter json(out);
    json.object().key("id").id(comment.id).key("at").value(format_instant(Instant{comment.created_at}));
    json.key("author").object().key("id").id(comment.account).key("title").value(comment.author).end_object();
    json.key("text").value(comment.text).key("mentions").array();
    Rows rows = connection.query(
        R"(SELECT m."account", a."name" FROM "mentions" m JOIN "accounts" a ON a."id" = m."account" WHERE m."comment" = $1 ORDER BY a."name")",
        {comment.id});
    while (rows.next()) json.object().key("id").id(rows.integer(0)).key("title").value(rows.text(1)).end_object();
    json.end_array().key("edited_at");
    comment.updated_at ? json.value(format_instant(Instant{*comment.updated_at})) : json.null();
    json.key("removed").value(comment.removed_at.has_value());
    json.key("can").object().key("change").value(comment.account == viewer.account && !comment.removed_at).end_object().end_object();
}

Result<std::string> Comments::list(Connection& connection, const Viewer& viewer, const Subject& subject, std::string_view cursor) const {
    if (!version_of(connection, viewer, subject)) return not_found();
    const auto before = cursor.empty() ? std::optional(std::numeric_limits<std::int64_t>::max()) : parse_id(cursor);
    if (!before) return Problem{.code = Code::invalid, .key = "problem.cursor"};
    std::vector<Comment> comments;
    {
        Rows rows = connection.query(
            std::string(select) + R"( WHERE c."record_id" = $1 AND c."record" = $2 AND c."id" < $3 ORDER BY c."id" DESC LIMIT $4)",
            {subject.id, subject.type.name, *before, std::int64_t{limits::comments_page} + 1});
        while (rows.next()) comments.push_back(comment_of(rows));
    }
    const bool more = comments.size() > limits::comments_page;
    if (more) comments.pop_back();
    std::string out = "{\"items\":[";
    for (const Comment& comment : comments) {
        if (&comment != &comments.front()) out += ',';
        append(out, connection, viewer, comment);
    }
    return out + "],\"next\":" + (more ? '"' + std::to_string(comments.back().id) + '"' : "null") + '}';
}

void Comments::note(Transaction& transaction, const Viewer& viewer, std::string_view action, const Comment& comment, std::int64_t version,
                    std::string_view from, std::string_view to) const {
    std::string changes;
    JsonWriter json(changes);
    json.array().array().value("@comment");  // no field has such a name, so the history of fields does not show it
    for (const std::string_view side : {from, to}) side.empty() ? json.null() : json.value(side);
    json.end_array().end_array();
    records_.audit().append(transaction, {{viewer.account, std::string(action), comment.record, comment.record_id, version, changes}});
}

Result<std::string> Comments::add(Transaction& transaction, const Viewer& viewer, const Subject& subject, const NewComment& given) {
    const auto version = version_of(transaction, viewer, subject);
    if (!version) return not_found();
    if (viewer.account == Viewer::operator_account) return Problem{.code = Code::forbidden, .key = "problem.forbidden"};
    TRY(check_mentions(transaction, subject, given.mentions));
    const Comment comment{.id = ids_.next(),
                          .account = viewer.account,
                          .record_id = subject.id,
                          .created_at = records_.clock().now().microseconds,
                          .author = viewer.name,
                          .record = std::string(subject.type.name),
                          .text = given.text,
                          .updated_at = {},
                          .removed_at = {}};
    transaction.execute(
        R"(INSERT INTO "comments" ("id", "record", "record_id", "account", "text", "created_at") VALUES ($1, $2, $3, $4, $5, $6))",
        {comment.id, subject.type.name, subject.id, viewer.account, std::string_view(comment.text), comment.created_at});
    mention(transaction, viewer, comment.id, given.mentions);
    note(transaction, viewer, "comment", comment, *version, "", comment.text);
    std::string out;
    append(out, transaction, viewer, comment);
    return out;
}

// One's own, still there, on a record that one may still read.
Result<Comments::Comment> Comments::own(Connection& connection, const Viewer& viewer, std::int64_t id, std::int64_t& version) const {
    std::optional<Comment> comment;
    {
        Rows rows = connection.query(std::string(select) + R"( WHERE c."id" = $1 AND c."removed_at" IS NULL)", {id});
        if (rows.next()) comment = comment_of(rows);
    }
    const RecordType* type = comment ? records_.house().find(comment->record) : nullptr;
    const auto seen = type ? version_of(connection, viewer, {*type, comment->record_id}) : std::nullopt;
    if (!seen) return not_found();
    if (comment->account != viewer.account) return Problem{.code = Code::forbidden, .key = "problem.comment.not_yours"};
    version = *seen;
    return std::move(*comment);
}

Result<std::string> Comments::change(Transaction& transaction, const Viewer& viewer, std::int64_t id, const NewComment& given) {
    std::int64_t version = 0;
    TRY_ASSIGN(Comment comment, own(transaction, viewer, id, version));
    TRY(check_mentions(transaction, {records_.house().get(comment.record), comment.record_id}, given.mentions));
    const std::string before = std::exchange(comment.text, given.text);
    comment.updated_at = records_.clock().now().microseconds;
    transaction.execute(R"(UPDATE "comments" SET "text" = $1, "updated_at" = $2 WHERE "id" = $3)",
                        {std::string_view(comment.text), *comment.updated_at, id});
    mention(transaction, viewer, id, given.mentions);
    note(transaction, viewer, "comment_changed", comment, version, before, comment.text);
    std::string out;
    append(out, transaction, viewer, comment);
    return out;
}

Result<Done> Comments::remove(Transaction& transaction, const Viewer& viewer, std::int64_t id) {
    std::int64_t version = 0;
    TRY_ASSIGN(const Comment comment, own(transaction, viewer, id, version));
    transaction.execute(R"(UPDATE "comments" SET "text" = '', "removed_at" = $1 WHERE "id" = $2)",
                        {records_.clock().now().microseconds, id});
    transaction.execute(R"(DELETE FROM "mentions" WHERE "comment" = $1)", {id});
    note(transaction, viewer, "comment_removed", comment, version, comment.text, "");
    return Done{};
}

}  // namespace kernel
