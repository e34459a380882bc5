#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>

#include "kernel/http/test_peer.h"

namespace kernel::http {
namespace {

using std::chrono::milliseconds;

void echo(Request&& request, const Respond& respond) { respond(plain(200, request.path + "|" + request.body)); }

TEST(Server, keeps_the_connection) {
    Running running(echo);
    Peer peer(running.port());
    for (const std::string path : {"/a", "/b", "/c"}) {
        const Heard answer = peer.ask("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, path + "|");
        EXPECT_TRUE(answer.has("Server: Bylaw\r\n"));
        EXPECT_TRUE(answer.has("Date: "));
        EXPECT_FALSE(answer.has("Connection:"));
    }
    const Heard last = peer.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(last.has("Connection: close\r\n"));
    EXPECT_TRUE(peer.is_closed());
}

TEST(Server, closes_after_a_1_0_request_unless_asked_to_stay) {
    Running running(echo);
    Peer first(running.port());
    EXPECT_EQ(first.ask("GET / HTTP/1.0\r\n\r\n").status, 200);
    EXPECT_TRUE(first.is_closed());
    Peer second(running.port());
    EXPECT_TRUE(second.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").has("Connection: keep-alive\r\n"));
    EXPECT_EQ(second.ask("GET / HTTP/1.0\r\n\r\n").status, 200);
}

TEST(Server, answers_pipelined_requests_in_order) {
    std::vector<std::thread> threads;
    std::mutex guard;
    Running running([&](Request&& request, const Respond& respond) {
        const std::lock_guard lock(guard);
        threads.emplace_back([path = request.path + request.body, respond] { respond(plain(200, path)); });
    });
    Peer peer(running.port());
    std::string stream;
    for (int each = 0; each < 50; ++each) stream += "POST /" + std::to_string(each) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n:b";
    peer.send(stream);
    for (int each = 0; each < 50; ++each) EXPECT_EQ(peer.answer().body, "/" + std::to_string(each) + ":b");
    running.stop();
    for (auto& thread : threads) thread.join();
}

TEST(Server, a_head_request_gets_the_length_only) {
    Running running(echo);
    Peer peer(running.port());
    peer.send("HEAD /abc HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(peer.answer(true).has("Content-Length: 5\r\n"));
    EXPECT_EQ(peer.answer().body, "/next|");
}

TEST(Server, answers_without_a_body_stay_without) {
    Running running([](Request&& request, const Respond& respond) { respond(plain(request.path == "/204" ? 204 : 304, "ignored")); });
    Peer peer(running.port());
    peer.send("GET /204 HTTP/1.1\r\nHost: h\r\n\r\nGET /304 HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(peer.answer().status, 204);
    EXPECT_EQ(peer.answer().status, 304);
}

TEST(Server, sends_what_body_view_looks_at) {
    Running running([](Request&&, const Respond& respond) {
        auto text = std::make_shared<const std::string>(300'000, 'v');
        Response response = plain(200, "");
        response.body_view = *text;
        response.keep = std::move(text);
        respond(std::move(response));
    });
    Peer peer(running.port());
    EXPECT_EQ(peer.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").body, std::string(300'000, 'v'));
}

TEST(Server, takes_chunked_bodies) {
    Running running(echo);
    Peer peer(running.port());
    peer.send("POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    std::this_thread::sleep_for(milliseconds(20));
    peer.send("2\r\nde\r\n0\r\n\r\n");
    EXPECT_EQ(peer.answer().body, "/c|abcde");
    const std::string large(limits::body_bytes, 'x');
    EXPECT_EQ(peer.ask("POST /l HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n" + large).body.size(), large.size() + 3);
}

TEST(Server, refuses_and_closes) {
    Running running(echo);
    const std::string filler(limits::header_bytes, 'a');
    const std::vector<std::pair<std::string, int>> cases{
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: h\r\nX: " + filler + "\r\n\r\n", 431},
        {"GET /" + filler + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
        {"GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1073741824\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n40000000\r\n" + std::string(1'100'000, 'x'), 413},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + std::string("X: ") + filler, 431},
        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400},
    };
    for (const auto& [request, status] : cases) {
        Peer peer(running.port());
        const Heard answer = peer.ask(request);
        EXPECT_EQ(answer.status, status) << request.substr(0, 80);
        EXPECT_TRUE(answer.has("Connection: close\r\n")) << request.substr(0, 80);
        EXPECT_TRUE(answer.body.starts_with("problem.")) << answer.body;
        EXPECT_TRUE(peer.is_closed()) << request.substr(0, 80);
    }
}

TEST(Server, says_100_continue_when_it_will_take_the_body) {
    Running running(echo);
    Peer peer(running.port());
    peer.send("POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(peer.answer().head, "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(peer.ask("abc").body, "/e|abc");
    EXPECT_EQ(peer.ask("POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n").status, 413);
}

TEST(Server, does_not_wait_for_the_slow) {
    Running running(echo, {}, impatient());
    Peer idle(running.port());
    Peer head(running.port());
    Peer body(running.port());
    head.send("GET / HTTP/1.1\r\nHo");
    body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na");
    const auto start = std::chrono::steady_clock::now();
    for (int each = 0; each < 3; ++each) {  // a byte now and then earns no time
        std::this_thread::sleep_for(milliseconds(100));
        head.send("s");
        body.send("a");
    }
    EXPECT_EQ(head.answer().status, 408);
    EXPECT_EQ(body.answer().status, 408);
    EXPECT_TRUE(idle.is_closed());
    EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(1500));
}

TEST(Server, does_not_wait_for_a_peer_that_reads_nothing) {
    std::mutex guard;
    std::weak_ptr<const std::string> watched;
    const auto large = [&](Request&&, const Respond& respond) {
        const std::lock_guard lock(guard);
        auto text = std::make_shared<const std::string>(30'000'000, 'v');
        watched = text;
        Response response = plain(200, "");
        response.body_view = *text;
        response.keep = std::move(text);
        respond(std::move(response));
    };
    Running running(large, {}, impatient());
    Peer peer(running.port());
    peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    std::this_thread::sleep_for(milliseconds(600));
    EXPECT_LT(peer.rest().size(), 30'000'000U);
    EXPECT_TRUE(eventually([&] {
        const std::lock_guard lock(guard);
        return watched.expired();
    }));
}

TEST(Server, a_handler_that_throws_or_forgets_answers_500) {
    Running running([](Request&& request, const Respond&) {
        if (request.path == "/throw") throw std::runtime_error("boom");
    });
    Peer peer(running.port());
    EXPECT_EQ(peer.ask("GET /throw HTTP/1.1\r\nHost: h\r\n\r\n").status, 500);
    const Heard forgotten = peer.ask("GET /forget HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(forgotten.status, 500);
    EXPECT_EQ(forgotten.body, "problem.failed");
}

TEST(Server, refuse_sees_what_was_thrown) {
    std::string seen;
    ServerOptions options = patient();
    options.threads = 1;
    Server server(options, {[](Request&&, const Respond&) { throw std::runtime_error("boom"); },
                            {},
                            [&](int status, std::string_view key) {
                                try {
                                    if (std::current_exception()) std::rethrow_exception(std::current_exception());
                                } catch (const std::exception& error) { seen = error.what(); }
                                return plain(status, key);
                            }});
    std::thread thread([&] { server.run(); });
    EXPECT_EQ(Peer(server.port()).ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status, 500);
    server.stop();
    thread.join();
    EXPECT_EQ(seen, "boom");
}

TEST(Server, only_the_first_answer_counts) {
    Running running([](Request&& request, const Respond& respond) {
        respond(plain(200, "first " + request.path));
        respond(plain(200, "second"));
        if (request.path == "/throw") throw std::runtime_error("after the answer");
    });
    Peer peer(running.port());
    EXPECT_EQ(peer.ask("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").body, "first /a");
    EXPECT_EQ(peer.ask("GET /throw HTTP/1.1\r\nHost: h\r\n\r\n").body, "first /throw");
    EXPECT_EQ(peer.ask("GET /c HTTP/1.1\r\nHost: h\r\n\r\n").body, "first /c");
}

TEST(Server, an_answer_after_the_peer_has_gone_is_ignored) {
    std::promise<Respond> given;
    Respond late;
    {
        Running running([&](Request&& request, const Respond& respond) {
            if (request.path == "/wait") return given.set_value(respond);
            respond(plain(200, "alive"));
        });
        {
            Peer peer(running.port());
            peer.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
            late = given.get_future().get();
        }
        late(plain(200, "to nobody"));
        EXPECT_EQ(Peer(running.port()).ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").body, "alive");
    }
    late(plain(200, "after the server"));
}

TEST(Server, an_answer_after_the_server_has_gone_is_ignored) {
    std::promise<Respond> given;
    Respond late;
    {
        Running running([&](Request&&, const Respond& respond) { given.set_value(respond); });
        Peer peer(running.port());
        peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        late = given.get_future().get();
        running.stop();  // gives up after drain_ms
        EXPECT_TRUE(peer.is_closed());
    }
    late(plain(200, "to nobody"));
}

TEST(Server, turns_away_what_is_over_the_limit) {
    ServerOptions options = patient();
    options.connections = 2;
    Running running(echo, {}, options);
    Peer first(running.port());
    Peer second(running.port());
    EXPECT_EQ(first.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
    EXPECT_EQ(second.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
    Peer third(running.port());
    const Heard answer = third.answer();
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, "problem.unavailable");
    EXPECT_TRUE(third.is_closed());
    first.close();
    third.close();
    EXPECT_TRUE(eventually([&] { return Peer(running.port()).ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status == 200; }));
}

TEST(Server, stop_lets_answers_go_out) {
    std::promise<Respond> given;
    Running running([&](Request&&, const Respond& respond) { given.set_value(respond); });
    Peer idle(running.port());
    Peer busy(running.port());
    busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    const Respond respond = given.get_future().get();
    running.server().stop();
    EXPECT_TRUE(idle.is_closed());
    respond(plain(200, "the last one"));
    const Heard answer = busy.answer();
    EXPECT_EQ(answer.body, "the last one");
    EXPECT_TRUE(answer.has("Connection: close\r\n"));
    EXPECT_TRUE(busy.is_closed());
    running.stop();
    EXPECT_FALSE(Peer(running.port()).connected());
}

TEST(Server, a_second_stop_waits_for_no_answer) {
    std::promise<Respond> given;
    Running running([&](Request&&, const Respond& respond) { given.set_value(respond); });
    Peer busy(running.port());
    busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    const Respond respond = given.get_future().get();
    running.server().stop();
    running.server().stop();
    EXPECT_TRUE(busy.is_closed());
    respond(plain(200, "too late"));
    running.stop();
}

TEST(Server, stop_before_run_and_no_run_at_all) {
    Server server(patient(), {echo, {}, plain});
    server.stop();
    server.run();
    const Server never_run(patient(), {echo, {}, plain});
    EXPECT_NE(never_run.port(), 0);
}

TEST(Server, says_why_it_cannot_listen) {
    const Running running(echo);
    ServerOptions options = patient();
    options.port = running.port();
    try {
        const Server second(options, {echo, {}, plain});
        FAIL() << "two servers on one port";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string(error.what()),
                  "cannot listen on 127.0.0.1 port " + std::to_string(options.port) + ": Address already in use");
    }
    options.host = "nowhere";
    EXPECT_THROW(Server(options, {echo, {}, plain}), std::runtime_error);
}

TEST(Server, tells_the_handler_who_asks) {
    Running running([](Request&& request, const Respond& respond) {
        respond(plain(200, request.remote + " " + std::string(request.cookie("a")) + " " + *request.parameter("q")));
    });
    EXPECT_EQ(Peer(running.port()).ask("GET /?q=%E6%9D%B1 HTTP/1.1\r\nHost: h\r\nCookie: b=2; a=1\r\n\r\n").body, "127.0.0.1 1 東");
}

TEST(Server, answers_a_peer_that_has_said_its_last_word) {
    Running running(echo);
    Peer peer(running.port());
    peer.send("GET /bye HTTP/1.1\r\nHost: h\r\n\r\n");
    peer.no_more();
    EXPECT_EQ(peer.answer().body, "/bye|");
    EXPECT_TRUE(peer.is_closed());
}

}  // namespace
}  // namespace kernel::http
