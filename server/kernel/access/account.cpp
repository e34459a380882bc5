#include "kernel/access/account.h"

#include <algorithm>

#include "kernel/base/text.h"

namespace kernel {
namespace {

bool may_stand_in_login(char character) {
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
           std::string_view("._-@").find(character) != std::string_view::npos;
}

constexpr std::string_view name_of(RoleName role) { return choices<RoleName>[static_cast<std::size_t>(role)].name; }

Result<Done> prepare(void* record, const Given&, Connection& connection) {
    Account& account = *static_cast<Account*>(record);
    account.login = lower_ascii(account.login);
    if (!account.login.empty() && !is_login(account.login)) return invalid_field("login", "problem.field.login", {}, "2.1");
    if (!account.id) return Done{};
    return keeps_an_administrator(connection, account.id, name_of(account.role), account.active);
}

constexpr Move moves[] = {
    {.name = "archive", .to = {}, .clause = "2.1", .tone = Tone::danger, .guard = [](void* record, const MoveContext& context) {
         return keeps_an_administrator(context.connection, static_cast<const Account*>(record)->id, {}, false);
     }}};

using namespace words;

constexpr auto described =
    describe<Account>({.clause = "2.1",
                       .title = "name",
                       .columns = {"login", "name", "role", "locale", "active"},
                       .sort = "login",
                       .keys = {"login"},
                       .moves = moves,
                       .prepare = prepare},
                      {
                          field<&Account::id>(),
                          field<&Account::login>({required, unique, filterable, sortable, searchable, max_length(64)}),
                          field<&Account::name>({required, filterable, sortable, searchable, max_length(80)}),
                          field<&Account::role>({required, filterable, clause("9.2")}),
                          field<&Account::locale>(),
                          field<&Account::active>({filterable}),
                      });
constexpr Declaration accounts = declare<Account>(described);

}  // namespace

const Declaration& declaration(const Account*) { return accounts; }

// 2.1: one person, one account, told apart beyond doubt: no blanks, nothing that only looks like another letter.
bool is_login(std::string_view lower_case) {
    constexpr std::size_t longest = 64;
    return !lower_case.empty() && lower_case.size() <= longest && std::ranges::all_of(lower_case, may_stand_in_login);
}

Result<Done> keeps_an_administrator(Connection& connection, Id<Account> account, std::string_view new_role, bool new_active) {
    static constexpr std::string_view sql = R"(SELECT a."id" FROM "accounts" a JOIN "credentials" c ON c."account" = a."id" )"
                                            R"(WHERE a."role" = 'administrator' AND a."active" = 1 AND a."archived_at" IS NULL)";
    if (new_role == name_of(RoleName::administrator) && new_active) return Done{};
    bool concerned = false;
    bool others = false;
    Rows rows = connection.query(sql);
    while (rows.next()) (rows.integer(0) == account.value ? concerned : others) = true;
    if (!concerned || others) return Done{};
    Problem problem;
    problem.code = Code::conflict;
    problem.key = "problem.account.last_administrator";
    problem.clause = "2.1";
    return problem;
}

}  // namespace kernel
