// Inside this room only: what waits to be sent on an answer that stays open. Filled from any thread, emptied on the connection's.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/http/http.h"

namespace kernel::http {

class Outbox {
public:
    using Piece = std::shared_ptr<const std::string>;
    enum class State : std::uint8_t { open, ended, cut };

    // `wake` is called when there is something to fetch and nobody has been told yet.
    explicit Outbox(std::function<void()> wake) : wake_(std::move(wake)) {}

    bool add(Piece piece);
    void end();
    bool is_open() const;

    // On the connection's thread.
    struct Taken {
        std::vector<Piece> pieces;
        State state = State::open;
    };
    Taken take();
    void close();  // the peer is gone: nothing is kept for it any more

private:
    void tell(std::unique_lock<std::mutex>& lock);

    const std::function<void()> wake_;
    mutable std::mutex mutex_;
    State state_ = State::open;
    bool told_ = false;
    std::size_t waiting_ = 0;  // bytes
    std::vector<Piece> pieces_;
};

// What the rest of the house holds; the last one to let go ends the answer.
StreamPtr stream_to(std::shared_ptr<Outbox> outbox);

}  // namespace kernel::http
