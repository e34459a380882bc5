// For the tests of this room: a server on a free port of the loopback, and a peer that sends exactly the bytes it is told to.
#pragma once
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "kernel/http/http.h"

namespace kernel::http {

inline ServerOptions patient() {  // nothing times out on a busy machine
    ServerOptions options;
    options.port = 0;
    options.drain_ms = 300;
    return options;
}

inline ServerOptions impatient() {
    ServerOptions options = patient();
    options.idle_ms = options.request_ms = options.answer_ms = 300;
    return options;
}

inline Response plain(int status, std::string_view body) {
    Response response;
    response.status = status;
    response.content_type = "text/plain";
    response.body = body;
    return response;
}

class Running {
public:
    explicit Running(Handler handle, UploadDoor upload = {}, const ServerOptions& options = patient())
        : server_(options, {std::move(handle), std::move(upload), plain}), thread_([this] { server_.run(); }) {}
    ~Running() { stop(); }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    Server& server() { return server_; }
    std::uint16_t port() const { return server_.port(); }
    void stop() {
        server_.stop();
        if (thread_.joinable()) thread_.join();
    }

private:
    Server server_;
    std::thread thread_;
};

struct Heard {
    int status = 0;
    std::string head;
    std::string body;
    bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
};

class Peer {
public:
    explicit Peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Peer() { close(); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    bool connected() const { return connected_; }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    void no_more() { ::shutdown(socket_, SHUT_WR); }
    bool send(std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    // How many of the bytes the other side's buffers take without anybody waiting.
    std::size_t send_what_fits(std::string_view text) {
        std::size_t total = 0;
        while (total < text.size()) {
            const ssize_t sent = ::send(socket_, text.data() + total, text.size() - total, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent <= 0) break;
            total += static_cast<std::size_t>(sent);
        }
        return total;
    }
    Heard answer(bool without_body = false) {
        Heard result;
        std::size_t end = 0;
        while ((end = pending_.find("\r\n\r\n")) == std::string::npos)
            if (!more()) return result;
        result.head = pending_.substr(0, end + 4);
        pending_.erase(0, end + 4);
        std::from_chars(result.head.data() + 9, result.head.data() + 12, result.status);
        std::size_t length = 0;
        if (const auto at = result.head.find("Content-Length: "); at != std::string::npos && !without_body)
            std::from_chars(result.head.data() + at + 16, result.head.data() + result.head.size(), length);
        while (pending_.size() < length)
            if (!more()) break;
        result.body = pending_.substr(0, length);
        pending_.erase(0, length);
        return result;
    }
    Heard ask(std::string_view request) {
        send(request);
        return answer();
    }
    // So many bytes as they came, or what there was of them.
    std::string take(std::size_t size) {
        while (pending_.size() < size)
            if (!more()) break;
        std::string taken = pending_.substr(0, size);
        pending_.erase(0, taken.size());
        return taken;
    }
    // Everything up to the end of the connection.
    std::string rest() {
        while (more()) continue;
        return std::exchange(pending_, {});
    }
    bool is_closed() { return pending_.empty() && !more() && !timed_out_; }

private:
    bool more() {
        pollfd wait{socket_, POLLIN, 0};
        timed_out_ = ::poll(&wait, 1, 5000) == 0;
        if (timed_out_) return false;
        char bytes[16384];
        const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
        if (got <= 0) return false;
        pending_.append(bytes, static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    bool connected_ = false;
    bool timed_out_ = false;
    std::string pending_;
};

inline bool eventually(const std::function<bool()>& holds) {
    for (int each = 0; each < 400; ++each) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

}  // namespace kernel::http
