// Who somebody is: passwords, sessions, tokens and the first administrator. What they may do is policy.h's.
//
// Passwords are Argon2id over a keyed digest, so that the database alone does not let anybody guess. Tokens are 256 random bits, kept as
// keyed digests. Every lookup joins the account as it is now: whoever is archived or made inactive, or is given another role, is that at
// the very next request.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/account.h"
#include "kernel/access/policy.h"
#include "kernel/access/remote_limit.h"
#include "kernel/base/hash.h"
#include "kernel/base/id.h"
#include "kernel/base/result.h"
#include "kernel/base/time.h"
#include "kernel/store/store.h"

namespace kernel {

namespace limits {
inline constexpr int failures_before_lock = 5;
inline constexpr int lock_shortest_s = 60;  // doubled by every failure after it
inline constexpr int lock_longest_s = 15 * 60;
inline constexpr int failures_remembered_s = 24 * 3600;
inline constexpr int session_idle_s = 12 * 3600;
inline constexpr int session_longest_s = 30 * 24 * 3600;
inline constexpr int seen_every_s = 5 * 60;  // how exactly it is known when a session or token was last used
inline constexpr int sessions_per_account = 20;
inline constexpr int tokens_per_account = 50;
inline constexpr int token_name_longest = 80;  // characters
inline constexpr int setup_token_s = 7 * 24 * 3600;
}  // namespace limits

// By which leaked tokens are found in texts, and told from sessions.
inline constexpr std::string_view api_token_prefix = "bylaw_";

struct Profile {
    std::int64_t id = 0;
    std::string login, name, role, locale;
    bool active = false;  // neither inactive nor archived
    bool has_password = false;
};

struct NewAccount {
    std::string login, name;
    RoleName role = RoleName::observer;
    LocaleName locale = LocaleName::zh_hant;
};

struct SignedIn {
    Profile profile;
    std::string token;  // of the session: for the cookie, and nowhere else
};

// What came of comparing a password, for the writer to act upon.
struct PasswordCheck {
    std::string login_digest;  // by which its failures are counted
    std::int64_t account = 0;  // 0: nobody has this login
    std::string matched_hash;  // empty: the password is wrong, or its owner may not sign in
    std::string remote;
};

struct ApiToken {
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string login, name;
    Instant created_at;
    std::optional<Day> expires_on;  // the last day on which it holds
    std::optional<Instant> used_at;
};
struct MadeToken {
    ApiToken token;
    std::string secret;  // told once
};

// Whatever takes a Transaction runs on the writer; a Problem from it wants its effect rolled back unless it says otherwise.
class Accounts {
public:
    // Called inside the transaction that does it. `action`: sign_in, sign_in_failed (account 0: no such login), sign_out (detail: the
    // address), password_changed (detail: who did it), token_made, token_removed (detail: its name), account_made, set_up (detail: the
    // login), locale_changed.
    using Event = std::function<void(Transaction&, std::string_view action, std::int64_t account, std::string_view detail)>;

    Accounts(const Policy& policy, const Clock& clock, IdMaker& ids, const Key& pepper);  // takes as long as one password
    void on_event(Event event) { event_ = std::move(event); }                             // before anything is served

    // Signing in: admit on the thread that serves; check_password on the long pool; sign_in on the writer; forgive when it succeeded.
    Result<Done> admit(std::string_view remote);
    void forgive(std::string_view remote) { remotes_.give_back(remote); }
    Result<PasswordCheck> check_password(Connection& connection, std::string_view login, std::string_view password,
                                         std::string_view remote) const;
    // Its refusal counts as a failure and must be committed too. `former_session` is the cookie that the browser had: it ends.
    Result<SignedIn> sign_in(Transaction& transaction, const PasswordCheck& check, std::string_view former_session);
    void sign_out(Transaction& transaction, std::string_view session);

    // One query each. `stale` comes out true when note_seen should be queued.
    std::optional<Viewer> by_session(Connection& connection, std::string_view session, bool& stale) const;
    std::optional<Viewer> by_token(Connection& connection, std::string_view token, bool& stale) const;
    void note_seen(Transaction& transaction, std::string_view session_or_token) const;

    std::optional<Profile> profile(Connection& connection, std::int64_t account) const;
    std::optional<Profile> profile(Connection& connection, std::string_view login) const;
    std::vector<Profile> list(Connection& connection) const;
    Result<std::int64_t> add_account(Transaction& transaction, const NewAccount& account);
    void set_locale(Transaction& transaction, std::int64_t account, LocaleName locale);

    // A new password, checked against the rules and hashed: some 75 ms, so on the long pool.
    Result<std::string> hash_new_password(std::string_view password, std::string_view login) const;
    // Ends all sessions and tokens of the account and unlocks it. `by`: for the audit.
    Result<Done> set_password(Transaction& transaction, std::int64_t account, std::string_view hash, std::string_view by);
    // One's own; the session at hand goes on. Its refusal counts as a failure and must be committed too.
    Result<Done> change_password(Transaction& transaction, const PasswordCheck& check, std::string_view hash, std::string_view session);

    Result<MadeToken> make_token(Transaction& transaction, std::int64_t account, std::string_view name, std::optional<Day> expires_on);
    std::vector<ApiToken> tokens(Connection& connection, std::int64_t account) const;            // 0: everybody's
    Result<Done> remove_token(Transaction& transaction, std::int64_t id, std::int64_t account);  // 0: whoever's it is

    // The one-time link to the first administrator: only while there is no account at all.
    bool setup_needed(Connection& connection) const;
    std::string make_setup_token(Transaction& transaction);  // empty when there are accounts; replaces the former one
    Result<Done> check_setup_token(Connection& connection, std::string_view token) const;
    Result<std::int64_t> set_up(Transaction& transaction, std::string_view token, std::string_view login, std::string_view name,
                                std::string_view password_hash);
    SignedIn start_session(Transaction& transaction, std::int64_t account, std::string_view remote);

    // A demo's accounts (demo.h), as the sign-in page shows them; of any other database: none.
    void show_in_demo(Transaction& transaction, std::int64_t account) const;
    std::vector<Profile> demo_accounts(Connection& connection) const;

    // For whoever changed an account through the records room: one that was made inactive or archived, or was given another role, begins
    // anew. (While it is inactive nothing of it holds anyway; this keeps old sessions and tokens from coming back with it.)
    void end_access(Transaction& transaction, std::int64_t account) const;

private:
    std::string digest_of_password(std::string_view password) const;
    Digest digest_of_token(std::string_view token) const { return keyed_digest(token_key_, token); }
    int locked_for_s(Connection& connection, std::string_view login_digest) const;
    std::string login_digest(std::string_view login) const;
    void count_failure(Transaction& transaction, const PasswordCheck& check) const;
    void forget_failures(Transaction& transaction, std::string_view login_digest) const;
    Result<Done> settle(Transaction& transaction, const PasswordCheck& check) const;
    void store_password(Transaction& transaction, std::int64_t account, std::string_view hash) const;
    void remove_old_sessions(Transaction& transaction, std::int64_t account, std::int64_t now) const;
    Viewer viewer(std::int64_t account, std::string_view name, const Role* role, std::string_view locale) const;
    void tell(Transaction& transaction, std::string_view action, std::int64_t account, std::string_view detail) const {
        if (event_) event_(transaction, action, account, detail);
    }

    const Policy& policy_;
    const Clock& clock_;
    IdMaker& ids_;
    Key password_key_, token_key_, login_key_;
    std::string nobodys_hash_;  // what a password is compared with when nobody has the login, so that it takes as long
    RemoteLimit remotes_;
    Event event_;
};

}  // namespace kernel
