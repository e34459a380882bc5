// What can be done with any record, for one viewer: found, read, made, changed, moved, archived, with its history. All that a route, an
// import or a chapter's verb needs; permission is part of every query here and nowhere else.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/policy.h"
#include "kernel/audit/audit.h"
#include "kernel/base/id.h"
#include "kernel/base/time.h"
#include "kernel/records/select.h"

namespace kernel {

struct ListQuery {
    std::string filter = {};
    std::string sort = {};  // "-ordered_on"; empty: the type's own
    std::string cursor = {};
    std::string search = {};
    bool archived = false;
    int limit = 0;  // 0: limits::page_default
};

// What a body asks for, checked for shape against the declaration but not yet against the database.
struct LineDraft {
    std::int64_t id = 0;  // 0: a new line
    Row values;
    std::uint64_t given = 0;
    bool prepared = false;  // prepare_line() has seen it as it is
};
struct Draft {
    Row values;
    std::uint64_t given = 0;  // bit i: fields[i] was in the body
    bool has_lines = false;
    std::vector<LineDraft> lines;
};

struct Written {
    std::int64_t id = 0;
    std::int64_t version = 0;
    std::string json;  // as GET would answer this viewer
};

// A record and its lines, as they stand.
struct Whole {
    Stored record;
    std::vector<Stored> lines;
};

// A record and its lines as a change finds or leaves them: values only, borrowed for the call.
struct Seen {
    const Row& record;
    std::vector<const Row*> lines = {};
    bool gone = false;  // taken back: its row, archived here, is no more
};

// Whoever keeps something that follows from records (words to search by, sums to analyse by) hears of every change to any of them, in the
// transaction that makes it. `before` is null for what is new. Nothing is ever deleted but lines, and what an import made and undoes.
class Follower {
public:
    virtual ~Follower() = default;
    virtual void follow(Transaction& transaction, const RecordType& type, const Seen* before, const Seen& after) = 0;
};

// Whoever keeps an index of words answers the `q` of lists and pickers from it.
class Finder {
public:
    virtual ~Finder() = default;
    // Appends the condition that a row of `type`, aliased `alias`, holds `text`. false, and nothing appended, when the index cannot say: it
    // is still being made, the viewer may not read all that it holds, or there is nothing in `text` that it keeps.
    virtual bool append_found(Sql& sql, Connection& connection, const Viewer& viewer, const RecordType& type, std::string_view alias,
                              std::string_view text) const = 0;
};

// What the body of a move told, beyond its name: fields of the record itself or the content that goes with it (`own`), and the record that
// the move is kept as.
struct Asked {
    Draft own;
    Draft kept;
};

class Records {
public:
    Records(const House& house, const Clock& clock, IdMaker& ids, AuditLog& audit)
        : house_(house), selects_(house), clock_(clock), ids_(ids), audit_(audit) {}

    // Reading (list.cpp, history.cpp). JSON bodies of docs/http.md.
    Result<std::string> list(Connection& connection, const Viewer& viewer, const RecordType& type, const ListQuery& query) const;
    Result<std::string> totals(Connection& connection, const Viewer& viewer, const RecordType& type, const ListQuery& query) const;
    // Whether this viewer may ask for such a list: what list() refuses, without looking.
    Result<Done> check(const Viewer& viewer, const RecordType& type, const ListQuery& query) const;
    Result<std::int64_t> count(Connection& connection, const Viewer& viewer, const RecordType& type, const ListQuery& query) const;
    // Every row of a list in its order, as often as `row` says true. Cursor and limit of the query are not looked at. A Snapshot makes it
    // one moment.
    using EachRow = std::function<bool(const Select& select, const Rows& rows)>;
    Result<Done> each(Connection& connection, const Viewer& viewer, const RecordType& type, const ListQuery& query,
                      const EachRow& row) const;
    Result<std::string> choices(Connection& connection, const Viewer& viewer, const RecordType& type, std::string_view search,
                                std::string_view ids, int limit, std::string_view filter = {}) const;
    Result<Written> get(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id) const;
    Result<std::string> history(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id,
                                std::string_view cursor, const class Messages& messages, std::int64_t only_version = 0) const;

    // Writing. draft() touches no database (input.cpp); the others run on the writer (write.cpp, move.cpp).
    enum class Purpose : std::uint8_t { create, change };  // to create, what is required must be there
    Result<Draft> draft(const Viewer& viewer, const RecordType& type, std::string_view json, Purpose purpose) const;
    // What the body of a move tells; nothing of one that is not there.
    Result<Asked> told(const Viewer& viewer, const RecordType& type, std::string_view move, std::string_view json) const;
    Result<Written> create(Transaction& transaction, const Viewer& viewer, const RecordType& type, Draft draft);
    Result<Written> patch(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id, std::int64_t version,
                          Draft draft);
    Result<Written> move(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id, std::int64_t version,
                         std::string_view move, std::string_view told = {});
    // `move` is "archive" or "restore" too; `told` is the body, read once the move itself is allowed.
    // What a record that belongs to `owner` would be before anybody has said anything, as a body (propose.cpp).
    Result<std::string> proposal(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t owner) const;

    // What follows for a record from something that happened elsewhere, in the name of whoever did that: settled, kept, told and logged as
    // `action`. Nobody's rights are asked: it is a consequence. Throws Refusal (event.h) when it breaks a rule of that record.
    void rewrite(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id, std::string_view action,
                 const std::function<void(Row& record, const std::vector<Row*>& lines)>& change);

    // For imports: what create() does after the rights are settled, without reading the record back. Lines follow their parent.
    struct Insert {
        Row values;
        std::vector<LineDraft> lines;
        std::uint64_t given = 0;
        std::string_view action = "create";  // as the log has it
    };
    Result<std::int64_t> insert(Transaction& transaction, const Viewer& viewer, const RecordType& type, Insert insert,
                                std::vector<AuditEntry>& entries);
    // More lines for a record that is there; its sums follow. `positions` is how many it had.
    Result<Done> append_lines(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id,
                              std::int64_t positions, std::vector<LineDraft> lines, std::vector<AuditEntry>& entries);
    // Takes back what an import made (withdraw.cpp): deleted when nothing has been done with it since and nothing refers to it, or archived
    // when it has a number of our own series, which has no gaps. Nobody's rights are asked.
    enum class Withdrawal : std::uint8_t { absent, deleted, archived, kept };
    Withdrawal withdraw(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id);
    Result<Done> prepare_line(Connection& connection, const RecordType& lines, LineDraft& line, const std::string& where) const;

    // Before the first change; it outlives this.
    void follow(Follower& follower) { followers_.push_back(&follower); }
    // Likewise; without one, `q` is looked for in the rows themselves.
    void find_with(const Finder& finder) { finder_ = &finder; }

    // Tells the followers, then the chapter: for whoever changes rows past the functions above.
    void happened(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::string_view action, const Seen* before,
                  const Seen& after);

    const House& house() const { return house_; }
    const Selects& selects() const { return selects_; }
    Row fresh(const RecordType& type) const;  // defaults of the declaration; the kernel's own fields empty
    std::optional<Whole> whole(Connection& connection, const Viewer& viewer, const RecordType& type, std::int64_t id, Action action) const;
    // Whatever the rights.
    std::optional<Whole> whole_of(Connection& connection, const RecordType& type, std::int64_t id) const;
    AuditLog& audit() { return audit_; }
    const Clock& clock() const { return clock_; }

private:
    std::string json_of(const Viewer& viewer, const RecordType& type, const Whole& whole) const;
    std::optional<Whole> whole_by(Connection& connection, const RecordType& type, const Sql& sql) const;
    Result<Written> change(Transaction& transaction, const Viewer& viewer, const RecordType& type, Whole before, Draft& draft,
                           std::string_view action, bool amends);
    Result<Written> keep_move(Transaction& transaction, const Viewer& viewer, const RecordType& type, Whole before, const struct Move& move,
                              Asked asked);
    Result<Asked> asked_by(const Viewer& viewer, const RecordType& type, const struct Move& move, std::string_view json) const;
    Insert propose(Connection& connection, const RecordType& type, const Whole& owner, std::string_view move) const;
    Result<Done> settle_new(Connection& connection, const RecordType& type, Row& row, std::vector<LineDraft>& lines) const;
    Result<Done> settle_appended(Connection& connection, const RecordType& type, Row& record, Whole& there,
                                 const std::vector<Row*>& appended) const;
    Result<Done> append_where(Sql& sql, Connection* connection, const Viewer& viewer, const RecordType& type, const ListQuery& query) const;

    std::vector<Follower*> followers_;
    const Finder* finder_ = nullptr;
    const House& house_;
    Selects selects_;
    const Clock& clock_;
    IdMaker& ids_;
    AuditLog& audit_;
};

}  // namespace kernel
