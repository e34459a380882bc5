#include <future>
#include <mutex>

#include "kernel/http/test_peer.h"

namespace kernel::http {
namespace {

std::shared_ptr<const std::string> piece(std::string_view text) { return std::make_shared<const std::string>(text); }

// Answers every request with a stream, and gives it to the test.
class Streaming {
public:
    explicit Streaming(const ServerOptions& options = patient())
        : running_(
              [this](Request&&, const Respond& respond) {
                  Response response = plain(200, "");
                  response.stream = [this](StreamPtr stream) { opened_.set_value(std::move(stream)); };
                  respond(std::move(response));
              },
              {}, options) {}
    Running& running() { return running_; }
    std::uint16_t port() const { return running_.port(); }
    StreamPtr opened() { return opened_.get_future().get(); }
    bool was_opened() { return opened_.get_future().wait_for(std::chrono::milliseconds(50)) == std::future_status::ready; }

private:
    std::promise<StreamPtr> opened_;
    Running running_;
};

constexpr std::string_view request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(Stream, sends_pieces_as_they_come_and_ends) {
    Streaming server;
    Peer peer(server.port());
    peer.send(request);
    const StreamPtr stream = server.opened();
    const Heard head = peer.answer();
    EXPECT_TRUE(head.has("Transfer-Encoding: chunked\r\n"));
    EXPECT_TRUE(head.has("Connection: close\r\n"));
    EXPECT_FALSE(head.has("Content-Length"));
    std::thread([&] { EXPECT_TRUE(stream->write(piece("one"))); }).join();
    EXPECT_EQ(peer.take(8), "3\r\none\r\n");
    EXPECT_TRUE(stream->write(piece("")));
    EXPECT_TRUE(stream->write(piece(std::string(20, 'x'))));
    EXPECT_EQ(peer.take(26), "14\r\n" + std::string(20, 'x') + "\r\n");
    stream->end();
    EXPECT_FALSE(stream->write(piece("late")));
    EXPECT_EQ(peer.rest(), "0\r\n\r\n");
}

TEST(Stream, what_is_written_before_the_end_goes_out_before_it) {
    Streaming server;
    Peer peer(server.port());
    peer.send(request);
    {
        const StreamPtr stream = server.opened();
        for (int each = 0; each < 1000; ++each) stream->write(piece("0123456789"));
    }  // letting go ends it
    peer.answer();
    std::string all = peer.rest(), text;
    EXPECT_TRUE(all.ends_with("0\r\n\r\n"));
    for (std::size_t at = 0; at < all.size();) {
        const auto line = all.find("\r\n", at);
        const auto size = std::stoul(all.substr(at, line - at), nullptr, 16);
        text += all.substr(line + 2, size);
        at = line + 4 + size;
    }
    EXPECT_EQ(text.size(), 10'000U);
}

TEST(Stream, an_old_peer_gets_no_chunks) {
    Streaming server;
    Peer peer(server.port());
    peer.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const StreamPtr stream = server.opened();
    EXPECT_TRUE(peer.answer().has("Connection: close\r\n"));
    stream->write(piece("plain"));
    stream->end();
    EXPECT_EQ(peer.rest(), "plain");
}

TEST(Stream, a_head_request_opens_none) {
    Streaming server;
    Peer peer(server.port());
    peer.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(peer.answer(true).status, 200);
    EXPECT_EQ(peer.rest(), "");
    EXPECT_FALSE(server.was_opened());
}

TEST(Stream, knows_when_the_peer_has_gone) {
    Streaming server;
    Peer peer(server.port());
    peer.send(request);
    const StreamPtr stream = server.opened();
    EXPECT_TRUE(stream->is_open());
    peer.close();
    EXPECT_TRUE(eventually([&] { return !stream->is_open(); }));
    EXPECT_FALSE(stream->write(piece("nobody")));
}

TEST(Stream, one_who_does_not_read_is_cut_off) {
    Streaming server;
    Peer peer(server.port());
    peer.send(request);
    const StreamPtr stream = server.opened();
    const auto large = piece(std::string(limits::stream_bytes / 4, 'x'));
    EXPECT_TRUE(eventually([&] {
        for (int each = 0; each < 4; ++each)
            if (!stream->write(large)) return true;
        return false;
    }));
    EXPECT_FALSE(stream->is_open());
}

TEST(Stream, stays_open_longer_than_any_answer_may_take) {
    Streaming server(impatient());
    Peer peer(server.port());
    peer.send(request);
    const StreamPtr stream = server.opened();
    peer.answer();
    std::this_thread::sleep_for(std::chrono::milliseconds(800));
    EXPECT_TRUE(stream->write(piece("still")));
    EXPECT_EQ(peer.take(10), "5\r\nstill\r\n");
}

TEST(Stream, stopping_the_server_ends_it_after_what_was_written) {
    Streaming server;
    Peer peer(server.port());
    peer.send(request);
    const StreamPtr stream = server.opened();
    peer.answer();
    stream->write(piece("last words"));
    server.running().server().stop();
    EXPECT_EQ(peer.rest(), "a\r\nlast words\r\n0\r\n\r\n");
    EXPECT_FALSE(stream->is_open());
}

TEST(Stream, a_second_request_behind_it_is_never_answered) {
    Streaming server;
    Peer peer(server.port());
    peer.send(std::string(request) + std::string(request));
    const StreamPtr stream = server.opened();
    peer.answer();
    stream->end();
    EXPECT_EQ(peer.rest(), "0\r\n\r\n");
}

}  // namespace
}  // namespace kernel::http
