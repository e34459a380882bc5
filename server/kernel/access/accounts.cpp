#include "kernel/access/accounts.h"

#include "kernel/access/password.h"
#include "kernel/access/refusal.h"
#include "kernel/base/text.h"

namespace kernel {
namespace {

// The table by name, so that every statement is one constant text.
constexpr std::string_view profile_by_id =
    R"(SELECT a."id", a."login", a."name", a."role", a."locale", a."active", a."archived_at", c."account" FROM "accounts" a )"
    R"(LEFT JOIN "credentials" c ON c."account" = a."id" WHERE a."id" = $1)";
constexpr std::string_view profile_by_login =
    R"(SELECT a."id", a."login", a."name", a."role", a."locale", a."active", a."archived_at", c."account" FROM "accounts" a )"
    R"(LEFT JOIN "credentials" c ON c."account" = a."id" WHERE a."login" = $1)";
constexpr std::string_view profiles =
    R"(SELECT a."id", a."login", a."name", a."role", a."locale", a."active", a."archived_at", c."account" FROM "accounts" a )"
    R"(LEFT JOIN "credentials" c ON c."account" = a."id" ORDER BY a."login")";

constexpr std::string_view demo_profiles =
    R"(SELECT a."id", a."login", a."name", a."role", a."locale", a."active", a."archived_at", a."id" FROM "demo_accounts" d )"
    R"(JOIN "accounts" a ON a."id" = d."account" WHERE a."active" = 1 AND a."archived_at" IS NULL ORDER BY a."id")";

Profile profile_from(const Rows& rows) {
    return {.id = rows.integer(0),
            .login = std::string(rows.text(1)),
            .name = std::string(rows.text(2)),
            .role = std::string(rows.text(3)),
            .locale = std::string(rows.text(4)),
            .active = rows.integer(5) != 0 && rows.is_null(6),
            .has_password = !rows.is_null(7)};
}

std::optional<Profile> first_of(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return profile_from(rows);
}

std::vector<Profile> all_of(Rows rows) {
    std::vector<Profile> found;
    while (rows.next()) found.push_back(profile_from(rows));
    return found;
}

const Declaration& account_declaration() { return declaration(static_cast<const Account*>(nullptr)); }

Problem taken() {
    Problem problem = invalid_field("login", "problem.field.taken", {}, "2.1");
    problem.code = Code::conflict;
    problem.key = "problem.taken";
    return problem;
}

// The same rules that hold when the account comes through the records room: here there is no Viewer to come through it with.
Result<Account> checked(Connection& connection, const NewAccount& given) {
    Account account{.id = {},
                    .login = std::string(trimmed(given.login)),
                    .name = std::string(trimmed(given.name)),
                    .role = given.role,
                    .locale = given.locale};
    const Declaration& declared = account_declaration();
    Row row(declared.fields.size());
    to_row(declared.fields, account, row);
    for (std::size_t i = 1; i < row.size(); ++i) {
        const Field& field = declared.fields[i];
        if (field.rules.required && is_null(row[i])) return invalid_field(std::string(field.name), "problem.field.required", {}, "2.1");
        const auto longest = static_cast<std::size_t>(field.rules.max_length);
        if (!is_sound_text(text_of(row[i]))) return invalid_field(std::string(field.name), "problem.field.utf8", {}, "2.1");
        if (longest > 0 && characters(text_of(row[i])) > longest)
            return invalid_field(std::string(field.name), "problem.field.too_long", {{"max", std::to_string(longest)}}, "2.1");
    }
    TRY(declared.prepare(declared, row, ~std::uint64_t{0}, connection));
    return from_row<Account>(declared.fields, row);
}

}  // namespace

Accounts::Accounts(const Policy& policy, const Clock& clock, IdMaker& ids, const Key& pepper)
    : policy_(policy),
      clock_(clock),
      ids_(ids),
      password_key_(derived_key(pepper, 1, "password")),
      token_key_(derived_key(pepper, 2, "tokens__")),
      login_key_(derived_key(pepper, 3, "logins__")),
      nobodys_hash_(hash_password(digest_of_password(random_token()))),
      remotes_(clock) {}

std::optional<Profile> Accounts::profile(Connection& connection, std::int64_t account) const {
    return first_of(connection.query(profile_by_id, {account}));
}

std::optional<Profile> Accounts::profile(Connection& connection, std::string_view login) const {
    const std::string folded = lower_ascii(trimmed(login));
    return first_of(connection.query(profile_by_login, {std::string_view(folded)}));
}

std::vector<Profile> Accounts::list(Connection& connection) const { return all_of(connection.query(profiles)); }

void Accounts::show_in_demo(Transaction& transaction, std::int64_t account) const {
    transaction.execute(R"(INSERT INTO "demo_accounts" ("account") VALUES ($1))", {account});
}

std::vector<Profile> Accounts::demo_accounts(Connection& connection) const { return all_of(connection.query(demo_profiles)); }

Result<std::int64_t> Accounts::add_account(Transaction& transaction, const NewAccount& given) {
    TRY_ASSIGN(const Account account, checked(transaction, given));
    if (profile(transaction, account.login)) return taken();
    const std::int64_t id = ids_.next();
    const std::int64_t now = clock_.now().microseconds;
    const auto& role = choices<RoleName>[static_cast<std::size_t>(account.role)].name;
    const auto& locale = choices<LocaleName>[static_cast<std::size_t>(account.locale)].name;
    transaction.execute(
        R"(INSERT INTO "accounts" ("id", "login", "name", "role", "locale", "active", "version", "created_at", "updated_at") )"
        R"(VALUES ($1, $2, $3, $4, $5, 1, 1, $6, $6))",
        {id, std::string_view(account.login), std::string_view(account.name), role, locale, now});
    transaction.execute(R"(DELETE FROM "setup")");
    tell(transaction, "account_made", id, account.login);
    return id;
}

void Accounts::set_locale(Transaction& transaction, std::int64_t account, LocaleName locale) {
    const auto& name = choices<LocaleName>[static_cast<std::size_t>(locale)].name;
    const std::int64_t changed = transaction.execute(
        R"(UPDATE "accounts" SET "locale" = $1, "version" = "version" + 1, "updated_at" = $2 WHERE "id" = $3 AND "locale" <> $1)",
        {name, clock_.now().microseconds, account});
    if (changed > 0) tell(transaction, "locale_changed", account, name);
}

Result<std::string> Accounts::hash_new_password(std::string_view password, std::string_view login) const {
    TRY(check_new_password(password, login));
    return hash_password(digest_of_password(password));
}

Result<Done> Accounts::set_password(Transaction& transaction, std::int64_t account, std::string_view hash, std::string_view by) {
    const std::optional<Profile> held = profile(transaction, account);
    if (!held) return refusal(Code::not_found, "problem.not_found");
    store_password(transaction, account, hash);
    end_access(transaction, account);
    forget_failures(transaction, login_digest(held->login));
    tell(transaction, "password_changed", account, by);
    return Done{};
}

Result<Done> Accounts::change_password(Transaction& transaction, const PasswordCheck& check, std::string_view hash,
                                       std::string_view session) {
    if (auto settled = settle(transaction, check); !settled) {
        if (settled.problem().code != Code::unauthenticated) return settled;
        return invalid_field("current_password", "problem.password.wrong", {}, "9.2");
    }
    store_password(transaction, check.account, hash);
    const Digest kept = digest_of_token(session);
    transaction.post(R"(DELETE FROM "sessions" WHERE "account" = $1 AND "token_digest" <> $2)", {check.account, Bytes{view_of(kept)}});
    transaction.post(R"(DELETE FROM "tokens" WHERE "account" = $1)", {check.account});
    tell(transaction, "password_changed", check.account, std::to_string(check.account));
    return Done{};
}

void Accounts::store_password(Transaction& transaction, std::int64_t account, std::string_view hash) const {
    transaction.post(R"(INSERT INTO "credentials" ("account", "password_hash", "changed_at") VALUES ($1, $2, $3) )"
                     R"(ON CONFLICT ("account") DO UPDATE SET "password_hash" = $2, "changed_at" = $3)",
                     {account, hash, clock_.now().microseconds});
}

}  // namespace kernel
