#include "kernel/access/accounts.h"
#include "kernel/access/refusal.h"

namespace kernel {

bool Accounts::setup_needed(Connection& connection) const { return !connection.query(R"(SELECT 1 FROM "accounts" LIMIT 1)").next(); }

std::string Accounts::make_setup_token(Transaction& transaction) {
    if (!setup_needed(transaction)) return {};
    std::string token = random_token();
    const Digest digest = digest_of_token(token);
    transaction.execute(R"(DELETE FROM "setup")");
    transaction.execute(R"(INSERT INTO "setup" ("token_digest", "created_at") VALUES ($1, $2))",
                        {Bytes{view_of(digest)}, clock_.now().microseconds});
    return token;
}

Result<Done> Accounts::check_setup_token(Connection& connection, std::string_view token) const {
    if (!setup_needed(connection)) return refusal(Code::conflict, "problem.setup.done", "2.1");
    const Digest digest = digest_of_token(token);
    Rows rows = connection.query(R"(SELECT 1 FROM "setup" WHERE "token_digest" = $1 AND "created_at" > $2)",
                                 {Bytes{view_of(digest)}, clock_.now().microseconds - microseconds(limits::setup_token_s)});
    if (!rows.next()) return refusal(Code::forbidden, "problem.setup.token", "2.1");
    return Done{};
}

Result<std::int64_t> Accounts::set_up(Transaction& transaction, std::string_view token, std::string_view login, std::string_view name,
                                      std::string_view password_hash) {
    TRY(check_setup_token(transaction, token));
    TRY_ASSIGN(const std::int64_t account, add_account(transaction, {.login = std::string(login),
                                                                     .name = std::string(name),
                                                                     .role = RoleName::administrator,
                                                                     .locale = LocaleName::zh_hant}));
    store_password(transaction, account, password_hash);
    tell(transaction, "set_up", account, login);
    return account;
}

}  // namespace kernel
