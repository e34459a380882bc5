#include "kernel/access/accounts.h"

#include "kernel/access/accounts_for_test.h"
#include "kernel/access/password.h"

namespace kernel::test {

TEST(Login, holds_letters_digits_and_few_marks) {
    struct Case {
        std::string_view login;
        bool sound;
    };
    const Case cases[] = {{"wang.meili", true}, {"w-1_2@east", true},
                          {"a", true},          {"", false},
                          {"wang li", false},   {" wang", false},
                          {"wang\n", false},    {"Wang", false},
                          {"王美麗", false},    {"wang\xE3\x80\x80", false},
                          {"a/b", false},       {"a'b", false},
                          {"аdmin", false},     {std::string_view("admin\0x", 7), false}};
    for (const Case& each : cases) EXPECT_EQ(is_login(each.login), each.sound) << each.login;
    EXPECT_TRUE(is_login(std::string(64, 'a')));
    EXPECT_FALSE(is_login(std::string(65, 'a')));
}

TEST(Password, is_long_and_not_what_everybody_guesses) {
    struct Case {
        std::string password;
        std::string key;
    };
    const Case cases[] = {{"correct horse", ""},
                          {"十個中文字元的密碼好", ""},
                          {std::string(150, 'x') + "abc" + std::string(47, 'z'), ""},
                          {"short", "problem.password.too_short"},
                          {"九個中文字元的密碼", "problem.password.too_short"},
                          {std::string(201, 'x') + "", "problem.password.too_long"},
                          {std::string(5000, 'x'), "problem.password.too_long"},
                          {"password123", "problem.password.common"},
                          {"PassWord123", "problem.password.common"},
                          {"1111111111", "problem.password.common"},
                          {"121212121212", "problem.password.common"},
                          {"Wang.Meili-East", "problem.password.is_login"}};
    for (const Case& each : cases) {
        const auto checked = check_new_password(each.password, "wang.meili-east");
        EXPECT_EQ(checked.ok(), each.key.empty()) << each.password;
        if (!checked) {
            ASSERT_EQ(checked.problem().fields.size(), 1U);
            EXPECT_EQ(checked.problem().fields[0].field, "password");
            EXPECT_EQ(checked.problem().fields[0].key, each.key) << each.password;
        }
    }
}

TEST(Migration, makes_the_table_that_the_declaration_asks_for) {
    House house;
    house.add<Account>("kernel");
    EXPECT_TRUE(access_migration.sql.starts_with(create_table(house.get("accounts")))) << create_table(house.get("accounts"));
}

TEST_P(AccountsTest, an_account_needs_a_login_of_its_own_and_a_name) {
    add("wang.meili");
    struct Case {
        std::string login, name, field, key;
    };
    const Case cases[] = {{"wang.meili", "王美麗", "login", "problem.field.taken"},
                          {"WANG.Meili", "王美麗", "login", "problem.field.taken"},
                          {"", "王美麗", "login", "problem.field.required"},
                          {"wang li", "王美麗", "login", "problem.field.login"},
                          {std::string(65, 'a'), "王美麗", "login", "problem.field.too_long"},
                          {"li", " ", "name", "problem.field.required"},
                          {"li", std::string("a\0b", 3), "name", "problem.field.utf8"},
                          {"li", "\xFF", "name", "problem.field.utf8"}};
    for (const Case& each : cases) {
        const auto made = write([&](Transaction& t) { return accounts_->add_account(t, {.login = each.login, .name = each.name}); });
        ASSERT_FALSE(made.ok()) << each.login;
        ASSERT_EQ(made.problem().fields.size(), 1U);
        EXPECT_EQ(made.problem().fields[0].field, each.field);
        EXPECT_EQ(made.problem().fields[0].key, each.key) << each.login;
    }
    EXPECT_EQ(read([&](Connection& c) { return accounts_->list(c); }).size(), 1U);
}

TEST_P(AccountsTest, the_first_administrator_comes_by_a_link_that_works_once) {
    EXPECT_TRUE(read([&](Connection& c) { return accounts_->setup_needed(c); }));
    const std::string first = write([&](Transaction& t) { return accounts_->make_setup_token(t); });
    const std::string token = write([&](Transaction& t) { return accounts_->make_setup_token(t); });
    const std::string hash = *accounts_->hash_new_password(password, "chen");
    auto set_up = [&](std::string_view with) {
        return write([&](Transaction& t) { return accounts_->set_up(t, with, "Chen", "陳經理", hash); });
    };
    EXPECT_EQ(key_of(set_up("")), "problem.setup.token");
    EXPECT_EQ(key_of(set_up(first)), "problem.setup.token") << "a new link replaces the former one";
    const auto account = set_up(token);
    ASSERT_TRUE(account.ok());
    EXPECT_EQ(key_of(set_up(token)), "problem.setup.done");
    EXPECT_FALSE(read([&](Connection& c) { return accounts_->setup_needed(c); }));
    EXPECT_EQ(write([&](Transaction& t) { return accounts_->make_setup_token(t); }), "");
    const auto profile = read([&](Connection& c) { return accounts_->profile(c, *account); });
    ASSERT_TRUE(profile);
    EXPECT_EQ(profile->login, "chen");
    EXPECT_EQ(profile->role, "administrator");
    EXPECT_TRUE(profile->active && profile->has_password);
    EXPECT_EQ(events_.back(), "set_up " + std::to_string(*account) + " Chen");
    EXPECT_TRUE(sign_in("chen").ok());
}

TEST_P(AccountsTest, an_old_setup_link_is_worth_nothing) {
    const std::string token = write([&](Transaction& t) { return accounts_->make_setup_token(t); });
    auto check_it = [&] { return key_of(read([&](Connection& c) { return accounts_->check_setup_token(c, token); })); };
    EXPECT_EQ(check_it(), "fine");
    pass(7 * day);
    EXPECT_EQ(check_it(), "problem.setup.token");
}

TEST_P(AccountsTest, a_link_is_worth_nothing_once_there_is_an_account) {
    const std::string token = write([&](Transaction& t) { return accounts_->make_setup_token(t); });
    add("wang");
    EXPECT_EQ(key_of(read([&](Connection& c) { return accounts_->check_setup_token(c, token); })), "problem.setup.done");
}

TEST_P(AccountsTest, a_token_stands_for_its_account_until_its_last_day_has_passed) {
    const std::int64_t account = add("wang", RoleName::manager);
    const auto made = make_token(account, " ERP ", clock_.today());
    ASSERT_TRUE(made.ok());
    EXPECT_TRUE(made->secret.starts_with("bylaw_"));
    EXPECT_EQ(made->token.name, "ERP");
    const auto viewer = by_token(made->secret);
    ASSERT_TRUE(viewer);
    EXPECT_EQ(viewer->account, account);
    EXPECT_EQ(viewer->role->name, "manager");
    EXPECT_TRUE(stale_) << "it was never used";
    see(made->secret);
    EXPECT_TRUE(by_token(made->secret));
    EXPECT_FALSE(stale_);
    pass(14 * hour);  // 23:00 at the branch
    EXPECT_TRUE(by_token(made->secret));
    EXPECT_TRUE(stale_);
    pass(hour);
    EXPECT_FALSE(by_token(made->secret));
    EXPECT_FALSE(by_session(made->secret));
    EXPECT_FALSE(by_token("bylaw_" + std::string(43, 'A')));
    EXPECT_FALSE(by_token(""));
}

TEST_P(AccountsTest, a_token_has_a_name_and_a_day_to_come_and_there_are_not_too_many) {
    const std::int64_t account = add("wang");
    EXPECT_EQ(make_token(account, "  ").problem().fields[0].key, "problem.field.required");
    EXPECT_EQ(make_token(account, std::string(81, 'x')).problem().fields[0].key, "problem.field.too_long");
    EXPECT_EQ(make_token(account, "ERP", Day{clock_.today().since_1970 - 1}).problem().fields[0].key, "problem.token.past");
    EXPECT_EQ(key_of(make_token(12345, "ERP")), "problem.not_found");
    for (int i = 0; i < limits::tokens_per_account; ++i) EXPECT_TRUE(make_token(account).ok());
    EXPECT_EQ(key_of(make_token(account)), "problem.token.too_many");
}

TEST_P(AccountsTest, a_token_is_removed_by_its_owner_and_at_once) {
    const std::int64_t wang = add("wang"), li = add("li");
    const auto made = make_token(wang, "ERP");
    ASSERT_TRUE(made.ok());
    auto remove = [&](std::int64_t by) {
        return key_of(write([&](Transaction& t) { return accounts_->remove_token(t, made->token.id, by); }));
    };
    EXPECT_EQ(remove(li), "problem.not_found");
    EXPECT_TRUE(by_token(made->secret));
    const auto listed = read([&](Connection& c) { return accounts_->tokens(c, 0); });
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].login, "wang");
    EXPECT_FALSE(listed[0].used_at);
    EXPECT_EQ(remove(wang), "fine");
    EXPECT_EQ(events_.back(), "token_removed " + std::to_string(wang) + " ERP");
    EXPECT_FALSE(by_token(made->secret));
    EXPECT_EQ(remove(wang), "problem.not_found");
}

TEST_P(AccountsTest, the_database_holds_nothing_that_opens_a_door) {
    const std::int64_t account = add("wang");
    const std::string session = session_of("wang");
    const std::string token = make_token(account)->secret;
    for (const std::string& secret : {session, token}) {
        const Digest plain = digest(secret);
        const std::string_view view(reinterpret_cast<const char*>(plain.data()), plain.size());
        for (std::string_view table :
             {R"(SELECT 1 FROM "sessions" WHERE "token_digest" = $1)", R"(SELECT 1 FROM "tokens" WHERE "token_digest" = $1)"}) {
            EXPECT_FALSE(read([&](Connection& c) { return c.query(table, {Bytes{secret}}).next(); }));
            EXPECT_FALSE(read([&](Connection& c) { return c.query(table, {Bytes{view}}).next(); })) << "not without the key either";
        }
    }
    const std::string hash = read([&](Connection& c) {
        Rows rows = c.query(R"(SELECT "password_hash" FROM "credentials")");
        return rows.next() ? std::string(rows.text(0)) : std::string();
    });
    EXPECT_TRUE(hash.starts_with("$argon2id$"));
    EXPECT_FALSE(password_matches(hash, password)) << "without the key it cannot be guessed at";
}

TEST_P(AccountsTest, the_last_administrator_stays) {
    const Id<Account> chen{add("chen", RoleName::administrator)};
    const Id<Account> wang{add("wang", RoleName::salesperson)};
    auto keeps = [&](Id<Account> account, std::string_view role, bool active) {
        return key_of(read([&](Connection& c) { return keeps_an_administrator(c, account, role, active); }));
    };
    EXPECT_EQ(keeps(chen, "administrator", true), "fine");
    EXPECT_EQ(keeps(chen, "administrator", false), "problem.account.last_administrator");
    EXPECT_EQ(keeps(chen, "manager", true), "problem.account.last_administrator");
    EXPECT_EQ(keeps(wang, "observer", false), "fine");
    // One that has no password cannot open the door for the others.
    const auto li =
        write([&](Transaction& t) { return accounts_->add_account(t, {.login = "li", .name = "李", .role = RoleName::administrator}); });
    EXPECT_EQ(keeps(chen, "manager", true), "problem.account.last_administrator");
    write([&](Transaction& t) { return accounts_->set_password(t, *li, hash_, "test").ok(); });
    EXPECT_EQ(keeps(chen, "manager", true), "fine");
    run(R"(UPDATE "accounts" SET "archived_at" = 1 WHERE "id" = $1)", {*li});
    EXPECT_EQ(keeps(chen, "manager", true), "problem.account.last_administrator");
}

TEST_P(AccountsTest, the_declaration_itself_keeps_the_last_administrator) {
    const std::int64_t chen = add("chen", RoleName::administrator);
    const RecordType& type = house_.get("accounts");
    const Declaration& declared = *type.declaration;
    Row row = declared.fresh();
    row[0] = chen;
    row[1] = std::string("chen");
    row[2] = std::string("陳經理");
    row[3] = std::string("manager");
    EXPECT_EQ(key_of(read([&](Connection& c) { return declared.prepare(declared, row, 0, c); })), "problem.account.last_administrator");
    row[3] = std::string("administrator");
    EXPECT_EQ(key_of(read([&](Connection& c) { return declared.prepare(declared, row, 0, c); })), "fine");
    ASSERT_EQ(type.traits().moves.size(), 1U);
    auto archive = [&](Connection& c) { return declared.guard(declared, type.traits().moves[0], row, MoveContext{c, clock_.today(), 0}); };
    EXPECT_EQ(key_of(read(archive)), "problem.account.last_administrator");
}

INSTANTIATE_TEST_SUITE_P(Engines, AccountsTest, testing::Values(Engine::sqlite, Engine::postgres), engine_name);

}  // namespace kernel::test
