// The log of everything done: append-only, each entry holding the hash of the one before it under a key, written in the transaction of
// the effect. Altered, removed or reordered entries show in verify().
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/base/hash.h"
#include "kernel/base/time.h"
#include "kernel/store/migrate.h"
#include "kernel/store/store.h"

namespace kernel {

struct AuditEntry {
    std::int64_t actor = 0;  // account; 0: the system itself
    std::string action;      // "create", "update", "confirm", "sign_in"
    std::string record;      // the record's type; empty for what concerns none
    std::int64_t record_id = 0;
    std::int64_t version = 0;  // that the record is at after it
    std::string changes;       // JSON: [["field", from, to], …]
};

class AuditLog {
public:
    // One chain for each node, so that servers on one PostgreSQL do not wait for each other.
    AuditLog(const Clock& clock, const Key& key, std::uint8_t node) : clock_(clock), key_(key), node_(node) {}
    void append(Transaction& transaction, const std::vector<AuditEntry>& entries) const;

    struct Report {
        std::int64_t entries = 0;
        std::vector<std::string> findings;  // empty: sound. Each says where and what, in English, for the operator
    };
    Report verify(Connection& connection, const std::function<void(std::int64_t entries)>& progress = {}) const;

private:
    const Clock& clock_;
    Key key_;
    std::uint8_t node_;
};

extern const Migration audit_migration;

}  // namespace kernel
