#include "kernel/http/connection.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <charconv>

#include "kernel/http/worker.h"

namespace kernel::http {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

namespace {

constexpr int linger_ms = 2000;
constexpr std::size_t piece_bytes = 32 * 1024;   // of an upload; each must come within the time a request may take
constexpr std::size_t slice_bytes = 128 * 1024;  // of an answer; each must be taken within the time an answer may take

std::string chunk_head(std::size_t size) {
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
    return std::string(digits.data(), end) + "\r\n";
}

constexpr Refusal failed{500, "problem.failed"};

std::string address_of(const Socket& socket) {
    ErrorCode error;
    const auto address = socket.remote_endpoint(error).address();
    if (error) return {};
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

}  // namespace

Ticket::~Ticket() {
    if (!claim()) return;
    try {
        connection_->worker_->post([connection = connection_] { connection->answer(connection->made_refusal(failed)); });
    } catch (const std::exception&) {
        return;  // out of memory: the peer waits until it tires
    }
}

void Ticket::answer(Response&& response) {
    if (!claim()) return;
    if (connection_->worker_->is_here() && connection_->may_answer_at_once()) return connection_->answer(std::move(response));
    connection_->worker_->post(
        [connection = connection_, response = std::move(response)]() mutable { connection->answer(std::move(response)); });
}

Connection::Connection(std::shared_ptr<Worker> worker, Socket socket)
    : worker_(std::move(worker)), socket_(std::move(socket)), remote_(address_of(socket_)) {}

void Connection::start() {
    enter(Phase::idle, worker_->house().options.idle_ms);
    read();
}

void Connection::turn_away() { refuse({503, "problem.unavailable"}); }

void Connection::tick(Clock::time_point now) {
    if (now < deadline_) return;
    if (phase_ == Phase::head || phase_ == Phase::body)
        refuse({408, "problem.timeout"});
    else
        close();
}

void Connection::finish() {
    if (phase_ == Phase::idle) close();  // the others ask the house before they go on
    if (outbox_) outbox_->end();
}

void Connection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    ErrorCode ignored;
    socket_.close(ignored);
    if (outbox_) outbox_->close();
    if (ticket_) ticket_->claim();  // nobody is left to be told that there was no answer
    end_upload();
    ticket_.reset();
    worker_->forget(*this);
}

void Connection::read() {
    const bool body = phase_ == Phase::body || phase_ == Phase::lingering;
    const auto [data, size] = buffer_.room(body ? ReadBuffer::medium : ReadBuffer::small);
    reading_ = true;
    socket_.async_read_some(asio::buffer(data, size), [self = shared_from_this()](ErrorCode error, std::size_t count) {
        self->reading_ = false;
        if (self->phase_ == Phase::closed) return;
        if (error)
            self->on_gone();
        else
            self->on_read(count);
    });
}

void Connection::on_read(std::size_t count) {
    buffer_.filled(count);
    if (phase_ == Phase::idle || phase_ == Phase::head) return take_head();
    if (phase_ == Phase::body) return take_body();
    if (outbox_) return;  // a request after one whose answer stays open will never be answered
    buffer_.clear();      // an answer came before the body's end, so nobody wants the rest of it
    if (phase_ == Phase::lingering) read();
}

void Connection::on_gone() {
    if (phase_ != Phase::writing || outbox_) close();  // while writing: the write will tell
}

void Connection::take_head() {
    if (buffer_.empty()) return read();
    if (phase_ == Phase::idle) {
        enter(Phase::head, worker_->house().options.request_ms);
        request_deadline_ = deadline_;
    }
    std::size_t used = 0;
    const auto progress = message_.head(buffer_.view(), used);
    buffer_.use(used);
    if (progress == Message::Progress::refused) return refuse(message_.refusal);
    if (progress == Message::Progress::more) return read();
    begin();
}

// The head is here: who takes the body, and how much of it?
void Connection::begin() {
    keep_alive_ = message_.keep_alive;
    without_body_ = message_.request.method == Method::head;
    message_.request.remote = remote_;
    if (message_.length > limits::upload_bytes) return refuse({413, "problem.too_large"});
    ticket_ = std::make_shared<Ticket>(shared_from_this());
    if (asked_upload_door()) return;
    const std::size_t limit = upload_ ? limits::upload_bytes : limits::body_bytes;
    if (message_.length > limit) return refuse({413, "problem.too_large"});
    message_.limit_body(limit);
    if (message_.complete()) return complete();
    if (message_.expects_continue && buffer_.empty()) return send_continue();
    await_body();
    take_body();
}

// True when the door has answered, or somebody it asked is going to.
bool Connection::asked_upload_door() {
    const auto& door = worker_->house().callbacks.upload;
    const Method method = message_.request.method;
    if (!door || (method != Method::post && method != Method::put && method != Method::patch)) return false;
    phase_ = Phase::handling;
    deadline_ = Clock::time_point::max();
    try {
        upload_ = door(message_.request, [ticket = ticket_](Response response) { ticket->answer(std::move(response)); });
    } catch (...) {
        refuse(failed);
        return true;
    }
    if (!ticket_->claimed()) return false;
    end_upload();
    return true;
}

void Connection::send_continue() {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    await_body();
    asio::async_write(socket_, asio::buffer(go_on), [self = shared_from_this()](ErrorCode error, std::size_t) {
        if (self->phase_ != Phase::body) return;
        if (error)
            self->close();
        else
            self->take_body();
    });
}

// A body has what its head has left of the request's time, but an upload may go on for as long as it brings piece after piece.
void Connection::await_body() {
    enter(Phase::body, worker_->house().options.request_ms);
    if (!upload_) deadline_ = request_deadline_;
}

void Connection::take_body() {
    std::size_t used = 0;
    const auto progress = message_.body(buffer_.view(), used);
    buffer_.use(used);
    if (progress == Message::Progress::refused) return refuse(message_.refusal);
    if (progress == Message::Progress::more && buffer_.full()) return refuse({431, "problem.too_large"});  // endless trailers
    if (upload_ && (progress == Message::Progress::done || message_.request.body.size() >= piece_bytes)) return store_piece();
    if (progress == Message::Progress::done) return complete();
    read();
}

void Connection::complete() {
    phase_ = Phase::handling;
    deadline_ = Clock::time_point::max();
    // From here on the ticket belongs to whoever answers: when they lose it, it answers for them.
    const std::shared_ptr<Ticket> ticket = std::exchange(ticket_, nullptr);
    const std::shared_ptr<Upload> upload = std::exchange(upload_, nullptr);
    try {
        if (upload)
            upload->end(true);
        else
            worker_->house().callbacks.handle(std::move(message_.request),
                                              [ticket](Response response) { ticket->answer(std::move(response)); });
    } catch (...) {
        if (ticket->claim()) answer(made_refusal(failed));
    }
}

void Connection::store_piece() {
    if (message_.request.body.empty()) return complete();
    enter(Phase::storing, worker_->house().options.answer_ms);
    try {
        upload_->piece(std::exchange(message_.request.body, {}),
                       [self = shared_from_this(), piece = ++pieces_] { self->worker_->post([self, piece] { self->stored(piece); }); });
    } catch (...) { refuse(failed); }
}

void Connection::stored(std::uint64_t piece) {
    if (phase_ != Phase::storing || piece != pieces_) return;
    if (message_.complete()) return complete();
    await_body();
    take_body();
}

void Connection::end_upload() {
    const std::shared_ptr<Upload> upload = std::exchange(upload_, nullptr);
    if (!upload) return;
    try {
        upload->end(false);
    } catch (...) {
        return;  // it was told, and there is nobody to tell that it failed
    }
}

bool Connection::may_answer_at_once() const { return phase_ == Phase::handling && !upload_; }

void Connection::refuse(Refusal refusal) {
    keep_alive_ = false;
    end_upload();
    if (ticket_ && !ticket_->claim()) return;  // an answer is on its way from another thread
    answer(made_refusal(refusal));
}

// Inside the catch block when something was thrown, so that `refuse` may look at std::current_exception().
Response Connection::made_refusal(Refusal refusal) const {
    try {
        return worker_->house().callbacks.refuse(refusal.status, refusal.key);
    } catch (...) {
        Response bare;
        bare.status = refusal.status;
        return bare;
    }
}

void Connection::answer(Response&& response) {
    if (phase_ == Phase::closed || phase_ == Phase::writing || phase_ == Phase::fetching || phase_ == Phase::streaming ||
        phase_ == Phase::lingering)
        return;
    end_upload();  // answered before the end of the body
    if (!message_.complete() || worker_->house().stopping || response.stream) keep_alive_ = false;
    response_ = std::move(response);
    head_.clear();
    append_head(head_, response_, {without_body_, keep_alive_, message_.version_1_0}, worker_->date());
    const bool bare = without_body_ || response_.stream || !may_have_body(response_.status);
    unsent_ = bare ? std::string_view{} : content(response_);
    unfetched_ = bare || !response_.source ? 0 : response_.source_bytes;
    write(head_);
    if (response_.stream && !without_body_) open_stream();
}

void Connection::open_stream() {
    outbox_ = std::make_shared<Outbox>([worker = worker_, self = weak_from_this()] {
        worker->post([self] {
            if (const auto connection = self.lock()) connection->flow();
        });
    });
    if (worker_->house().stopping) outbox_->end();
    if (!reading_) read();  // nothing is expected of the peer but its going
    try {
        std::exchange(response_.stream, nullptr)(stream_to(outbox_));
    } catch (...) { close(); }
}

// Sends all that waits, as one chunk; what comes meanwhile is sent after it.
void Connection::flow() {
    if (phase_ != Phase::streaming) return;
    auto [pieces, state] = outbox_->take();
    if (state == Outbox::State::cut) return close();
    if (pieces.empty() && state == Outbox::State::open) return;
    static constexpr std::string_view line_end = "\r\n", last_chunk = "0\r\n\r\n";
    const bool chunked = !message_.version_1_0;
    sending_ = std::move(pieces);
    std::size_t size = 0;
    for (const auto& piece : sending_) size += piece->size();
    head_ = chunked && size > 0 ? chunk_head(size) : std::string();
    std::vector<asio::const_buffer> parts{asio::buffer(head_)};
    for (const auto& piece : sending_) parts.push_back(asio::buffer(*piece));
    if (chunked && size > 0) parts.push_back(asio::buffer(line_end));
    if (chunked && state == Outbox::State::ended) parts.push_back(asio::buffer(last_chunk));
    enter(Phase::writing, worker_->house().options.answer_ms);
    asio::async_write(socket_, parts, [self = shared_from_this(), ended = state == Outbox::State::ended](ErrorCode error, std::size_t) {
        if (self->phase_ != Phase::writing) return;
        if (error) return self->close();
        self->sending_.clear();
        if (ended) self->outbox_.reset();
        self->on_written();
    });
}

void Connection::write(std::string_view head) {
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(unsent_.substr(0, slice_bytes))};
    unsent_.remove_prefix(parts[1].size());
    enter(Phase::writing, worker_->house().options.answer_ms);
    asio::async_write(socket_, parts, [self = shared_from_this()](ErrorCode error, std::size_t) {
        if (self->phase_ != Phase::writing) return;
        if (error)
            self->close();
        else if (!self->unsent_.empty())
            self->write({});
        else if (self->unfetched_ > 0)
            self->fetch();
        else
            self->on_written();
    });
}

void Connection::fetch() {
    enter(Phase::fetching, worker_->house().options.answer_ms);
    try {
        response_.source->next([self = shared_from_this()](std::string piece) {
            self->worker_->post([self, piece = std::move(piece)]() mutable { self->fetched(std::move(piece)); });
        });
    } catch (...) { close(); }
}

void Connection::fetched(std::string&& piece) {
    if (phase_ != Phase::fetching) return;
    if (piece.empty() || piece.size() > unfetched_) return close();
    unfetched_ -= piece.size();
    response_.body = std::move(piece);
    unsent_ = response_.body;
    write({});
}

void Connection::on_written() {
    if (outbox_) {
        phase_ = Phase::streaming;
        deadline_ = Clock::time_point::max();
        return flow();
    }
    response_ = {};
    ticket_.reset();
    if (!keep_alive_) return linger();
    if (worker_->house().stopping) return close();
    message_.clear();
    buffer_.slim();
    enter(Phase::idle, worker_->house().options.idle_ms);
    take_head();
}

// Closing with unread bytes would reset the connection, and the peer might lose the answer with it.
void Connection::linger() {
    ErrorCode ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    enter(Phase::lingering, linger_ms);
    buffer_.clear();
    if (!reading_) read();
}

void Connection::enter(Phase phase, int at_most_ms) {
    phase_ = phase;
    deadline_ = Clock::now() + std::chrono::milliseconds(at_most_ms);
}

}  // namespace kernel::http
