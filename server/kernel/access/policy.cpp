#include "kernel/access/policy.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace kernel {

namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
    throw std::runtime_error("regulation/roles.json: " + where + ": " + what);
}

std::string text(const boost::json::value& value) { return std::string(value.as_string()); }

template <class Names>
std::size_t place(const Names& names, std::string_view name, const std::string& where) {
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (names[i] == name) return i;
    refuse(where, "unknown word \"" + std::string(name) + '"');
}

constexpr std::array scope_names{"none", "own", "all"};
constexpr std::array secrecy_names{"open", "internal", "confidential", "secret"};

Permissions permissions(const RecordType& type, const boost::json::object& given, const std::string& where) {
    Permissions granted{};
    for (const auto& [action, scope] : given) {
        auto at = place(action_names, std::string_view(action), where);
        granted[at] = static_cast<Scope>(place(scope_names, text(scope), where));
        if (granted[at] == Scope::own && !type.has_owner()) refuse(where, "has no owner, so nobody's scope is `own`");
    }
    return granted;
}

}  // namespace

Policy::Policy(const House& house, std::string_view json) {
    const boost::json::value document = boost::json::parse(boost::json::string_view(json.data(), json.size()));
    for (const auto& [name, given] : document.at("roles").as_object()) {
        Role role{.name = std::string(name)};
        role.clearance = static_cast<Secrecy>(place(secrecy_names, text(given.at("clearance")), role.name));
        if (const auto* views = given.as_object().if_contains("shared_views"))
            role.shared_views = static_cast<Scope>(place(scope_names, text(*views), role.name));
        for (const auto& [record, actions] : given.at("records").as_object()) {
            std::string where = role.name + '.' + std::string(record);
            const RecordType* type = house.find(std::string_view(record));
            if (!type || type->is_line()) refuse(where, "no such record");
            role.records[std::string(record)] = permissions(*type, actions.as_object(), where);
        }
        roles_.push_back(std::move(role));
    }
}

const Role* Policy::role(std::string_view name) const {
    for (const Role& role : roles_)
        if (role.name == name) return &role;
    return nullptr;
}

std::optional<Viewer> viewer_of_account(Connection& connection, const Policy& policy, std::int64_t account) {
    if (account == Viewer::operator_account) return Viewer{.account = account, .name = "operator", .role = policy.role("administrator")};
    Rows rows = connection.query(
        R"(SELECT "name", "role", "locale" FROM "accounts" WHERE "id" = $1 AND "active" = 1 AND "archived_at" IS NULL)", {account});
    if (!rows.next()) return std::nullopt;
    const Role* role = policy.role(rows.text(1));
    if (!role) return std::nullopt;
    return Viewer{.account = account, .name = std::string(rows.text(0)), .role = role, .locale = std::string(rows.text(2))};
}

Scope scope_of(const Viewer& viewer, const RecordType& type, Action action) {
    const RecordType& whole = type.parent ? *type.parent : type;
    auto found = viewer.role->records.find(whole.name);
    return found == viewer.role->records.end() ? Scope::none : found->second[static_cast<std::size_t>(action)];
}

std::int64_t owner_of(Connection& connection, const RecordType& type, std::int64_t id) {
    if (!type.has_owner()) return 0;
    const RecordType& owned = type.owner_field != 0 ? type : *type.whole;
    Sql sql("SELECT o." + quoted(owned.fields[owned.owner_field].name) + " FROM " + owned.table + " o");
    if (type.owner_field == 0)
        sql << " JOIN " << type.table << " t ON t." << quoted(type.traits().belongs_to) << " = o.\"id\" WHERE t.\"id\" = ";
    else
        sql << " WHERE o.\"id\" = ";
    sql.bind(id);
    Rows rows = sql.query(connection);
    return rows.next() ? rows.integer(0) : 0;
}

bool reaches(const Viewer& viewer, const RecordType& type, Action action, std::int64_t owner) {
    const Scope scope = scope_of(viewer, type, action);
    return scope == Scope::all || (scope == Scope::own && owner != 0 && owner == viewer.account);
}

static void append_scope_own(Sql& sql, const Viewer& viewer, const RecordType& type, std::string_view alias) {
    sql << alias << '.' << quoted(type.fields[type.owner_field].name) << " = ";
    sql.bind(viewer.account);
}

void append_scope(Sql& sql, const Viewer& viewer, const RecordType& type, Action action, std::string_view alias) {
    const Scope scope = scope_of(viewer, type, action);
    if (scope == Scope::none) {
        sql << "1 = 0";
    } else if (scope == Scope::all) {
        sql << "1 = 1";
    } else if (type.parent) {
        const std::string parent = std::string(alias) + "p";
        sql << "EXISTS (SELECT 1 FROM " << type.parent->table << ' ' << parent << " WHERE " << parent << ".\"id\" = " << alias << '.'
            << quoted(type.fields[type.parent_field].name) << " AND ";
        append_scope(sql, viewer, *type.parent, action, parent);
        sql << ')';
    } else if (type.owner_field == 0 && type.whole) {
        const std::string whole = std::string(alias) + "w";  // what belongs to a record is whoever's that record is
        sql << "EXISTS (SELECT 1 FROM " << type.whole->table << ' ' << whole << " WHERE " << whole << ".\"id\" = " << alias << '.'
            << quoted(type.traits().belongs_to) << " AND ";
        append_scope_own(sql, viewer, *type.whole, whole);
        sql << ')';
    } else {
        append_scope_own(sql, viewer, type, alias);
    }
}

}  // namespace kernel
