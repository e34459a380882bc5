#include "kernel/http/message.h"

#include <gtest/gtest.h>

namespace kernel::http {
namespace {

using Progress = Message::Progress;

// Offers the stream in steps of the given size, keeping what was not used, as a connection does.
int status_of(Message& message, std::string_view stream, std::size_t step = 1 << 20, std::size_t limit = limits::body_bytes) {
    bool in_head = true;
    std::size_t begin = 0;
    std::size_t end = 0;
    while (true) {
        std::size_t used = 0;
        const std::string_view here = stream.substr(begin, end - begin);
        const Progress progress = in_head ? message.head(here, used) : message.body(here, used);
        EXPECT_LE(used, here.size());
        begin += used;
        if (progress == Progress::refused) return message.refusal.status;
        if (progress == Progress::done && !in_head) return 0;
        if (progress == Progress::done) {
            in_head = false;
            message.limit_body(limit);
            if (message.complete()) return 0;
            continue;
        }
        if (end == stream.size()) return -1;  // wants more
        end = std::min(end + step, stream.size());
    }
}

int status_of(std::string_view stream) {
    Message message;
    return status_of(message, stream);
}

TEST(Message, a_request_is_the_same_however_it_is_cut) {
    const std::string stream =
        "POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-Thing:  v w \r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;x=y\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nTrailer: t\r\n\r\n";
    for (std::size_t step = 1; step <= stream.size(); ++step) {
        Message message;
        ASSERT_EQ(status_of(message, stream, step), 0) << step;
        EXPECT_EQ(message.request.method, Method::post);
        EXPECT_EQ(message.request.path, "/a");
        EXPECT_EQ(message.request.header("x-thing"), "v w");
        EXPECT_EQ(message.request.header("trailer"), "");
        EXPECT_EQ(message.request.body, "hello world");
        EXPECT_TRUE(message.keep_alive);
    }
}

TEST(Message, an_empty_chunked_body_may_come_byte_by_byte) {
    const std::string stream = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    for (std::size_t step = 1; step <= stream.size(); ++step) {
        Message message;
        EXPECT_EQ(status_of(message, stream, step), 0) << step;
    }
}

TEST(Message, keep_alive_follows_the_version) {
    const auto keeps = [](std::string_view head) {
        Message message;
        EXPECT_EQ(status_of(message, head), 0) << head;
        return message.keep_alive;
    };
    EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    EXPECT_TRUE(keeps("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"));
}

TEST(Message, what_a_proxy_could_read_differently_is_refused) {
    const std::string get = "GET / HTTP/1.1\r\nHost: h\r\n";
    const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
    const std::vector<std::string> cases{
        "GET / HTTP/1.1\r\n\r\n",  // no Host
        get + "Host: h\r\n\r\n",   // two
        post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        post + "Content-Length: 1, 1\r\n\r\nx",
        post + "Content-Length: 1,\r\n\r\nx",
        post + "Content-Length: +1\r\n\r\nx",
        post + "Content-Length: -1\r\n\r\nx",
        post + "Content-Length: 0x1\r\n\r\nx",
        post + "Content-Length: 1 1\r\n\r\nx",
        post + "Content-Length:\r\n\r\n",
        post + "Content-Length: 18446744073709551616\r\n\r\n",
        post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: identity\r\n\r\n",
        post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",  // a blank before the colon
        post + " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",  // a fold
        post + "X: y\r\n\tz\r\n\r\n",
        post + "X: y\r\n \r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        get + "X: a\nY: b\r\n\r\n",  // bare line ends
        get + "X: a\rY: b\r\n\r\n",
        get + std::string("X: a\0b\r\n\r\n", 10),
        get + "X: \xff\r\n\r\n",
        get + "X\r\n\r\n",
        get + ": v\r\n\r\n",
        get + "X(: v\r\n\r\n",
        get + "Authorization: a\r\nAuthorization: b\r\n\r\n",
        "GET /../x HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
        "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /  HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: h\r\n\r\n",
        "GET /\r\nHost: h\r\n\r\n",
        "GET / FTP/1.1\r\nHost: h\r\n\r\n",
        "GET / http/1.1\r\nHost: h\r\n\r\n",
        "\x16\x03\x01\x02",  // TLS on the plain port
        "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    };
    for (const std::string& each : cases) EXPECT_EQ(status_of(each), 400) << each;
}

TEST(Message, malformed_chunks_are_refused) {
    const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::vector<std::string_view> bodies{"x\r\n\r\n",
                                               "-1\r\nx\r\n",
                                               "0x1\r\nx\r\n0\r\n\r\n",
                                               " 1\r\nx\r\n0\r\n\r\n",
                                               "1\r\nxy\r\n0\r\n\r\n",
                                               "1;a\nb\r\nx\r\n0\r\n\r\n",
                                               "1 \r\nx",
                                               "1;\x01\r\nx\r\n0\r\n\r\n",
                                               "11111111111111111\r\n",
                                               "0\r\nContent-Length: 3\r\n\r\n"};
    for (const std::string_view each : bodies) EXPECT_EQ(status_of(head + std::string(each)), 400) << each;
}

TEST(Message, versions_and_expectations) {
    EXPECT_EQ(status_of("GET / HTTP/2.0\r\nHost: h\r\n\r\n"), 505);
    EXPECT_EQ(status_of("GET / HTTP/1.2\r\nHost: h\r\n\r\n"), 505);
    EXPECT_EQ(status_of("GET / HTTP/0.9\r\nHost: h\r\n\r\n"), 505);
    EXPECT_EQ(status_of("PRI / HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
    EXPECT_EQ(status_of("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 200-ok\r\n\r\n"), 417);
    Message message;
    EXPECT_EQ(status_of(message, "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n"), -1);
    EXPECT_TRUE(message.expects_continue);
    EXPECT_EQ(message.length, 5U);
}

TEST(Message, sizes_are_held) {
    const std::string filler(1000, 'a');
    std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int each = 0; each < 40; ++each) many += "X: " + filler + "\r\n";
    EXPECT_EQ(status_of(many + "\r\n"), 431);
    EXPECT_EQ(status_of(many), 431);  // before its end
    EXPECT_EQ(status_of("GET /" + std::string(limits::target_bytes, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414);
    EXPECT_EQ(status_of("GET /" + std::string(limits::target_bytes + 100, 'a')), 414);
    EXPECT_EQ(status_of("GET /" + std::string(limits::target_bytes - 1, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 0);
    Message small;
    EXPECT_EQ(status_of(small, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 7, 4), 413);
    Message exact;
    EXPECT_EQ(status_of(exact, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 7, 5), 0);
}

TEST(Message, the_next_one_starts_clean) {
    Message message;
    EXPECT_EQ(status_of(message, "POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"), 0);
    message.clear();
    EXPECT_EQ(status_of(message, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"), 0);
    EXPECT_EQ(message.request.body, "");
    EXPECT_TRUE(message.request.query.empty());
    EXPECT_EQ(message.request.headers.size(), 1U);
    EXPECT_TRUE(message.keep_alive);
    EXPECT_EQ(message.length, 0U);
}

}  // namespace
}  // namespace kernel::http
