#include "kernel/access/accounts.h"
#include "kernel/access/refusal.h"
#include "kernel/base/text.h"

namespace kernel {
namespace {

constexpr std::string_view tokens_of_one =
    R"(SELECT t."id", t."account", a."login", t."name", t."created_at", t."expires_on", t."used_at" FROM "tokens" t )"
    R"(JOIN "accounts" a ON a."id" = t."account" WHERE t."account" = $1 ORDER BY t."id")";
constexpr std::string_view tokens_of_all =
    R"(SELECT t."id", t."account", a."login", t."name", t."created_at", t."expires_on", t."used_at" FROM "tokens" t )"
    R"(JOIN "accounts" a ON a."id" = t."account" ORDER BY a."login", t."id")";

ApiToken token_from(const Rows& rows) {
    ApiToken token{.id = rows.integer(0),
                   .account = rows.integer(1),
                   .login = std::string(rows.text(2)),
                   .name = std::string(rows.text(3)),
                   .created_at = Instant{rows.integer(4)},
                   .expires_on = std::nullopt,
                   .used_at = std::nullopt};
    if (!rows.is_null(5)) token.expires_on = Day{static_cast<std::int32_t>(rows.integer(5))};
    if (!rows.is_null(6)) token.used_at = Instant{rows.integer(6)};
    return token;
}

Result<std::string> checked_name(std::string_view given) {
    const std::string_view name = trimmed(given);
    if (name.empty()) return invalid_field("name", "problem.field.required");
    if (!is_sound_text(name)) return invalid_field("name", "problem.field.utf8");
    if (characters(name) > limits::token_name_longest)
        return invalid_field("name", "problem.field.too_long", {{"max", std::to_string(limits::token_name_longest)}});
    return std::string(name);
}

}  // namespace

Result<MadeToken> Accounts::make_token(Transaction& transaction, std::int64_t account, std::string_view name,
                                       std::optional<Day> expires_on) {
    TRY_ASSIGN(const std::string kept_name, checked_name(name));
    if (expires_on && *expires_on < clock_.today()) return invalid_field("expires_on", "problem.token.past");
    const std::optional<Profile> owner = profile(transaction, account);
    if (!owner || !owner->active) return refusal(Code::not_found, "problem.not_found");
    if (tokens(transaction, account).size() >= limits::tokens_per_account) {
        Problem problem = refusal(Code::conflict, "problem.token.too_many");
        problem.arguments = {{"count", std::to_string(limits::tokens_per_account)}};
        return problem;
    }
    MadeToken made;
    made.secret = std::string(api_token_prefix) + random_token();
    made.token = {.id = ids_.next(),
                  .account = account,
                  .login = owner->login,
                  .name = kept_name,
                  .created_at = clock_.now(),
                  .expires_on = expires_on,
                  .used_at = std::nullopt};
    const Digest digest = digest_of_token(made.secret);
    Argument last_day = std::monostate{};
    if (expires_on) last_day = std::int64_t{expires_on->since_1970};
    transaction.post(
        R"(INSERT INTO "tokens" ("id", "account", "name", "token_digest", "created_at", "expires_on") )"
        R"(VALUES ($1, $2, $3, $4, $5, $6))",
        {made.token.id, account, std::string_view(kept_name), Bytes{view_of(digest)}, made.token.created_at.microseconds, last_day});
    tell(transaction, "token_made", account, kept_name);
    return made;
}

std::vector<ApiToken> Accounts::tokens(Connection& connection, std::int64_t account) const {
    std::vector<ApiToken> found;
    Rows rows = account == 0 ? connection.query(tokens_of_all) : connection.query(tokens_of_one, {account});
    while (rows.next()) found.push_back(token_from(rows));
    return found;
}

Result<Done> Accounts::remove_token(Transaction& transaction, std::int64_t id, std::int64_t account) {
    std::int64_t owner = 0;
    std::string name;
    {
        Rows rows = transaction.query(R"(SELECT "account", "name" FROM "tokens" WHERE "id" = $1)", {id});
        if (!rows.next() || (account != 0 && rows.integer(0) != account)) return refusal(Code::not_found, "problem.not_found");
        owner = rows.integer(0);
        name = rows.text(1);
    }
    transaction.post(R"(DELETE FROM "tokens" WHERE "id" = $1)", {id});
    tell(transaction, "token_removed", owner, name);
    return Done{};
}

}  // namespace kernel
