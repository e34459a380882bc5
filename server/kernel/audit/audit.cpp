#include "kernel/audit/audit.h"

#include <limits>
#include <map>

namespace kernel {

const Migration audit_migration{2, "audit", R"sql(
CREATE TABLE "audit" (
  "node" BIGINT NOT NULL,
  "seq" BIGINT NOT NULL,
  "at" BIGINT NOT NULL,
  "actor" BIGINT NOT NULL,
  "action" TEXT NOT NULL,
  "record" TEXT NOT NULL,
  "record_id" BIGINT NOT NULL,
  "version" BIGINT NOT NULL,
  "changes" TEXT NOT NULL,
  "hash" BYTES NOT NULL,
  PRIMARY KEY ("node", "seq")
);
CREATE INDEX "audit_record_id" ON "audit" ("record_id", "version");
CREATE TABLE "audit_heads" (
  "node" BIGINT NOT NULL PRIMARY KEY,
  "seq" BIGINT NOT NULL,
  "hash" BYTES NOT NULL
);
)sql"};

namespace {

const Insertion entries_insertion{R"("audit")",
                                  R"("node", "seq", "at", "actor", "action", "record", "record_id", "version", "changes", "hash")", 10};

// Every part with its length before it, so that no two entries have the same form.
void append_part(std::string& out, std::string_view part) {
    std::uint64_t length = part.size();
    for (int i = 0; i < 8; ++i) out += static_cast<char>(length >> (8 * i) & 0xff);
    out += part;
}
void append_part(std::string& out, std::int64_t number) {
    for (int i = 0; i < 8; ++i) out += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xff);
}

std::string hash_of(const Key& key, std::string_view before, std::int64_t node, std::int64_t seq, std::int64_t at, std::int64_t actor,
                    std::string_view action, std::string_view record, std::int64_t record_id, std::int64_t version,
                    std::string_view changes) {
    std::string form;
    form.reserve(changes.size() + 160);
    append_part(form, before);
    for (std::int64_t number : {node, seq, at, actor, record_id, version}) append_part(form, number);
    for (std::string_view text : {action, record, changes}) append_part(form, text);
    const Digest digest = keyed_digest(key, form);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

void AuditLog::append(Transaction& transaction, const std::vector<AuditEntry>& entries) const {
    if (entries.empty()) return;
    std::int64_t seq = 0;
    std::string hash;
    {
        Rows head = transaction.query(R"(SELECT "seq", "hash" FROM "audit_heads" WHERE "node" = $1)", {std::int64_t{node_}});
        if (head.next()) seq = head.integer(0), hash = head.text(1);
    }
    const bool first = seq == 0;
    const std::int64_t at = clock_.now().microseconds;
    for (const AuditEntry& entry : entries) {
        ++seq;
        hash = hash_of(key_, hash, node_, seq, at, entry.actor, entry.action, entry.record, entry.record_id, entry.version, entry.changes);
        transaction.insert(entries_insertion,
                           {std::int64_t{node_}, seq, at, entry.actor, std::string_view(entry.action), std::string_view(entry.record),
                            entry.record_id, entry.version, std::string_view(entry.changes), Bytes{hash}});
    }
    transaction.post(first ? R"(INSERT INTO "audit_heads" ("seq", "hash", "node") VALUES ($1, $2, $3))"
                           : R"(UPDATE "audit_heads" SET "seq" = $1, "hash" = $2 WHERE "node" = $3)",
                     {seq, Bytes{hash}, std::int64_t{node_}});
}

namespace {

// How many entries are asked for at once: PostgreSQL's driver holds an answer in memory whole.
constexpr std::int64_t verify_page = 10'000;

struct Head {
    std::int64_t seq = 0;
    std::string hash;
};
using Heads = std::map<std::int64_t, Head>;  // by node

Heads read_heads(Connection& connection) {
    Heads heads;
    Rows rows = connection.query(R"(SELECT "node", "seq", "hash" FROM "audit_heads")");
    while (rows.next()) heads[rows.integer(0)] = {rows.integer(1), std::string(rows.text(2))};
    return heads;
}

// Reads the log once, in order, and says where it is not what it was. Others may append meanwhile.
class Verification {
public:
    Verification(const Key& key, Connection& connection, const std::function<void(std::int64_t)>& progress)
        : key_(key), connection_(connection), progress_(progress), before_(read_heads(connection)) {}

    AuditLog::Report run() {
        while (read_page()) {
            if (progress_) progress_(report_.entries);
        }
        compare_ends();
        return std::move(report_);
    }

private:
    void find(std::int64_t node, std::int64_t seq, const std::string& what) {
        report_.findings.push_back("audit entry " + std::to_string(node) + "/" + std::to_string(seq) + ": " + what);
    }

    // Whether there may be more.
    bool read_page() {
        Rows rows = connection_.query(
            R"(SELECT "node", "seq", "at", "actor", "action", "record", "record_id", "version", "changes", "hash" FROM "audit" )"
            R"(WHERE ("node", "seq") > ($1, $2) ORDER BY "node", "seq" LIMIT $3)",
            {node_, seq_, verify_page});
        std::int64_t read = 0;
        for (; rows.next(); ++read) check(rows);
        report_.entries += read;
        return read == verify_page;
    }

    void check(const Rows& rows) {
        node_ = rows.integer(0), seq_ = rows.integer(1);
        auto& [last, hash] = reached_[node_];
        if (seq_ != last + 1) find(node_, seq_, "entries between " + std::to_string(last) + " and this one are gone");
        const std::string expected = hash_of(key_, hash, node_, seq_, rows.integer(2), rows.integer(3), rows.text(4), rows.text(5),
                                             rows.integer(6), rows.integer(7), rows.text(8));
        if (expected != rows.text(9)) find(node_, seq_, "altered, moved or not following the entry before it");
        last = seq_;
        hash = rows.text(9);  // go on from what is there, so that one wrong entry is found once
        const auto head = before_.find(node_);
        if (head != before_.end() && head->second.seq == seq_ && head->second.hash != hash)
            find(node_, seq_, "the head of the log does not match it");
    }

    // What was appended meanwhile may or may not have been read, so the log may end anywhere between the head before and the head after.
    void compare_ends() {
        Heads after = read_heads(connection_);
        for (const auto& [node, last] : reached_) after.try_emplace(node);  // no head at all: found as one at 0
        for (const auto& [node, head] : after) {
            const std::int64_t last = reached_[node].seq;
            if (last < before_[node].seq || last > head.seq)
                find(node, head.seq, "the log ends at " + std::to_string(last) + ": its end was removed or added to");
        }
    }

    const Key& key_;
    Connection& connection_;
    const std::function<void(std::int64_t)>& progress_;
    Heads before_;
    Heads reached_;  // the last entry read of each node
    std::int64_t node_ = std::numeric_limits<std::int64_t>::min(), seq_ = 0;
    AuditLog::Report report_;
};

}  // namespace

AuditLog::Report AuditLog::verify(Connection& connection, const std::function<void(std::int64_t)>& progress) const {
    return Verification(key_, connection, progress).run();
}

}  // namespace kernel
