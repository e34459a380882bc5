#include "kernel/http/answer.h"

#include <gtest/gtest.h>

namespace kernel::http {
namespace {

std::string head(const Response& response, AnswerForm form = {}) {
    std::string out;
    append_head(out, response, form, "now");
    return out;
}

TEST(Answer, has_a_length_and_a_type) {
    Response response;
    response.body = "{}";
    EXPECT_EQ(head(response),
              "HTTP/1.1 200 OK\r\nServer: Bylaw\r\nDate: now\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n");
}

TEST(Answer, says_whether_the_connection_stays) {
    const Response response;
    EXPECT_EQ(head(response, {false, true, false}).find("Connection"), std::string::npos);
    EXPECT_NE(head(response, {false, false, false}).find("Connection: close\r\n"), std::string::npos);
    EXPECT_NE(head(response, {false, true, true}).find("Connection: keep-alive\r\n"), std::string::npos);
}

TEST(Answer, without_a_body_has_no_length) {
    for (const int status : {204, 304}) {
        Response response;
        response.status = status;
        response.body = "not sent";
        EXPECT_EQ(head(response).find("Content-"), std::string::npos);
    }
}

TEST(Answer, a_view_goes_before_the_body) {
    Response response;
    response.body = "1";
    response.body_view = "four";
    EXPECT_NE(head(response).find("Content-Length: 4\r\n"), std::string::npos);
}

TEST(Answer, nobody_writes_headers_through_a_value) {
    Response response;
    response.headers = {
        {"Location", "/a\r\nSet-Cookie: x=y\r\n\r\nbody"}, {"X\r\nY", "z"}, {"", "z"}, {"Content-Length", "99"}, {"connection", "upgrade"}};
    response.content_type = "text/plain\r\nX: y";
    response.body = "b";
    const std::string text = head(response);
    EXPECT_NE(text.find("Location: /a  Set-Cookie: x=y    body\r\n"), std::string::npos);
    EXPECT_NE(text.find("Content-Type: text/plain  X: y\r\n"), std::string::npos);
    EXPECT_EQ(text.find("Y: z"), std::string::npos);
    EXPECT_EQ(text.find("\r\n: z"), std::string::npos);
    EXPECT_EQ(text.find("99"), std::string::npos);
    EXPECT_EQ(text.find("upgrade"), std::string::npos);
}

TEST(Answer, a_senseless_status_is_a_failure) {
    Response response;
    response.status = 99;
    EXPECT_TRUE(head(response).starts_with("HTTP/1.1 500 "));
    response.status = 418;
    EXPECT_TRUE(head(response).starts_with("HTTP/1.1 418 \r\n"));
}

TEST(DateLine, is_an_imf_fixdate) {
    DateLine date;
    EXPECT_EQ(date.at(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(date.at(784111778), "Sun, 06 Nov 1994 08:49:38 GMT");
    EXPECT_EQ(date.at(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace kernel::http
