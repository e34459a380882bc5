#include "kernel/api/session_routes.h"

#include <gtest/gtest.h>

#include "kernel/api/small_body.h"

namespace kernel {
namespace {

using http::Method;
using Headers = std::vector<std::pair<std::string, std::string>>;

const Headers cookie{{"host", "Bylaw.test"}, {"cookie", "bylaw_session=abc"}};
const Headers marked{{"host", "Bylaw.test"}, {"cookie", "bylaw_session=abc"}, {"x-bylaw", "1"}};

struct CrossSiteCase {
    Method method;
    Headers headers;
    std::pair<std::string, std::string> more;
    bool refused;
};

TEST(CrossSite, what_another_site_made_the_browser_send_is_refused) {
    const CrossSiteCase cases[] = {
        {Method::get, cookie, {}, false},
        {Method::head, cookie, {}, false},
        {Method::post, cookie, {}, true},
        {Method::patch, cookie, {}, true},
        {Method::del, cookie, {}, true},
        {Method::other, cookie, {}, true},
        {Method::post, cookie, {"x-bylaw", "0"}, true},
        {Method::post, marked, {}, false},
        {Method::post, marked, {"sec-fetch-site", "same-origin"}, false},
        {Method::post, marked, {"sec-fetch-site", "none"}, false},
        {Method::post, marked, {"sec-fetch-site", "same-site"}, true},
        {Method::post, marked, {"sec-fetch-site", "cross-site"}, true},
        {Method::post, marked, {"origin", "https://bylaw.test"}, false},
        {Method::post, marked, {"origin", "https://BYLAW.test:443"}, false},
        {Method::post, marked, {"origin", "http://bylaw.test:443"}, true},
        {Method::post, marked, {"origin", "https://bylaw.test:8443"}, true},
        {Method::post, marked, {"origin", "https://bylaw.test.evil.test"}, true},
        {Method::post, marked, {"origin", "file://bylaw.test"}, true},
        {Method::post, marked, {"origin", "null"}, true},
    };
    for (const CrossSiteCase& each : cases) {
        http::Request request;
        request.method = each.method;
        request.headers = each.headers;
        if (!each.more.first.empty()) request.headers.push_back(each.more);
        EXPECT_EQ(cross_site(request), each.refused) << each.more.first << ": " << each.more.second;
    }
}

TEST(CrossSite, a_bearer_token_needs_no_mark_but_other_credentials_do) {
    http::Request request;
    request.method = Method::post;
    request.headers = {{"cookie", "bylaw_session=abc"}, {"authorization", "bearer bylaw_x"}, {"origin", "https://evil.test"}};
    EXPECT_FALSE(cross_site(request));
    request.headers[1].second = "Basic bylaw_x";
    EXPECT_TRUE(cross_site(request));
}

TEST(CrossSite, nobody_is_signed_in_by_another_site) {
    http::Request request;
    request.method = Method::post;
    request.headers = {{"host", "bylaw.test"}};
    EXPECT_FALSE(cross_site(request)) << "a program without a cookie";
    request.headers.emplace_back("origin", "https://evil.test");
    EXPECT_TRUE(cross_site(request));
    request.headers.erase(request.headers.begin());
    EXPECT_TRUE(cross_site(request)) << "nor when it names no host";
}

TEST(SmallBody, takes_the_texts_it_knows_and_nothing_else) {
    struct Case {
        std::string body, key, field;
    };
    const Case cases[] = {
        {R"({"login":"wang","password":"x"})", "", ""},
        {R"({"login":null})", "", ""},
        {R"({"login":1})", "problem.field.kind.text", "login"},
        {R"({"login":["wang"]})", "problem.json.depth", ""},
        {R"({"role":"administrator"})", "problem.field.unknown", "role"},
        {R"(["wang"])", "problem.json.object", ""},
        {R"("wang")", "problem.json.object", ""},
        {R"({"login":"wang"}x)", "problem.json", ""},
        {R"({"login":"wang")", "problem.json", ""},
        {"{\"login\":\"\xFF\"}", "problem.json", ""},
        {"", "problem.json", ""},
        {std::string(20'000, ' ') + "{}", "problem.too_large", ""},
    };
    for (const Case& each : cases) {
        http::Request request;
        request.headers = {{"content-type", "Application/JSON; charset=utf-8"}};
        request.body = each.body;
        const auto body = SmallBody::read(request, {"login", "password"});
        ASSERT_EQ(body.ok(), each.key.empty()) << each.body;
        if (body) continue;
        EXPECT_EQ(each.field.empty() ? body.problem().key : body.problem().fields.at(0).key, each.key) << each.body;
        if (!each.field.empty()) { EXPECT_EQ(body.problem().fields.at(0).field, each.field); }
    }
}

TEST(SmallBody, is_json_by_its_content_type) {
    http::Request request;
    request.body = "{}";
    for (std::string_view type : {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"}) {
        request.headers = {{"content-type", std::string(type)}};
        const auto body = SmallBody::read(request, {});
        ASSERT_FALSE(body.ok()) << type;
        EXPECT_EQ(body.problem().code, Code::unsupported);
    }
}

TEST(SmallBody, a_required_text_is_there_and_not_empty) {
    http::Request request;
    request.headers = {{"content-type", "application/json"}};
    request.body = R"({"a":"x","b":"","c":null})";
    const auto body = SmallBody::read(request, {"a", "b", "c", "d"});
    ASSERT_TRUE(body.ok());
    EXPECT_EQ(*body->required("a"), "x");
    EXPECT_EQ(*body->given("b"), "");
    EXPECT_FALSE(body->given("c"));
    for (std::string_view member : {"b", "c", "d"}) EXPECT_EQ(body->required(member).problem().fields.at(0).key, "problem.field.required");
}

}  // namespace
}  // namespace kernel
