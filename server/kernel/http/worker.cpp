#include "kernel/http/worker.h"

#include <sys/socket.h>

#include <algorithm>
#include <ctime>

namespace kernel::http {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

namespace {

// Connections beyond the limit that are told so; those beyond these as well are closed without a word.
constexpr int turned_away_at_once = 256;

}  // namespace

Worker::Worker(std::shared_ptr<House> house) : house_(std::move(house)) {}

void Worker::listen(const Endpoint& endpoint) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    const int on = 1;
    if (::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
        throw boost::system::system_error(errno, boost::system::system_category());
    acceptor_.bind(endpoint);
    acceptor_.listen(1024);
}

void Worker::run() {
    accept();
    schedule_tick();
    for (bool again = true; again;) {
        again = false;
        try {
            context_.run();
        } catch (const std::exception&) {
            again = true;  // out of memory, most likely; the connection it happened to ends by its deadline, the others go on
        }
    }
    {
        const std::lock_guard guard(ending_);
        ended_ = true;
    }
    context_.restart();
    context_.poll();  // what was posted after the end of the loop
}

void Worker::stop() {
    post([this] { shut(); });
}

void Worker::stop_now() {
    post([this] {
        shut_at_ = Clock::now();
        for (std::size_t left = connections_.size(); left > 0; left = std::min(left - 1, connections_.size())) {
            const std::shared_ptr<Connection> connection = connections_[left - 1];
            connection->close();
        }
    });
}

std::string_view Worker::date() { return date_.at(std::time(nullptr)); }

void Worker::accept() {
    accepting_ = true;
    acceptor_.async_accept([this](ErrorCode error, Socket socket) {
        accepting_ = false;
        if (!acceptor_.is_open()) return;
        if (!error) welcome(std::move(socket));
        if (!error || error == asio::error::connection_aborted) accept();
        // Else there are no file descriptors left, and trying again at once would spin: the next tick tries.
    });
}

void Worker::welcome(Socket socket) {
    const int others = house_->connections;
    if (others >= house_->options.connections + turned_away_at_once) return;
    ErrorCode ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto connection = std::make_shared<Connection>(shared_from_this(), std::move(socket));
    connection->place = connections_.size();
    connections_.push_back(connection);
    ++house_->connections;
    if (others >= house_->options.connections)
        connection->turn_away();
    else
        connection->start();
}

void Worker::forget(Connection& connection) {
    --house_->connections;
    const std::size_t place = connection.place;
    connections_.back()->place = place;
    std::swap(connections_[place], connections_.back());
    connections_.pop_back();
    if (house_->stopping && connections_.empty() && !acceptor_.is_open()) timer_.cancel();
}

void Worker::schedule_tick() {
    const ServerOptions& options = house_->options;
    const int shortest = std::min({options.idle_ms, options.request_ms, options.answer_ms, options.drain_ms});
    timer_.expires_after(std::chrono::milliseconds(std::clamp(shortest / 4, 10, 1000)));
    timer_.async_wait([this](ErrorCode error) {
        if (!error) tick();
    });
}

void Worker::tick() {
    if (!acceptor_.is_open() && connections_.empty()) return;
    schedule_tick();  // first: whatever is thrown below, the next tick comes
    const auto now = Clock::now();
    // Closing one puts the last into its place, so the list is walked from its end.
    for (std::size_t left = connections_.size(); left > 0; left = std::min(left - 1, connections_.size())) {
        const std::shared_ptr<Connection> connection = connections_[left - 1];
        if (now >= shut_at_)
            connection->close();
        else
            connection->tick(now);
    }
    if (acceptor_.is_open() && !accepting_) accept();
}

void Worker::shut() {
    ErrorCode ignored;
    acceptor_.close(ignored);
    shut_at_ = Clock::now() + std::chrono::milliseconds(house_->options.drain_ms);
    for (std::size_t left = connections_.size(); left > 0; left = std::min(left - 1, connections_.size())) {
        const std::shared_ptr<Connection> connection = connections_[left - 1];
        connection->finish();
    }
    if (connections_.empty()) timer_.cancel();
}

}  // namespace kernel::http
