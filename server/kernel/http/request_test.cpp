#include "kernel/http/request.h"

#include <gtest/gtest.h>

namespace kernel::http {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(Target, well_formed_ones_are_decoded) {
    struct Case {
        std::string_view target;
        std::string path;
        Pairs query;
    };
    const std::vector<Case> cases{
        {"/", "/", {}},
        {"/api/v1/orders/", "/api/v1/orders/", {}},
        {"/a%20b", "/a b", {}},
        {"/%E6%9D%B1%E8%8F%AF", "/東華", {}},
        {"/a+b", "/a+b", {}},
        {"/...", "/...", {}},
        {"/.well-known/x", "/.well-known/x", {}},
        {"/a?", "/a", {}},
        {"/a?x=1&y=2&x=3", "/a", {{"x", "1"}, {"y", "2"}, {"x", "3"}}},
        {"/a?x", "/a", {{"x", ""}}},
        {"/a?x=", "/a", {{"x", ""}}},
        {"/a?&&x=1&", "/a", {{"x", "1"}}},
        {"/a?=v", "/a", {{"", "v"}}},
        {"/a?q=a+b%2Bc", "/a", {{"q", "a b+c"}}},
        {"/a?q=a%26b%3Dc=d", "/a", {{"q", "a&b=c=d"}}},
        {"/a?filter=a%2F..%2F%0Ab?//", "/a", {{"filter", "a/../\nb?//"}}},
        {"/a?q=%E6%9D%B1", "/a", {{"q", "東"}}},
    };
    for (const Case& each : cases) {
        Request request;
        EXPECT_TRUE(parse_target(each.target, request)) << each.target;
        EXPECT_EQ(request.path, each.path) << each.target;
        EXPECT_EQ(request.query, each.query) << each.target;
    }
}

TEST(Target, what_could_be_read_in_two_ways_is_refused) {
    const std::vector<std::string_view> cases{
        "",       "*",      "a",        "http://host/", "host:443",   "//",       "//evil.example/", "/a//b",
        "/a//",   "/.",     "/..",      "/./a",         "/a/../b",    "/a/..",    "/%2e%2E/a",       "/a/%2e",
        "/a%2Fb", "/a%2fb", "/a%00b",   "/a?x=%00",     "/a%",        "/a%4",     "/a%zz",           "/a%+1",
        "/a?x=%", "/a?%4",  "/a?x=%g0", "/a#b",         "/a?b#c",     "/a b",     "/a\tb",           "/a%0Ab",
        "/a%7F",  "/%FF",   "/%C0%AF",  "/%E6%9D",      "/%ED%A0%80", "/a?x=%FF", "/a?%C0%80=1",     std::string_view("/a\0b", 4),
    };
    for (const std::string_view each : cases) {
        Request request;
        EXPECT_FALSE(parse_target(each, request)) << each;
    }
}

TEST(Target, nothing_of_an_earlier_one_remains) {
    Request request;
    EXPECT_TRUE(parse_target("/long/path?a=1&b=2", request));
    EXPECT_TRUE(parse_target("/x", request));
    EXPECT_EQ(request.path, "/x");
    EXPECT_TRUE(request.query.empty());
}

TEST(Method, names_are_exact) {
    EXPECT_EQ(method_named("GET"), Method::get);
    EXPECT_EQ(method_named("HEAD"), Method::head);
    EXPECT_EQ(method_named("POST"), Method::post);
    EXPECT_EQ(method_named("PUT"), Method::put);
    EXPECT_EQ(method_named("PATCH"), Method::patch);
    EXPECT_EQ(method_named("DELETE"), Method::del);
    EXPECT_EQ(method_named("OPTIONS"), Method::options);
    EXPECT_EQ(method_named("get"), Method::other);
    EXPECT_EQ(method_named("CONNECT"), Method::other);
    EXPECT_EQ(method_named(""), Method::other);
}

TEST(Request, headers_and_parameters_are_found_by_name) {
    Request request;
    request.headers = {{"host", "a"}, {"x-bylaw", "1"}, {"x-bylaw", "2"}};
    EXPECT_EQ(request.header("x-bylaw"), "1");
    EXPECT_EQ(request.header("absent"), "");
    request.query = {{"q", "first"}, {"q", "second"}};
    ASSERT_NE(request.parameter("q"), nullptr);
    EXPECT_EQ(*request.parameter("q"), "first");
    EXPECT_EQ(request.parameter("Q"), nullptr);
}

TEST(Request, cookies_are_taken_apart) {
    struct Case {
        std::string header;
        std::string_view expected;
    };
    const std::vector<Case> cases{
        {"bylaw_session=abc", "abc"},
        {"a=1; bylaw_session=abc; b=2", "abc"},
        {"a=1;bylaw_session=abc", "abc"},
        {"bylaw_session=first; bylaw_session=second", "first"},
        {"xbylaw_session=no", ""},
        {"bylaw_sessionx=no", ""},
        {"bylaw_session", ""},
        {"bylaw_session=", ""},
        {"bylaw_session=a=b==", "a=b=="},
        {"BYLAW_SESSION=no", ""},
        {";;; ; =; bylaw_session=x;", "x"},
        {"", ""},
    };
    for (const Case& each : cases) {
        Request request;
        request.headers = {{"cookie", each.header}};
        EXPECT_EQ(request.cookie("bylaw_session"), each.expected) << each.header;
    }
    Request two;
    two.headers = {{"cookie", "a=1"}, {"cookie", "b=2"}};
    EXPECT_EQ(two.cookie("b"), "2");
}

}  // namespace
}  // namespace kernel::http
