#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "kernel/http/test_peer.h"

namespace kernel::http {
namespace {

// What the tests see of an upload; the Upload itself may be gone.
struct State {
    std::string bytes;
    std::size_t largest = 0;
    int pieces = 0;
    int ends = 0;
    bool complete = false;
};

struct Seen {
    std::mutex guard;
    State state;
    std::function<void()> more;  // kept when the test wants to call it itself

    State now() {
        const std::lock_guard lock(guard);
        return state;
    }
    std::size_t size() {
        const std::lock_guard lock(guard);
        return state.bytes.size();
    }
    bool ended() {
        const std::lock_guard lock(guard);
        return state.ends > 0;
    }
    std::function<void()> take_more() {
        const std::lock_guard lock(guard);
        return std::exchange(more, {});
    }
};

struct Taker : Upload {
    Taker(Seen& where, Respond whom, bool by_hand) : seen(where), respond(std::move(whom)), asks_by_hand(by_hand) {}
    void piece(std::string bytes, std::function<void()> more) override {
        {
            const std::lock_guard lock(seen.guard);
            seen.state.bytes += bytes;
            seen.state.largest = std::max(seen.state.largest, bytes.size());
            ++seen.state.pieces;
            if (asks_by_hand) seen.more = more;
        }
        if (bytes.starts_with("THROW")) throw std::runtime_error("disk full");
        if (bytes.starts_with("NO")) return respond(plain(422, "not this"));
        if (!asks_by_hand) more();
    }
    void end(bool complete) override {
        {
            const std::lock_guard lock(seen.guard);
            ++seen.state.ends;
            seen.state.complete = complete;
        }
        if (complete) respond(plain(201, std::to_string(seen.size())));
    }
    Seen& seen;
    Respond respond;
    bool asks_by_hand;
};

UploadDoor door(Seen& seen, bool by_hand = false) {
    return [&seen, by_hand](const Request& head, const Respond& respond) -> std::shared_ptr<Upload> {
        if (head.path == "/upload") return std::make_shared<Taker>(seen, respond, by_hand);
        if (head.path == "/locked") respond(plain(401, "who are you"));
        if (head.path == "/throw") throw std::runtime_error("door");
        return nullptr;
    };
}

void echo(Request&& request, const Respond& respond) { respond(plain(200, request.path + "|" + request.body)); }

std::string post(std::string_view path, std::size_t length) {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

std::string pattern(std::size_t size) {
    std::string text(size, ' ');
    for (std::size_t at = 0; at < size; ++at) text[at] = static_cast<char>('a' + at % 23 + at / 1000 % 3);
    return text;
}

TEST(Upload, arrives_in_pieces_and_the_connection_stays) {
    Seen seen;
    Running running(echo, door(seen));
    const std::string body = pattern(5'000'000);
    Peer peer(running.port());
    const Heard answer = peer.ask(post("/upload", body.size()) + body);
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.body, "5000000");
    EXPECT_FALSE(answer.has("Connection: close"));
    EXPECT_TRUE(seen.now().bytes == body);
    EXPECT_LE(seen.now().largest, 64U * 1024);
    EXPECT_EQ(seen.now().ends, 1);
    EXPECT_EQ(peer.ask("GET /next HTTP/1.1\r\nHost: h\r\n\r\n").body, "/next|");
}

TEST(Upload, may_be_chunked_or_empty) {
    Seen seen;
    Running running(echo, door(seen));
    Peer peer(running.port());
    std::string stream = "POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int each = 0; each < 100; ++each) stream += "3e8\r\n" + std::string(1000, 'c') + "\r\n";
    EXPECT_EQ(peer.ask(stream + "0\r\n\r\n").body, "100000");
    EXPECT_EQ(peer.ask(post("/upload", 0)).status, 201);
    EXPECT_EQ(seen.now().ends, 2);
}

TEST(Upload, waits_for_100_continue) {
    Seen seen;
    Running running(echo, door(seen));
    Peer peer(running.port());
    peer.send("POST /upload HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(peer.answer().status, 100);
    EXPECT_EQ(peer.ask("abc").status, 201);
    EXPECT_EQ(peer.ask("POST /locked HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n").status, 401);
}

TEST(Upload, a_slow_taker_slows_the_sender) {
    Seen seen;
    Running running(echo, door(seen, true));
    const std::string body = pattern(30'000'000);
    Peer peer(running.port());
    peer.send(post("/upload", body.size()));
    std::size_t sent = 0;
    for (int each = 0; each < 20; ++each) {
        sent += peer.send_what_fits(std::string_view(body).substr(sent));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_LT(sent, body.size());  // it stays in the sockets' buffers
    EXPECT_EQ(seen.now().pieces, 1);
    EXPECT_LE(seen.size(), 64U * 1024);
    std::thread rest([&] { peer.send(std::string_view(body).substr(sent)); });
    const auto tired = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!seen.ended() && std::chrono::steady_clock::now() < tired) {
        const auto more = seen.take_more();
        if (!more) std::this_thread::sleep_for(std::chrono::microseconds(100));
        if (more) more();
        if (more) more();  // the second does nothing
    }
    rest.join();
    EXPECT_EQ(peer.answer().status, 201);
    EXPECT_TRUE(seen.now().bytes == body);
}

TEST(Upload, ends_incomplete_when_the_peer_goes) {
    Seen seen;
    Running running(echo, door(seen));
    Peer peer(running.port());
    peer.send(post("/upload", 1'000'000) + std::string(300'000, 'x'));
    EXPECT_TRUE(eventually([&] { return seen.size() > 200'000; }));
    peer.close();
    EXPECT_TRUE(eventually([&] { return seen.ended(); }));
    EXPECT_FALSE(seen.now().complete);
    EXPECT_EQ(seen.now().ends, 1);
}

TEST(Upload, ends_incomplete_when_nothing_comes) {
    Seen seen;
    Running running(echo, door(seen), impatient());
    Peer peer(running.port());
    EXPECT_EQ(peer.ask(post("/upload", 1'000'000) + "some").status, 408);
    EXPECT_EQ(seen.now().ends, 1);
    EXPECT_FALSE(seen.now().complete);
}

TEST(Upload, ends_incomplete_when_it_is_too_large) {
    Seen seen;
    Running running(echo, door(seen));
    Peer announced(running.port());
    EXPECT_EQ(announced.ask(post("/upload", limits::upload_bytes + 1)).status, 413);
    EXPECT_EQ(seen.now().ends, 0);  // nobody was asked
    Peer chunked(running.port());
    chunked.send("POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "100000\r\n" + std::string(1024 * 1024, 'x') + "\r\n";
    for (int each = 0; each < 65; ++each) chunked.send(chunk);
    EXPECT_EQ(chunked.answer().status, 413);
    EXPECT_EQ(seen.now().ends, 1);
    EXPECT_FALSE(seen.now().complete);
}

TEST(Upload, may_be_answered_before_its_end) {
    Seen seen;
    Running running(echo, door(seen));
    Peer peer(running.port());
    const Heard answer = peer.ask(post("/upload", 10'000'000) + "NO" + std::string(200'000, 'x'));
    EXPECT_EQ(answer.status, 422);
    EXPECT_TRUE(answer.has("Connection: close\r\n"));
    EXPECT_TRUE(eventually([&] { return seen.ended(); }));
    EXPECT_EQ(seen.now().ends, 1);
    EXPECT_FALSE(seen.now().complete);
}

TEST(Upload, that_throws_answers_500) {
    Seen seen;
    Running running(echo, door(seen));
    Peer peer(running.port());
    EXPECT_EQ(peer.ask(post("/upload", 5) + "THROW").status, 500);
    EXPECT_EQ(seen.now().ends, 1);
    EXPECT_FALSE(seen.now().complete);
    EXPECT_EQ(Peer(running.port()).ask(post("/throw", 5) + "abcde").status, 500);
}

TEST(Upload, the_door_may_refuse_or_pass) {
    Seen seen;
    Running running(echo, door(seen));
    Peer locked(running.port());
    const Heard refused = locked.ask(post("/locked", 30'000'000));
    EXPECT_EQ(refused.status, 401);
    EXPECT_TRUE(refused.has("Connection: close\r\n"));
    Peer peer(running.port());
    const Heard bodyless = peer.ask(post("/locked", 0));
    EXPECT_EQ(bodyless.status, 401);
    EXPECT_FALSE(bodyless.has("Connection: close\r\n"));
    EXPECT_EQ(peer.ask(post("/other", 3) + "abc").body, "/other|abc");
    EXPECT_EQ(peer.ask(post("/other", limits::body_bytes + 1)).status, 413);
}

TEST(Upload, stop_ends_it_after_a_while) {
    Seen seen;
    Running running(echo, door(seen));
    Peer peer(running.port());
    peer.send(post("/upload", 1'000'000) + std::string(100'000, 'x'));
    EXPECT_TRUE(eventually([&] { return seen.size() > 60'000; }));
    running.stop();
    EXPECT_EQ(seen.now().ends, 1);
    EXPECT_FALSE(seen.now().complete);
}

}  // namespace
}  // namespace kernel::http
