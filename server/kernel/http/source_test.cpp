#include <atomic>
#include <stdexcept>

#include "kernel/http/test_peer.h"

namespace kernel::http {
namespace {

using Take = std::function<void(std::string)>;

struct Pieces : Source {
    explicit Pieces(std::vector<std::string> all) : pieces(std::move(all)) {}
    void next(Take take) override {
        if (at >= pieces.size()) throw std::runtime_error("asked for more than there is");
        std::thread([take = std::move(take), piece = pieces[at++]] { take(piece); }).detach();
    }
    std::vector<std::string> pieces;
    std::size_t at = 0;
};

Handler giving(std::vector<std::string> pieces, std::uint64_t size) {
    return [pieces = std::move(pieces), size](Request&&, const Respond& respond) {
        Response response;
        response.content_type = "text/plain";
        response.source = std::make_shared<Pieces>(pieces);
        response.source_bytes = size;
        respond(std::move(response));
    };
}

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n", head = "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(Source, goes_out_piece_by_piece_and_the_connection_goes_on) {
    const std::string large(400'000, 'x');
    Running running(giving({"one ", large, " end"}, large.size() + 8));
    Peer peer(running.port());
    for (int each = 0; each < 3; ++each) {
        const Heard heard = peer.ask(get);
        EXPECT_EQ(heard.status, 200);
        EXPECT_TRUE(heard.body == "one " + large + " end") << heard.body.size();
    }
}

TEST(Source, is_not_asked_for_a_head) {
    Running running(giving({}, 77));
    Peer peer(running.port());
    peer.send(head);
    EXPECT_TRUE(peer.answer(true).has("Content-Length: 77\r\n"));
    peer.send(head);
    EXPECT_EQ(peer.answer(true).status, 200);
}

TEST(Source, that_breaks_off_is_an_answer_that_ends_too_early) {
    for (const std::vector<std::string>& pieces : {std::vector<std::string>{"half"}, {"half", ""}, {"half", "far too much"}}) {
        Running running(giving(pieces, 10));
        Peer peer(running.port());
        const Heard heard = peer.ask(get);
        EXPECT_EQ(heard.body, "half");
        EXPECT_TRUE(peer.is_closed());
    }
}

TEST(Source, is_asked_for_no_more_than_the_peer_takes) {
    struct Endless : Source {
        explicit Endless(std::atomic<int>& count) : asked(count) {}
        void next(Take take) override {
            ++asked;
            take(std::string(100'000, 'x'));
        }
        std::atomic<int>& asked;
    };
    std::atomic<int> asked = 0;
    Running running(
        [&asked](Request&&, const Respond& respond) {
            Response response;
            response.source = std::make_shared<Endless>(asked);
            response.source_bytes = 1'000'000'000;
            respond(std::move(response));
        },
        {}, impatient());
    Peer peer(running.port());
    peer.send(get);
    EXPECT_FALSE(peer.take(1000).empty());
    // A peer that takes nothing more is cut off, and nothing like the whole was ever asked for.
    EXPECT_TRUE(eventually([&, before = -1]() mutable { return before == asked || (before = asked, false); }));
    EXPECT_LT(asked, 1000);
}

TEST(Source, that_never_answers_is_given_up) {
    struct Silent : Source {
        void next(Take) override {}
    };
    Running running(
        [](Request&&, const Respond& respond) {
            Response response;
            response.source = std::make_shared<Silent>();
            response.source_bytes = 10;
            respond(std::move(response));
        },
        {}, impatient());
    Peer peer(running.port());
    peer.send(get);
    EXPECT_EQ(peer.answer().body, "");
    EXPECT_TRUE(peer.is_closed());
}

}  // namespace
}  // namespace kernel::http
