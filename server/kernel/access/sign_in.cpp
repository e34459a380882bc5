#include <algorithm>

#include "kernel/access/accounts.h"
#include "kernel/access/refusal.h"
#include "kernel/base/text.h"

namespace kernel {
namespace {

constexpr int seconds_a_minute = 60;

Problem locked(std::string key, int wait_s) {
    Problem problem = refusal(Code::too_many, std::move(key), "9.2");
    problem.retry_after_s = wait_s;
    problem.arguments = {{"minutes", std::to_string((wait_s + seconds_a_minute - 1) / seconds_a_minute)}};
    return problem;
}

int lock_s(std::int64_t failures) {
    std::int64_t lock = limits::lock_shortest_s;
    for (std::int64_t i = limits::failures_before_lock; i < failures && lock < limits::lock_longest_s; ++i) lock *= 2;
    return failures < limits::failures_before_lock ? 0 : static_cast<int>(std::min<std::int64_t>(lock, limits::lock_longest_s));
}

}  // namespace

std::string Accounts::digest_of_password(std::string_view password) const {
    const Digest digest = keyed_digest(password_key_, password);
    return base64url(view_of(digest));
}

std::string Accounts::login_digest(std::string_view login) const {
    return std::string(view_of(keyed_digest(login_key_, lower_ascii(trimmed(login)))));
}

Result<Done> Accounts::admit(std::string_view remote) {
    if (const int wait_s = remotes_.try_from(remote); wait_s > 0) return locked("problem.sign_in.too_many", wait_s);
    return Done{};
}

// Whatever the reason of a refusal, the same Argon2id work is done, so that time does not tell which logins there are.
Result<PasswordCheck> Accounts::check_password(Connection& connection, std::string_view login, std::string_view password,
                                               std::string_view remote) const {
    static constexpr std::string_view sql = R"(SELECT a."id", a."active", a."archived_at", c."password_hash" FROM "accounts" a )"
                                            R"(LEFT JOIN "credentials" c ON c."account" = a."id" WHERE a."login" = $1)";
    PasswordCheck check;
    check.login_digest = login_digest(login);
    check.remote = remote;
    if (const int wait_s = locked_for_s(connection, check.login_digest); wait_s > 0) return locked("problem.sign_in.locked", wait_s);
    bool may_sign_in = false;
    std::string hash = nobodys_hash_;
    // In brackets: no statement stays open while the password is compared. And a text that is no login is not looked for: if a database
    // took it for one, its failures would be counted as another's.
    if (const std::string folded = lower_ascii(trimmed(login)); is_login(folded)) {
        Rows rows = connection.query(sql, {std::string_view(folded)});
        if (rows.next()) {
            check.account = rows.integer(0);
            may_sign_in = rows.integer(1) != 0 && rows.is_null(2) && !rows.is_null(3);
            if (!rows.is_null(3)) hash = rows.text(3);
        }
    }
    const bool matches = password_matches(hash, digest_of_password(password));
    if (matches && may_sign_in) check.matched_hash = hash;
    return check;
}

Result<SignedIn> Accounts::sign_in(Transaction& transaction, const PasswordCheck& check, std::string_view former_session) {
    TRY(settle(transaction, check));
    if (!former_session.empty()) {
        const Digest former = digest_of_token(former_session);
        transaction.post(R"(DELETE FROM "sessions" WHERE "token_digest" = $1)", {Bytes{view_of(former)}});
    }
    SignedIn signed_in = start_session(transaction, check.account, check.remote);
    tell(transaction, "sign_in", check.account, check.remote);
    return signed_in;
}

// Between the comparison and this transaction others may have failed, and the account may have changed. So many tries at once gain nothing.
Result<Done> Accounts::settle(Transaction& transaction, const PasswordCheck& check) const {
    static constexpr std::string_view sql =
        R"(SELECT 1 FROM "accounts" a JOIN "credentials" c ON c."account" = a."id" )"
        R"(WHERE a."id" = $1 AND c."password_hash" = $2 AND a."active" = 1 AND a."archived_at" IS NULL)";
    if (const int wait_s = locked_for_s(transaction, check.login_digest); wait_s > 0) return locked("problem.sign_in.locked", wait_s);
    const bool right = !check.matched_hash.empty() && transaction.query(sql, {check.account, std::string_view(check.matched_hash)}).next();
    if (!right) {
        count_failure(transaction, check);
        tell(transaction, "sign_in_failed", check.account, check.remote);
        return refusal(Code::unauthenticated, "problem.sign_in.wrong", "9.2");
    }
    forget_failures(transaction, check.login_digest);
    return Done{};
}

int Accounts::locked_for_s(Connection& connection, std::string_view login_digest) const {
    Rows rows = connection.query(R"(SELECT "locked_until" FROM "sign_in_failures" WHERE "login_digest" = $1)", {Bytes{login_digest}});
    if (!rows.next()) return 0;
    const std::int64_t left = rows.integer(0) - clock_.now().microseconds;
    // A clock that was set back does not lock anybody out for longer.
    return left <= 0 || left > microseconds(limits::lock_longest_s) ? 0 : static_cast<int>((left + 999'999) / 1'000'000);
}

void Accounts::count_failure(Transaction& transaction, const PasswordCheck& check) const {
    const std::int64_t now = clock_.now().microseconds;
    const std::int64_t remembered = now - microseconds(limits::failures_remembered_s);
    transaction.execute(R"(DELETE FROM "sign_in_failures" WHERE "last_at" < $1)", {remembered});
    std::int64_t failures = 1;
    {
        Rows rows = transaction.query(R"(SELECT "count" FROM "sign_in_failures" WHERE "login_digest" = $1)", {Bytes{check.login_digest}});
        if (rows.next()) failures += rows.integer(0);
    }
    const std::int64_t locked_until = now + microseconds(lock_s(failures));
    transaction.post(R"(INSERT INTO "sign_in_failures" ("login_digest", "count", "locked_until", "last_at") VALUES ($1, $2, $3, $4) )"
                     R"(ON CONFLICT ("login_digest") DO UPDATE SET "count" = $2, "locked_until" = $3, "last_at" = $4)",
                     {Bytes{check.login_digest}, failures, locked_until, now});
}

void Accounts::forget_failures(Transaction& transaction, std::string_view login_digest) const {
    transaction.post(R"(DELETE FROM "sign_in_failures" WHERE "login_digest" = $1)", {Bytes{login_digest}});
}

}  // namespace kernel
