#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "kernel/http/worker.h"

namespace kernel::http {

namespace asio = boost::asio;
using Endpoint = Worker::Endpoint;

namespace {

Endpoint endpoint_of(const ServerOptions& options) {
    boost::system::error_code error;
    const std::string host = options.host == "localhost" ? "127.0.0.1" : options.host;
    const auto address = asio::ip::make_address(host, error);
    if (error) throw std::runtime_error("cannot listen on \"" + options.host + "\": not an IP address");
    return {address, options.port};
}

// SO_REUSEPORT lets a second server of the same user share the port in silence, and each would get half of the requests.
void make_sure_nobody_listens(const Endpoint& endpoint) {
    asio::io_context context;
    asio::ip::tcp::acceptor probe(context);
    probe.open(endpoint.protocol());
    probe.set_option(asio::socket_base::reuse_address(true));
    probe.bind(endpoint);
}

// A connection is a file descriptor, and the usual soft limit of 1024 is a tenth of what the limits promise.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

struct Server::Implementation {
    std::shared_ptr<House> house = std::make_shared<House>();
    std::vector<std::shared_ptr<Worker>> workers;
    std::uint16_t port = 0;

    void listen() {
        Endpoint endpoint = endpoint_of(house->options);
        try {
            if (endpoint.port() != 0) make_sure_nobody_listens(endpoint);
            for (int each = 0; each < std::max(1, house->options.threads); ++each) {
                workers.push_back(std::make_shared<Worker>(house));
                workers.back()->listen(endpoint);
                endpoint = workers.front()->endpoint();
            }
        } catch (const boost::system::system_error& error) {
            throw std::runtime_error("cannot listen on " + house->options.host + " port " + std::to_string(endpoint.port()) + ": " +
                                     error.code().message());
        }
        port = endpoint.port();
    }
};

Server::Server(const ServerOptions& options, Callbacks callbacks) : implementation_(std::make_unique<Implementation>()) {
    implementation_->house->options = options;
    implementation_->house->callbacks = std::move(callbacks);
    raise_descriptor_limit();
    implementation_->listen();
}

Server::~Server() = default;

std::uint16_t Server::port() const { return implementation_->port; }

void Server::run() {
    const auto& workers = implementation_->workers;
    std::vector<std::thread> threads;
    for (std::size_t each = 1; each < workers.size(); ++each) threads.emplace_back([worker = workers[each]] { worker->run(); });
    workers.front()->run();
    for (auto& thread : threads) thread.join();
}

void Server::stop() {
    const bool again = implementation_->house->stopping.exchange(true);
    for (const auto& worker : implementation_->workers) again ? worker->stop_now() : worker->stop();
}

}  // namespace kernel::http
