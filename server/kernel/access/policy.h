// Who may do what: roles and scopes as data (regulation/roles.json), deny by default, compiled into every query in one place.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/record/sql.h"
#include "kernel/record/type.h"

namespace kernel {

enum class Action : std::uint8_t { read, create, update, archive, move, import };
inline constexpr std::array action_names{"read", "create", "update", "archive", "move", "import"};

// own: records whose owner the caller is. Lines follow the record they belong to.
enum class Scope : std::uint8_t { none, own, all };

using Permissions = std::array<Scope, action_names.size()>;
struct Role {
    std::string name = {};
    Secrecy clearance = Secrecy::open;
    std::map<std::string, Permissions, std::less<>> records = {};
    Scope shared_views = Scope::own;  // whose shared views of lists the role changes
};

// Whoever asks. The acting account comes from the session or token only, never from the request.
struct Viewer {
    std::int64_t account = 0;
    static constexpr std::int64_t operator_account = 0;  // the command line, acting for nobody in particular
    std::string name;
    const Role* role = nullptr;
    std::string locale = "zh-Hant";
};

class Policy {
public:
    // Throws std::runtime_error naming the place for anything unknown: a record, an action, `own` for a record without an owner.
    Policy(const House& house, std::string_view json);
    const Role* role(std::string_view name) const;
    const std::vector<Role>& roles() const { return roles_; }

private:
    std::vector<Role> roles_;
};

// An account as it stands in the database now, for work done in its name later; nothing when it may do nothing any more. The operator is an
// administrator.
std::optional<Viewer> viewer_of_account(Connection& connection, const Policy& policy, std::int64_t account);

Scope scope_of(const Viewer& viewer, const RecordType& type, Action action);
inline bool may(const Viewer& viewer, const RecordType& type, Action action) { return scope_of(viewer, type, action) != Scope::none; }
// Whose this very record is, itself or by what it belongs to; 0: nobody's.
std::int64_t owner_of(Connection& connection, const RecordType& type, std::int64_t id);
// Whether a record with this owner (0: none) is within reach of the viewer; what append_scope asks of the database.
bool reaches(const Viewer& viewer, const RecordType& type, Action action, std::int64_t owner);
inline bool may_read(const Viewer& viewer, const Field& field) { return field.rules.secrecy <= viewer.role->clearance; }
inline bool may_write(const Viewer& viewer, const Field& field) {
    return !field.rules.computed && field.kind != Kind::id && may_read(viewer, field);
}

// The condition under which rows of `type`, aliased `alias`, are within reach of this viewer for this action. Always a complete condition.
void append_scope(Sql& sql, const Viewer& viewer, const RecordType& type, Action action, std::string_view alias);

}  // namespace kernel
