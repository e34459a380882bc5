#include "kernel/api/session_routes.h"

#include "kernel/access/demo.h"
#include "kernel/api/session_cookie.h"
#include "kernel/api/small_body.h"
#include "kernel/base/json.h"
#include "kernel/records/change.h"

namespace kernel {
namespace {

struct Answer {
    int status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    bool forgives = false;  // whoever asked has proved who they are: the try does not count against their address
};

// Whether what a refused piece of work wrote stays: a failed sign-in is counted.
enum class OnRefusal : std::uint8_t { undo, keep };

Problem problem_of(Code code, std::string key) {
    Problem problem;
    problem.code = code;
    problem.key = std::move(key);
    return problem;
}

Problem busy() { return problem_of(Code::unavailable, "problem.busy"); }

void refuse_for(const CallPtr& call, const std::exception_ptr& error) {
    Problem problem = problem_of(Code::failed, "problem.failed");
    try {
        if (error) std::rethrow_exception(error);
    } catch (const StorageFull& full) { problem = problem_of(full); } catch (const DatabaseError& database) {
        if (database.retry) problem = busy();
    } catch (const std::exception&) { return call->refuse(problem); }
    call->refuse(problem);
}

template <class T>
bool refused(const CallPtr& call, const Result<T>& result) {
    if (!result) call->refuse(result.problem());
    return !result;
}

using Read = std::function<void(Connection&)>;
Read guarded(const CallPtr& call, Read work) {
    return [call, work = std::move(work)](Connection& connection) {
        try {
            work(connection);
        } catch (...) { refuse_for(call, std::current_exception()); }
    };
}

// On the connection that the call has already, if it has one.
void read(const SessionRoutes& routes, const CallPtr& call, Read work) {
    if (call->connection != nullptr)
        guarded(call, std::move(work))(*call->connection);
    else
        routes.store.read(guarded(call, std::move(work)));
}

void read_long(const SessionRoutes& routes, const CallPtr& call, Read work) {
    if (!routes.store.read_long(guarded(call, std::move(work)))) call->refuse(busy());
}

using Write = std::function<Result<Answer>(Transaction&)>;
void write(const SessionRoutes& routes, const CallPtr& call, OnRefusal on_refusal, Write work) {
    auto result = std::make_shared<std::optional<Result<Answer>>>();  // shared: between the work and its settling, both on the writer
    const bool queued = routes.store.write({[result, on_refusal, work = std::move(work)](Transaction& transaction) {
                                                *result = work(transaction);
                                                return (*result)->ok() || on_refusal == OnRefusal::keep;
                                            },
                                            [result, call, &accounts = routes.accounts](Outcome, const std::exception_ptr& error) {
                                                if (error || !*result) return refuse_for(call, error);
                                                if (refused(call, **result)) return;
                                                Answer& answer = ***result;
                                                if (answer.forgives) accounts.forgive(call->request.remote);
                                                call->answer(answer.status, std::move(answer.body), std::move(answer.headers));
                                            }});
    if (!queued) call->refuse(busy());
}

std::string session_json(const Profile& profile) {
    std::string body;
    JsonWriter json(body);
    json.object().key("account").object();
    json.key("id").id(profile.id).key("login").value(profile.login).key("name").value(profile.name);
    json.key("role").value(profile.role).key("locale").value(profile.locale).end_object();
    json.key("setup_needed").value(false).end_object();
    return body;
}

std::pair<std::string, std::string> cookie(const SessionRoutes& routes, std::string_view session, int seconds) {
    std::string text = std::string(session_cookie) + '=' + std::string(session) +
                       "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
    if (routes.secure) text += "; Secure";
    return {"Set-Cookie", text};
}

Answer signed_in_answer(const SessionRoutes& routes, const SignedIn& signed_in) {
    return {.status = 201,
            .body = session_json(signed_in.profile),
            .headers = {cookie(routes, signed_in.token, limits::session_longest_s)},
            .forgives = true};
}

// What a token could do here would outlive the token. (The command line's own token is none of these: it is made anew at every start.)
bool lacks_session(const CallPtr& call) {
    if (!bearer_of(call->request).value_or("").starts_with(api_token_prefix)) return false;
    call->refuse(problem_of(Code::forbidden, "problem.session.needed"));
    return true;
}

void sign_in(const SessionRoutes& routes, const CallPtr& call, const std::string& login, const std::string& password) {
    read_long(routes, call, [routes, call, login, password](Connection& connection) {
        const auto check = routes.accounts.check_password(connection, login, password, call->request.remote);
        if (refused(call, check)) return;
        write(routes, call, OnRefusal::keep, [routes, call, check = *check](Transaction& transaction) -> Result<Answer> {
            TRY_ASSIGN(const SignedIn signed_in, routes.accounts.sign_in(transaction, check, call->request.cookie(session_cookie)));
            return signed_in_answer(routes, signed_in);
        });
    });
}

void post_session(const SessionRoutes& routes, const CallPtr& call) {
    const auto body = SmallBody::read(call->request, {"login", "password"});
    if (refused(call, body)) return;
    const auto login = body->required("login");
    const auto password = body->required("password");
    if (refused(call, login) || refused(call, password)) return;
    if (refused(call, routes.accounts.admit(call->request.remote))) return;
    sign_in(routes, call, *login, *password);
}

void get_session(const SessionRoutes& routes, const CallPtr& call) {
    read(routes, call, [routes, call](Connection& connection) {
        const auto profile = routes.accounts.profile(connection, call->viewer.account);
        if (!profile) return call->refuse(problem_of(Code::unauthenticated, "problem.unauthenticated"));
        call->answer(200, session_json(*profile));
    });
}

void delete_session(const SessionRoutes& routes, const CallPtr& call) {
    if (lacks_session(call)) return;
    write(routes, call, OnRefusal::undo, [routes, call](Transaction& transaction) -> Result<Answer> {
        routes.accounts.sign_out(transaction, call->request.cookie(session_cookie));
        return Answer{.status = 204, .body = {}, .headers = {cookie(routes, {}, 0)}};
    });
}

struct Wishes {
    std::optional<LocaleName> locale;
    std::optional<std::string> current_password, password;
};

Result<Wishes> wishes_of(const http::Request& request) {
    TRY_ASSIGN(const SmallBody body, SmallBody::read(request, {"locale", "current_password", "password"}));
    Wishes wishes{.locale = std::nullopt, .current_password = body.given("current_password"), .password = body.given("password")};
    if (wishes.password.has_value() != wishes.current_password.has_value())
        return invalid_field(wishes.password ? "current_password" : "password", "problem.field.required", {}, "9.2");
    if (const auto locale = body.given("locale")) {
        LocaleName named{};
        if (!detail::codec<LocaleName>::in(named, Value{*locale})) return invalid_field("locale", "problem.field.kind.choice");
        wishes.locale = named;
    }
    return wishes;
}

Result<Answer> settle_wishes(const SessionRoutes& routes, const CallPtr& call, Transaction& transaction, const Wishes& wishes) {
    if (wishes.locale) routes.accounts.set_locale(transaction, call->viewer.account, *wishes.locale);
    const auto profile = routes.accounts.profile(transaction, call->viewer.account);
    if (!profile) return problem_of(Code::unauthenticated, "problem.unauthenticated");
    return Answer{.status = 200, .body = session_json(*profile), .headers = {}, .forgives = wishes.password.has_value()};
}

void change_password(const SessionRoutes& routes, const CallPtr& call, Connection& connection, const Wishes& wishes) {
    const auto profile = routes.accounts.profile(connection, call->viewer.account);
    if (!profile) return call->refuse(problem_of(Code::unauthenticated, "problem.unauthenticated"));
    const auto check = routes.accounts.check_password(connection, profile->login, *wishes.current_password, call->request.remote);
    if (refused(call, check)) return;
    std::string hash;
    if (!check->matched_hash.empty()) {
        auto made = routes.accounts.hash_new_password(*wishes.password, profile->login);
        if (refused(call, made)) return;
        hash = std::move(*made);
    }
    write(routes, call, OnRefusal::keep, [routes, call, wishes, check = *check, hash](Transaction& transaction) -> Result<Answer> {
        TRY(routes.accounts.change_password(transaction, check, hash, call->request.cookie(session_cookie)));
        return settle_wishes(routes, call, transaction, wishes);
    });
}

void patch_session(const SessionRoutes& routes, const CallPtr& call) {
    if (lacks_session(call)) return;
    const auto wishes = wishes_of(call->request);
    if (refused(call, wishes)) return;
    if (!wishes->password)
        return write(routes, call, OnRefusal::undo, [routes, call, wishes = *wishes](Transaction& transaction) {
            return settle_wishes(routes, call, transaction, wishes);
        });
    if (refused(call, routes.accounts.admit(call->request.remote))) return;
    read_long(routes, call,
              [routes, call, wishes = *wishes](Connection& connection) { change_password(routes, call, connection, wishes); });
}

void write_demo(JsonWriter& json, const Call& call, const std::vector<Profile>& accounts) {
    json.key("demo").object().key("password").value(demo_password).key("accounts").array();
    for (const Profile& account : accounts) {
        json.object().key("login").value(account.login).key("name").value(account.name);
        json.key("role").value(call.messages->text(call.locale, "choice.accounts.role." + account.role)).end_object();
    }
    json.end_array().end_object();
}

void get_setup(const SessionRoutes& routes, const CallPtr& call) {
    read(routes, call, [routes, call](Connection& connection) {
        std::string body;
        JsonWriter json(body);
        json.object().key("setup_needed").value(routes.accounts.setup_needed(connection));
        if (const auto accounts = routes.accounts.demo_accounts(connection); !accounts.empty()) write_demo(json, *call, accounts);
        json.end_object();
        call->answer(200, std::move(body));
    });
}

struct SetupForm {
    std::string token, login, name, password;
};

Result<SetupForm> setup_form_of(const http::Request& request) {
    TRY_ASSIGN(const SmallBody body, SmallBody::read(request, {"token", "login", "name", "password"}));
    SetupForm form;
    TRY_ASSIGN(form.token, body.required("token"));
    TRY_ASSIGN(form.login, body.required("login"));
    TRY_ASSIGN(form.name, body.required("name"));
    TRY_ASSIGN(form.password, body.required("password"));
    return form;
}

void post_setup(const SessionRoutes& routes, const CallPtr& call) {
    const auto form = setup_form_of(call->request);
    if (refused(call, form)) return;
    if (refused(call, routes.accounts.admit(call->request.remote))) return;
    read_long(routes, call, [routes, call, form = *form](Connection& connection) {
        if (refused(call, routes.accounts.check_setup_token(connection, form.token))) return;
        const auto hash = routes.accounts.hash_new_password(form.password, form.login);
        if (refused(call, hash)) return;
        write(routes, call, OnRefusal::undo, [routes, call, form, hash = *hash](Transaction& transaction) -> Result<Answer> {
            TRY_ASSIGN(const std::int64_t account, routes.accounts.set_up(transaction, form.token, form.login, form.name, hash));
            return signed_in_answer(routes, routes.accounts.start_session(transaction, account, call->request.remote));
        });
    });
}

void write_token(JsonWriter& json, const ApiToken& token) {
    json.key("id").id(token.id).key("name").value(token.name).key("created_at").value(format_instant(token.created_at));
    json.key("expires_on");
    token.expires_on ? json.value(format_day(*token.expires_on)) : json.null();
    json.key("used_at");
    token.used_at ? json.value(format_instant(*token.used_at)) : json.null();
}

void get_tokens(const SessionRoutes& routes, const CallPtr& call) {
    read(routes, call, [routes, call](Connection& connection) {
        std::string body;
        JsonWriter json(body);
        json.object().key("items").array();
        for (const ApiToken& token : routes.accounts.tokens(connection, call->viewer.account)) {
            json.object();
            write_token(json, token);
            json.end_object();
        }
        json.end_array().key("next").null().end_object();
        call->answer(200, std::move(body));
    });
}

struct TokenForm {
    std::string name;
    std::optional<Day> expires_on;
};

Result<TokenForm> token_form_of(const http::Request& request) {
    TRY_ASSIGN(const SmallBody body, SmallBody::read(request, {"name", "expires_on"}));
    TokenForm form;
    TRY_ASSIGN(form.name, body.required("name"));
    if (const auto day = body.given("expires_on")) {
        form.expires_on = parse_day(*day);
        if (!form.expires_on) return invalid_field("expires_on", "problem.field.kind.day");
    }
    return form;
}

void post_token(const SessionRoutes& routes, const CallPtr& call) {
    if (lacks_session(call)) return;
    const auto form = token_form_of(call->request);
    if (refused(call, form)) return;
    write(routes, call, OnRefusal::undo, [routes, call, form = *form](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(const MadeToken made, routes.accounts.make_token(transaction, call->viewer.account, form.name, form.expires_on));
        Answer answer{.status = 201, .body = {}, .headers = {}};
        JsonWriter json(answer.body);
        json.object();
        write_token(json, made.token);
        json.key("token").value(made.secret).end_object();
        return answer;
    });
}

void delete_token(const SessionRoutes& routes, const CallPtr& call) {
    const auto id = parse_id(call->parameters.at(0));
    if (!id) return call->refuse(problem_of(Code::not_found, "problem.not_found"));
    write(routes, call, OnRefusal::undo, [routes, call, id = *id](Transaction& transaction) -> Result<Answer> {
        TRY(routes.accounts.remove_token(transaction, id, call->viewer.account));
        return Answer{.status = 204, .body = {}, .headers = {}};
    });
}

// 2.1: whoever keeps the accounts gives out passwords. Not their own: that asks for the present one.
void post_password(const SessionRoutes& routes, const CallPtr& call) {
    if (!may(call->viewer, routes.type, Action::update)) return call->refuse(problem_of(Code::forbidden, "problem.forbidden"));
    const auto id = parse_id(call->parameters.at(0));
    if (!id) return call->refuse(problem_of(Code::not_found, "problem.not_found"));
    if (*id == call->viewer.account) return call->refuse(problem_of(Code::forbidden, "problem.password.own"));
    const auto body = SmallBody::read(call->request, {"password"});
    if (refused(call, body)) return;
    const auto password = body->required("password");
    if (refused(call, password)) return;
    read_long(routes, call, [routes, call, id = *id, password = *password](Connection& connection) {
        const auto profile = routes.accounts.profile(connection, id);
        if (!profile) return call->refuse(problem_of(Code::not_found, "problem.not_found"));
        const auto hash = routes.accounts.hash_new_password(password, profile->login);
        if (refused(call, hash)) return;
        write(routes, call, OnRefusal::undo, [routes, call, id, hash = *hash](Transaction& transaction) -> Result<Answer> {
            TRY(routes.accounts.set_password(transaction, id, hash, std::to_string(call->viewer.account)));
            return Answer{.status = 204, .body = {}, .headers = {}};
        });
    });
}

}  // namespace

void add_session_routes(Router& router, const SessionRoutes& routes) {
    using enum http::Method;
    auto add = [&](http::Method method, std::string_view pattern, Need need, void (*handle)(const SessionRoutes&, const CallPtr&)) {
        router.add(method, pattern, need, [routes, handle](const CallPtr& call) { handle(routes, call); });
    };
    add(post, "/api/v1/session", Need::nobody, post_session);
    add(get, "/api/v1/session", Need::viewer, get_session);
    add(patch, "/api/v1/session", Need::viewer, patch_session);
    add(del, "/api/v1/session", Need::viewer, delete_session);
    add(get, "/api/v1/setup", Need::nobody, get_setup);
    add(post, "/api/v1/setup", Need::nobody, post_setup);
    add(get, "/api/v1/tokens", Need::viewer, get_tokens);
    add(post, "/api/v1/tokens", Need::viewer, post_token);
    add(del, "/api/v1/tokens/{id}", Need::viewer, delete_token);
    add(post, "/api/v1/accounts/{id}/password", Need::viewer, post_password);
}

}  // namespace kernel
