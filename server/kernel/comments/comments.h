// What people say to each other about a record, of any type: whoever may read the record may read its comments and write one, and may
// mention whoever else may read it. A comment is no change of the record; its author may mend or take back its text, and the log keeps
// what was said.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/records/records.h"

namespace kernel {

extern const Migration comments_migration;
inline constexpr Hanging comments_hanging{"comments", "record", "record_id"};

struct NewComment {
    std::string text;
    std::vector<std::int64_t> mentions;  // accounts
};
Result<NewComment> new_comment_from(std::string_view body);

class Comments {
public:
    Comments(Records& records, const Policy& policy, IdMaker& ids) : records_(records), policy_(policy), ids_(ids) {}

    // The record that a comment is about; of a type whose records stand for themselves, and readable by whoever asks: else nothing.
    struct Subject {
        const RecordType& type;
        std::int64_t id = 0;
    };

    // {"items":[comment…],"next":…}, newest first.
    Result<std::string> list(Connection& connection, const Viewer& viewer, const Subject& subject, std::string_view cursor) const;
    // The comment as list() shows it.
    Result<std::string> add(Transaction& transaction, const Viewer& viewer, const Subject& subject, const NewComment& comment);
    Result<std::string> change(Transaction& transaction, const Viewer& viewer, std::int64_t id, const NewComment& comment);
    Result<Done> remove(Transaction& transaction, const Viewer& viewer, std::int64_t id);

    // Who may be mentioned: {"items":[{"id","title"}]}, those whose name or login holds `search`.
    Result<std::string> readers(Connection& connection, const Viewer& viewer, const Subject& subject, std::string_view search) const;
    // Where somebody was mentioned, of what they may read now: {"items":[…],"unread":3}, newest first.
    std::string mentions(Connection& connection, const Viewer& viewer) const;
    // Of this record, or all of them.
    void mark_read(Transaction& transaction, const Viewer& viewer, std::optional<std::int64_t> record) const;

private:
    struct Comment {
        std::int64_t id = 0, account = 0, record_id = 0, created_at = 0;
        std::string author, record, text;
        std::optional<std::int64_t> updated_at, removed_at;
    };
    static Comment comment_of(const Rows& rows);
    // The version that the record is at; nothing when this viewer may not read it.
    std::optional<std::int64_t> version_of(Connection& connection, const Viewer& viewer, const Subject& subject) const;
    Result<Comment> own(Connection& connection, const Viewer& viewer, std::int64_t id, std::int64_t& version) const;
    Result<Done> check_mentions(Connection& connection, const Subject& subject, const std::vector<std::int64_t>& mentions) const;
    void append_readers(Sql& sql, Connection& connection, const Subject& subject) const;
    void append(std::string& out, Connection& connection, const Viewer& viewer, const Comment& comment) const;
    void mention(Transaction& transaction, const Viewer& viewer, std::int64_t comment, const std::vector<std::int64_t>& accounts) const;
    void note(Transaction& transaction, const Viewer& viewer, std::string_view action, const Comment& comment, std::int64_t version,
              std::string_view from, std::string_view to) const;
    std::int64_t unread(Connection& connection, const Viewer& viewer) const;

    Records& records_;
    const Policy& policy_;
    IdMaker& ids_;
};

}  // namespace kernel
