// HTTP as the rest of the house sees it: a request comes in, somebody answers once, from any thread. Asio and Beast stay
// inside this folder.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kernel::http {

namespace limits {
inline constexpr std::size_t header_bytes = 32 * 1024;
inline constexpr std::size_t target_bytes = 8 * 1024;
inline constexpr std::size_t body_bytes = 1024 * 1024;
inline constexpr std::size_t upload_bytes = 64 * 1024 * 1024;  // a route that takes an upload says so
inline constexpr int connections = 10'000;
inline constexpr int idle_s = 60;     // a kept-alive connection without a request
inline constexpr int request_s = 30;  // from the first byte of a request to its last (uploads: as long as bytes keep coming)
inline constexpr int answer_s = 120;  // for the peer to take an answer
inline constexpr std::size_t stream_bytes = 256 * 1024;  // that may wait for the peer of an answer that stays open
}  // namespace limits

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

struct Request {
    Method method = Method::get;
    std::string path;                                          // percent-decoded, starts with '/'; no "//", no "." or ".." segments
    std::vector<std::pair<std::string, std::string>> query;    // decoded, in order
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::string body;
    std::string remote;                                               // the peer's address
    std::string_view header(std::string_view lower_case_name) const;  // "" when absent
    std::string_view cookie(std::string_view name) const;
    const std::string* parameter(std::string_view name) const;  // first of that name, or null
};

// The body of an answer that stays open (live events): written from any thread, until either side ends it. The last copy let go ends it.
class Stream {
public:
    virtual ~Stream() = default;
    // Goes out after what was written before it. false when the peer has gone, or takes so slowly that more than limits::stream_bytes
    // would wait for it: then the connection is cut.
    virtual bool write(std::shared_ptr<const std::string> piece) = 0;
    virtual void end() = 0;
    virtual bool is_open() const = 0;
};
using StreamPtr = std::shared_ptr<Stream>;

// A body too large to hold, fetched while it goes out.
struct Source {
    virtual ~Source() = default;
    // Hands over what comes next, from any thread; asked again once the peer has taken that. Nothing: it cannot go on, and the connection
    // is cut, for the head is gone already.
    virtual void next(std::function<void(std::string)> take) = 0;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::shared_ptr<const void> keep;  // keeps what body_view looks at alive
    std::string_view body_view;        // when not empty, sent in place of body (embedded files)
    // When set, there is no body yet and the answer stays open: called once, on a thread of the server, when the head is on its way. It
    // ends the connection, and so does stop(), after what was written before. A HEAD is answered without it.
    std::function<void(StreamPtr)> stream = {};
    std::shared_ptr<Source> source = {};  // when set, the body, of so many bytes
    std::uint64_t source_bytes = 0;
};

// Answer exactly once; from any thread; a second answer and an answer after the peer has gone are ignored. When every copy of a Respond
// is gone without an answer, the server answers 500.
using Respond = std::function<void(Response)>;
using Handler = std::function<void(Request&&, const Respond&)>;

// A body too large to hold: the server hands it over piece by piece. `more` is called when it may take the next piece (so that a slow
// disk slows the sender); from any thread. end(false) when the peer went away or sent too much (then nobody answers), or when there was
// an answer before the body's end. end() comes exactly once, and the server lets go of the Upload with it: what goes on after end(true)
// keeps the Upload itself.
struct Upload {
    virtual ~Upload() = default;
    virtual void piece(std::string bytes, std::function<void()> more) = 0;
    virtual void end(bool complete) = 0;
};
// Asked when the header of a POST, PUT or PATCH has come: an Upload to take the body, or null to treat it as any other request. It may also
// answer at once (401, 413) and return null.
using UploadDoor = std::function<std::shared_ptr<Upload>(const Request& head, const Respond&)>;

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one; see Server::port()
    int threads = 2;
    // Below: for tests; the house runs with the limits above.
    int connections = limits::connections;
    int idle_ms = limits::idle_s * 1000;
    int request_ms = limits::request_s * 1000;
    int answer_ms = limits::answer_s * 1000;
    int drain_ms = 5000;  // how long stop() lets requests in hand go on
};

// One io_context per thread, SO_REUSEPORT, TCP_NODELAY, keep-alive, one coarse timer per thread.
// Malformed requests (400), headers too large (431), bodies too large (413, connection closed), missing Content-Length with chunked bodies
// up to the same limits: answered by the server itself through `refuse`, which makes the body.
class Server {
public:
    struct Callbacks {
        Handler handle;
        UploadDoor upload;  // may be empty
        // key: a message of locales/server: problem.malformed (400, 417, 505), problem.timeout (408), problem.too_large (413, 414, 431),
        // problem.failed (500), problem.unavailable (503). After a handler has thrown, std::current_exception() tells what.
        std::function<Response(int status, std::string_view key)> refuse;
    };
    Server(const ServerOptions& options,
           Callbacks callbacks);  // binds and listens; throws std::runtime_error with a sentence (port in use)
    ~Server();
    std::uint16_t port() const;
    void run();  // until stop(); the calling thread is one of the threads
    // From any thread. Stops accepting and lets answers in hand go out, for drain_ms at most; called again, closes what is still open.
    void stop();

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace kernel::http
