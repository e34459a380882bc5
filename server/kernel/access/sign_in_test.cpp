#include <ctime>

#include "kernel/access/accounts_for_test.h"

namespace kernel::test {

class SignInTest : public AccountsTest {
protected:
    // Four wrong ones leave the fifth.
    void fail(const PasswordCheck& wrong, int times) {
        for (int i = 0; i < times; ++i) EXPECT_EQ(key_of(settle(wrong)), "problem.sign_in.wrong") << i;
    }
    int wait_s(std::string_view login) {
        const auto refused = check(login, "whatever it is");
        if (refused) return 0;
        EXPECT_EQ(refused.problem().key, "problem.sign_in.locked");
        EXPECT_EQ(refused.problem().code, Code::too_many);
        return refused.problem().retry_after_s;
    }
};

TEST_P(SignInTest, opens_a_session_with_the_right_password) {
    const std::int64_t account = add("wang.meili", RoleName::manager);
    const auto signed_in = sign_in(" Wang.Meili ");
    ASSERT_TRUE(signed_in.ok());
    EXPECT_EQ(signed_in->profile.login, "wang.meili");
    EXPECT_EQ(signed_in->token.size(), 43U);
    EXPECT_EQ(events_.back(), "sign_in " + std::to_string(account) + " 192.0.2.7");
    const auto viewer = by_session(signed_in->token);
    ASSERT_TRUE(viewer);
    EXPECT_EQ(viewer->account, account);
    EXPECT_EQ(viewer->name, "林美玲");
    EXPECT_EQ(viewer->role->name, "manager");
    EXPECT_EQ(viewer->locale, "zh-Hant");
    EXPECT_FALSE(stale_);
    EXPECT_FALSE(by_token(signed_in->token));
    EXPECT_FALSE(by_session(std::string(43, 'A')));
    EXPECT_FALSE(by_session(""));
}

TEST_P(SignInTest, refuses_everything_else_in_the_same_words) {
    add("wang");
    const std::int64_t inactive = add("li"), archived = add("zhao");
    run(R"(UPDATE "accounts" SET "active" = 0 WHERE "id" = $1)", {inactive});
    run(R"(UPDATE "accounts" SET "archived_at" = 1 WHERE "id" = $1)", {archived});
    write([&](Transaction& t) { return accounts_->add_account(t, {.login = "new", .name = "新"}).ok(); });
    const std::string_view nobody("wang\0x", 6);
    const std::pair<std::string_view, std::string_view> cases[] = {{"wang", "wrong horse battery"},
                                                                   {"nobody", password},
                                                                   {"li", password},
                                                                   {"zhao", password},
                                                                   {"new", ""},
                                                                   {"", ""},
                                                                   {nobody, password},
                                                                   {"wang", ""}};
    for (const auto& [login, given] : cases) {
        const auto refused = sign_in(login, given);
        ASSERT_FALSE(refused.ok()) << login;
        EXPECT_EQ(refused.problem().code, Code::unauthenticated) << login;
        EXPECT_EQ(refused.problem().key, "problem.sign_in.wrong") << login;
    }
    EXPECT_EQ(events_.back().substr(0, 14), "sign_in_failed");
}

TEST_P(SignInTest, takes_as_long_for_a_login_that_nobody_has) {
    add("wang");
    auto taken = [&](std::string_view login) {
        const std::clock_t start = std::clock();  // of the processor: what else the machine does has no part in it
        static_cast<void>(check(login, "wrong horse battery"));
        return std::clock() - start;
    };
    taken("wang");
    EXPECT_GT(taken("nobody") * 3, taken("wang"));
}

TEST_P(SignInTest, five_failures_lock_the_login_for_a_minute_then_two_up_to_fifteen) {
    add("wang");
    const auto wrong = check("wang", "wrong horse battery");
    fail(*wrong, 4);
    EXPECT_EQ(wait_s("wang"), 0);
    fail(*wrong, 1);
    EXPECT_EQ(wait_s("wang"), 60);
    EXPECT_EQ(wait_s("WANG "), 60);
    EXPECT_EQ(wait_s("li"), 0);
    pass(59 * second);
    EXPECT_EQ(wait_s("wang"), 1);
    EXPECT_EQ(key_of(sign_in("wang")), "problem.sign_in.locked") << "even with the right password";
    for (int expected : {120, 240, 480, 900, 900}) {
        pass(hour);
        EXPECT_EQ(wait_s("wang"), 0);
        fail(*wrong, 1);
        EXPECT_EQ(wait_s("wang"), expected);
    }
    pass(15 * minute);
    EXPECT_TRUE(sign_in("wang").ok());
    fail(*wrong, 4);
    EXPECT_EQ(wait_s("wang"), 0) << "it began anew";
}

TEST_P(SignInTest, failures_are_forgotten_after_a_day) {
    add("wang");
    const auto wrong = check("wang", "wrong horse battery");
    fail(*wrong, 4);
    pass(day + second);
    fail(*wrong, 4);
    EXPECT_EQ(wait_s("wang"), 0);
}

TEST_P(SignInTest, locks_a_login_that_nobody_has_all_the_same) {
    fail(*check("nobody"), 5);
    EXPECT_EQ(wait_s("nobody"), 60);
    EXPECT_EQ(events_.back(), "sign_in_failed 0 192.0.2.7");
}

TEST_P(SignInTest, many_tries_at_once_gain_nothing) {
    add("wang");
    const auto right = check("wang");
    fail(*check("wang", "wrong horse battery"), 5);
    EXPECT_EQ(key_of(settle(*right)), "problem.sign_in.locked");
}

TEST_P(SignInTest, a_password_changed_meanwhile_does_not_open_the_door) {
    const std::int64_t account = add("wang");
    const auto right = check("wang");
    const std::string hash = *accounts_->hash_new_password("another long one", "wang");
    write([&](Transaction& t) { return accounts_->set_password(t, account, hash, "1").ok(); });
    EXPECT_EQ(key_of(settle(*right)), "problem.sign_in.wrong");
    EXPECT_TRUE(sign_in("wang", "another long one").ok());
}

TEST_P(SignInTest, a_session_ends_after_twelve_idle_hours_and_after_thirty_days) {
    add("wang");
    const std::string idle = session_of("wang");
    pass(12 * hour - second);
    EXPECT_TRUE(by_session(idle));
    EXPECT_TRUE(stale_);
    pass(second);
    EXPECT_FALSE(by_session(idle));
    see(idle);
    EXPECT_FALSE(by_session(idle)) << "being used does not revive it";

    const std::string busy = session_of("wang");
    for (int i = 0; i < 59; ++i) {
        pass(12 * hour - second);
        ASSERT_TRUE(by_session(busy)) << i;
        see(busy);
        ASSERT_TRUE(by_session(busy));
        EXPECT_FALSE(stale_);
    }
    pass(12 * hour);
    EXPECT_FALSE(by_session(busy));
}

TEST_P(SignInTest, use_is_noted_every_five_minutes_only) {
    add("wang");
    const std::string session = session_of("wang");
    pass(5 * minute - second);
    EXPECT_TRUE(by_session(session));
    EXPECT_FALSE(stale_);
    pass(second);
    EXPECT_TRUE(by_session(session));
    EXPECT_TRUE(stale_);
    see(session);
    EXPECT_TRUE(by_session(session));
    EXPECT_FALSE(stale_);
}

TEST_P(SignInTest, an_account_is_at_every_request_what_it_is_now) {
    const std::int64_t account = add("wang", RoleName::manager);
    const std::string session = session_of("wang"), token = make_token(account)->secret;
    run(R"(UPDATE "accounts" SET "role" = 'observer' WHERE "id" = $1)", {account});
    EXPECT_EQ(by_session(session)->role->name, "observer");
    EXPECT_EQ(by_token(token)->role->name, "observer");
    for (std::string_view sql : {R"(UPDATE "accounts" SET "active" = 0 WHERE "id" = $1)",
                                 R"(UPDATE "accounts" SET "active" = 1, "archived_at" = 1 WHERE "id" = $1)"}) {
        run(sql, {account});
        EXPECT_FALSE(by_session(session));
        EXPECT_FALSE(by_token(token));
    }
    write([&](Transaction& t) { return accounts_->end_access(t, account), 0; });
    run(R"(UPDATE "accounts" SET "archived_at" = NULL WHERE "id" = $1)", {account});
    EXPECT_FALSE(by_session(session)) << "nor does it come back with the account";
    EXPECT_FALSE(by_token(token));
}

TEST_P(SignInTest, twenty_sessions_are_kept_and_the_oldest_goes) {
    add("wang");
    const auto right = check("wang");
    std::vector<std::string> sessions;
    for (int i = 0; i < 21; ++i) {
        sessions.push_back(settle(*right)->token);
        pass(second);
    }
    EXPECT_FALSE(by_session(sessions[0]));
    for (std::size_t i = 1; i < sessions.size(); ++i) EXPECT_TRUE(by_session(sessions[i])) << i;
}

TEST_P(SignInTest, ends_the_session_that_the_browser_had) {
    add("wang");
    const auto right = check("wang");
    const std::string former = settle(*right)->token;
    const std::string session = settle(*right, former)->token;
    EXPECT_NE(session, former);
    EXPECT_FALSE(by_session(former));
    EXPECT_TRUE(by_session(session));
}

TEST_P(SignInTest, signing_out_ends_this_session_alone) {
    const std::int64_t account = add("wang");
    const auto right = check("wang");
    const std::string one = settle(*right)->token, other = settle(*right)->token;
    write([&](Transaction& t) { return accounts_->sign_out(t, one), 0; });
    EXPECT_FALSE(by_session(one));
    EXPECT_TRUE(by_session(other));
    EXPECT_EQ(events_.back(), "sign_out " + std::to_string(account) + " 192.0.2.7");
}

TEST_P(SignInTest, changing_ones_password_ends_what_else_was_open) {
    const std::int64_t account = add("wang");
    const auto right = check("wang");
    const std::string mine = settle(*right)->token, other = settle(*right)->token, token = make_token(account)->secret;
    const std::string hash = *accounts_->hash_new_password("another long one", "wang");
    auto change = [&](const PasswordCheck& check) {
        return write([&](Transaction& t) { return accounts_->change_password(t, check, hash, mine); });
    };
    const auto refused = change(*check("wang", "wrong horse battery"));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.problem().fields.at(0).field, "current_password");
    EXPECT_EQ(refused.problem().fields.at(0).key, "problem.password.wrong");
    EXPECT_TRUE(by_session(other));
    EXPECT_TRUE(change(*right).ok());
    EXPECT_EQ(events_.back(), "password_changed " + std::to_string(account) + ' ' + std::to_string(account));
    EXPECT_TRUE(by_session(mine));
    EXPECT_FALSE(by_session(other));
    EXPECT_FALSE(by_token(token));
    EXPECT_EQ(key_of(sign_in("wang")), "problem.sign_in.wrong");
}

TEST_P(SignInTest, guessing_at_the_present_password_locks_too) {
    add("wang");
    const auto wrong = check("wang", "wrong horse battery");
    for (int i = 0; i < 5; ++i)
        static_cast<void>(write([&](Transaction& t) { return accounts_->change_password(t, *wrong, hash_, "").ok(); }));
    EXPECT_EQ(wait_s("wang"), 60);
}

TEST_P(SignInTest, a_password_given_by_an_administrator_unlocks_and_ends_everything) {
    const std::int64_t account = add("wang");
    const std::string session = session_of("wang"), token = make_token(account)->secret;
    fail(*check("wang", "wrong horse battery"), 5);
    EXPECT_TRUE(write([&](Transaction& t) { return accounts_->set_password(t, account, hash_, "7").ok(); }));
    EXPECT_EQ(events_.back(), "password_changed " + std::to_string(account) + " 7");
    EXPECT_FALSE(by_session(session));
    EXPECT_FALSE(by_token(token));
    EXPECT_TRUE(sign_in("wang").ok());
    EXPECT_EQ(key_of(write([&](Transaction& t) { return accounts_->set_password(t, 12345, hash_, "7"); })), "problem.not_found");
}

TEST_P(SignInTest, another_key_opens_nothing) {
    add("wang");
    const std::string session = session_of("wang");
    accounts_ = std::make_unique<Accounts>(*policy_, clock_, ids_, Key{4, 5, 6});
    EXPECT_FALSE(by_session(session));
    EXPECT_EQ(key_of(sign_in("wang")), "problem.sign_in.wrong");
}

TEST(RemoteLimit, one_address_may_fail_so_often_in_ten_minutes) {
    FixedClock clock{Instant{0}};
    RemoteLimit remotes(clock);
    for (int i = 0; i < limits::remote_tries; ++i) ASSERT_EQ(remotes.try_from("192.0.2.7"), 0);
    EXPECT_EQ(remotes.try_from("192.0.2.7"), limits::remote_window_s + 1);
    EXPECT_EQ(remotes.try_from("192.0.2.8"), 0);
    remotes.give_back("192.0.2.7");
    EXPECT_EQ(remotes.try_from("192.0.2.7"), 0);
    EXPECT_GT(remotes.try_from("192.0.2.7"), 0);
    clock.set(Instant{std::int64_t{limits::remote_window_s} * 1'000'000});
    EXPECT_EQ(remotes.try_from("192.0.2.7"), 0);
}

TEST(RemoteLimit, whoever_is_given_a_network_is_one) {
    EXPECT_EQ(subscriber("2001:db8:1:2::1"), subscriber("2001:db8:1:2:ffff::9"));
    EXPECT_NE(subscriber("2001:db8:1:2::1"), subscriber("2001:db8:1:3::1"));
    EXPECT_NE(subscriber("::ffff:192.0.2.7"), subscriber("::ffff:192.0.2.8"));
    EXPECT_EQ(subscriber("fe80::1%eth0"), subscriber("fe80::2%eth0"));
    EXPECT_EQ(subscriber("192.0.2.7"), "192.0.2.7");
}

TEST(RemoteLimit, the_memory_of_addresses_is_bounded_and_keeps_the_worst) {
    FixedClock clock{Instant{0}};
    RemoteLimit remotes(clock);
    for (int i = 0; i < limits::remote_tries; ++i) ASSERT_EQ(remotes.try_from("192.0.2.7"), 0);
    for (std::size_t i = 0; i < limits::remotes + 50; ++i) ASSERT_EQ(remotes.try_from("a" + std::to_string(i)), 0);
    EXPECT_GT(remotes.try_from("192.0.2.7"), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, SignInTest, testing::Values(Engine::sqlite, Engine::postgres), engine_name);

}  // namespace kernel::test
