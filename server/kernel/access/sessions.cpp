#include "kernel/access/accounts.h"
#include "kernel/access/refusal.h"

namespace kernel {
namespace {

constexpr std::size_t secret_length = 43;  // of random_token()

bool looks_like_session(std::string_view text) { return text.size() == secret_length; }
bool looks_like_token(std::string_view text) {
    return text.starts_with(api_token_prefix) && text.size() == api_token_prefix.size() + secret_length;
}

}  // namespace

SignedIn Accounts::start_session(Transaction& transaction, std::int64_t account, std::string_view remote) {
    const std::int64_t now = clock_.now().microseconds;
    remove_old_sessions(transaction, account, now);
    SignedIn signed_in;
    signed_in.token = random_token();
    const Digest digest = digest_of_token(signed_in.token);
    transaction.post(R"(INSERT INTO "sessions" ("token_digest", "account", "created_at", "seen_at", "expires_at", "remote") )"
                     R"(VALUES ($1, $2, $3, $4, $5, $6))",
                     {Bytes{view_of(digest)}, account, now, now, now + microseconds(limits::session_longest_s), remote});
    signed_in.profile = profile(transaction, account).value_or(Profile{});
    return signed_in;
}

void Accounts::remove_old_sessions(Transaction& transaction, std::int64_t account, std::int64_t now) const {
    static_assert(limits::sessions_per_account == 20, "one place is left free below");
    transaction.post(R"(DELETE FROM "sessions" WHERE "expires_at" <= $1)", {now});
    transaction.post(R"(DELETE FROM "sessions" WHERE "account" = $1 AND "seen_at" <= $2)",
                     {account, now - microseconds(limits::session_idle_s)});
    transaction.post(R"(DELETE FROM "sessions" WHERE "account" = $1 AND "token_digest" NOT IN )"
                     R"((SELECT "token_digest" FROM "sessions" WHERE "account" = $1 ORDER BY "created_at" DESC, "token_digest" LIMIT 19))",
                     {account});
}

void Accounts::sign_out(Transaction& transaction, std::string_view session) {
    const Digest digest = digest_of_token(session);
    std::int64_t account = 0;
    std::string remote;
    {
        Rows rows = transaction.query(R"(SELECT "account", "remote" FROM "sessions" WHERE "token_digest" = $1)", {Bytes{view_of(digest)}});
        if (!rows.next()) return;
        account = rows.integer(0);
        remote = rows.text(1);
    }
    transaction.post(R"(DELETE FROM "sessions" WHERE "token_digest" = $1)", {Bytes{view_of(digest)}});
    tell(transaction, "sign_out", account, remote);
}

std::optional<Viewer> Accounts::by_session(Connection& connection, std::string_view session, bool& stale) const {
    static constexpr std::string_view sql =
        R"(SELECT a."id", a."name", a."role", a."locale", s."seen_at" FROM "sessions" s JOIN "accounts" a ON a."id" = s."account" )"
        R"(WHERE s."token_digest" = $1 AND s."expires_at" > $2 AND s."seen_at" > $3 AND a."active" = 1 AND a."archived_at" IS NULL)";
    stale = false;
    if (!looks_like_session(session)) return std::nullopt;
    const Digest digest = digest_of_token(session);
    const std::int64_t now = clock_.now().microseconds;
    Rows rows = connection.query(sql, {Bytes{view_of(digest)}, now, now - microseconds(limits::session_idle_s)});
    if (!rows.next()) return std::nullopt;
    const Role* role = policy_.role(rows.text(2));
    if (!role) return std::nullopt;
    stale = rows.integer(4) <= now - microseconds(limits::seen_every_s);
    return viewer(rows.integer(0), rows.text(1), role, rows.text(3));
}

std::optional<Viewer> Accounts::by_token(Connection& connection, std::string_view token, bool& stale) const {
    static constexpr std::string_view sql =
        R"(SELECT a."id", a."name", a."role", a."locale", t."used_at" FROM "tokens" t JOIN "accounts" a ON a."id" = t."account" )"
        R"(WHERE t."token_digest" = $1 AND (t."expires_on" IS NULL OR t."expires_on" >= $2) AND a."active" = 1 AND a."archived_at" IS NULL)";
    stale = false;
    if (!looks_like_token(token)) return std::nullopt;
    const Digest digest = digest_of_token(token);
    Rows rows = connection.query(sql, {Bytes{view_of(digest)}, std::int64_t{clock_.today().since_1970}});
    if (!rows.next()) return std::nullopt;
    const Role* role = policy_.role(rows.text(2));
    if (!role) return std::nullopt;
    stale = rows.integer(4) <= clock_.now().microseconds - microseconds(limits::seen_every_s);
    return viewer(rows.integer(0), rows.text(1), role, rows.text(3));
}

void Accounts::note_seen(Transaction& transaction, std::string_view session_or_token) const {
    const Digest digest = digest_of_token(session_or_token);
    const std::int64_t now = clock_.now().microseconds;
    // Of the many requests that found it stale at once the first writes, and a session that is over is not revived.
    if (looks_like_token(session_or_token))
        transaction.post(R"(UPDATE "tokens" SET "used_at" = $1 WHERE "token_digest" = $2 AND ("used_at" IS NULL OR "used_at" <= $3))",
                         {now, Bytes{view_of(digest)}, now - microseconds(limits::seen_every_s)});
    else
        transaction.post(
            R"(UPDATE "sessions" SET "seen_at" = $1 WHERE "token_digest" = $2 AND "seen_at" <= $3 AND "seen_at" > $4)",
            {now, Bytes{view_of(digest)}, now - microseconds(limits::seen_every_s), now - microseconds(limits::session_idle_s)});
}

void Accounts::end_access(Transaction& transaction, std::int64_t account) const {
    transaction.post(R"(DELETE FROM "sessions" WHERE "account" = $1)", {account});
    transaction.post(R"(DELETE FROM "tokens" WHERE "account" = $1)", {account});
}

Viewer Accounts::viewer(std::int64_t account, std::string_view name, const Role* role, std::string_view locale) const {
    Viewer viewer;
    viewer.account = account;
    viewer.name = name;
    viewer.role = role;
    viewer.locale = locale;
    return viewer;
}

}  // namespace kernel
