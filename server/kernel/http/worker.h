// Inside this room only (Asio): one thread with its own io_context, listening socket, connections and coarse timer.
#pragma once
#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "kernel/http/connection.h"

namespace kernel::http {

struct House {  // what all workers share
    ServerOptions options;
    Server::Callbacks callbacks;
    std::atomic<int> connections{0};
    std::atomic<bool> stopping{false};
};

class Worker : public std::enable_shared_from_this<Worker> {
public:
    using Endpoint = boost::asio::ip::tcp::endpoint;

    explicit Worker(std::shared_ptr<House> house);
    void listen(const Endpoint& endpoint);  // throws boost::system::system_error
    Endpoint endpoint() const { return acceptor_.local_endpoint(); }
    void run();
    void stop();      // from any thread
    void stop_now();  // after stop(): without waiting for answers in hand

    House& house() { return *house_; }
    bool is_here() const { return context_.get_executor().running_in_this_thread(); }
    std::string_view date();
    void forget(Connection& connection);

    // From any thread; false when the thread has ended: then nobody would ever run it, and what it holds would hold this worker.
    template <class Work>
    bool post(Work&& work) {
        const std::lock_guard guard(ending_);
        if (ended_) return false;
        boost::asio::post(context_, std::forward<Work>(work));
        return true;
    }

private:
    using Executor = boost::asio::io_context::executor_type;
    using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

    void accept();
    void welcome(Socket socket);
    void schedule_tick();
    void tick();
    void shut();

    std::shared_ptr<House> house_;
    mutable boost::asio::io_context context_{1};
    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> acceptor_{context_};
    Timer timer_{context_};
    bool accepting_ = false;
    Clock::time_point shut_at_ = Clock::time_point::max();
    std::vector<std::shared_ptr<Connection>> connections_;
    DateLine date_;
    std::mutex ending_;
    bool ended_ = false;
};

}  // namespace kernel::http
