// Inside this room only (Asio): one peer. It reads a request, hands it over, writes the answer, and only then looks at the next one.
// Everything happens on its worker's thread, but Ticket::answer and the `more` of an upload, which may be called from any thread.
#pragma once
#include <atomic>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "kernel/http/answer.h"
#include "kernel/http/http.h"
#include "kernel/http/message.h"
#include "kernel/http/read_buffer.h"
#include "kernel/http/stream.h"

namespace kernel::http {

// The executor is spelled out because the type-erased default costs a third of the throughput.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
using Clock = std::chrono::steady_clock;

class Worker;
class Connection;

// The right to answer one request. Whoever claims it first answers; when nobody can any more, the peer gets a 500.
class Ticket {
public:
    explicit Ticket(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    bool claim() { return !claimed_.exchange(true); }
    bool claimed() const { return claimed_; }
    void answer(Response&& response);

private:
    std::shared_ptr<Connection> connection_;
    std::atomic<bool> claimed_{false};
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Worker> worker, Socket socket);
    void start();
    void turn_away();  // over the limit: 503 without reading
    void tick(Clock::time_point now);
    void finish();  // stop(): at once when nothing is in hand, else after the answer
    void close();

    std::size_t place = 0;  // in Worker's list

private:
    friend class Ticket;

    enum class Phase : std::uint8_t {
        idle,       // between requests
        head,       // a request has begun
        body,       // its body is coming
        storing,    // the upload has a piece and has not asked for more
        handling,   // somebody has the request and owes an answer
        writing,    // the answer is on its way
        fetching,   // and the next piece of it has been asked for
        streaming,  // the answer stays open, and all there is of it has been sent
        lingering,  // all is said; what the peer still sends is thrown away, so that it gets to read the answer
        closed
    };

    void read();
    void on_read(std::size_t count);
    void on_gone();
    void take_head();
    void begin();
    bool asked_upload_door();
    void await_body();
    void send_continue();
    void take_body();
    void complete();
    void store_piece();
    void stored(std::uint64_t piece);
    void end_upload();                // that did not come to its end
    bool may_answer_at_once() const;  // else an answer would call back into the upload it comes from
    void refuse(Refusal refusal);
    void answer(Response&& response);
    void write(std::string_view head);  // and the next slice of what is unsent
    void fetch();
    void fetched(std::string&& piece);
    void on_written();
    void open_stream();
    void flow();
    void linger();
    Response made_refusal(Refusal refusal) const;
    void enter(Phase phase, int at_most_ms);

    std::shared_ptr<Worker> worker_;  // first, so that it goes last: the socket needs its io_context
    Socket socket_;
    Phase phase_ = Phase::idle;
    bool reading_ = false;
    bool without_body_ = false;  // the answer to a HEAD
    bool keep_alive_ = false;
    Clock::time_point deadline_ = Clock::time_point::max();
    Clock::time_point request_deadline_;
    std::uint64_t pieces_ = 0;
    std::string remote_;
    ReadBuffer buffer_;
    Message message_;
    std::shared_ptr<Ticket> ticket_;  // while the request is still here
    std::shared_ptr<Upload> upload_;
    Response response_;
    std::string head_;
    std::string_view unsent_;         // of the response's body
    std::uint64_t unfetched_ = 0;     // of what its source has
    std::shared_ptr<Outbox> outbox_;  // of an answer that stays open
    std::vector<Outbox::Piece> sending_;
};

}  // namespace kernel::http
