#include "kernel/http/stream.h"

namespace kernel::http {

namespace {

class Handle final : public Stream {
public:
    explicit Handle(std::shared_ptr<Outbox> outbox) : outbox_(std::move(outbox)) {}
    ~Handle() override { outbox_->end(); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    bool write(std::shared_ptr<const std::string> piece) override { return outbox_->add(std::move(piece)); }
    void end() override { outbox_->end(); }
    bool is_open() const override { return outbox_->is_open(); }

private:
    const std::shared_ptr<Outbox> outbox_;
};

}  // namespace

bool Outbox::add(Piece piece) {
    std::unique_lock lock(mutex_);
    if (state_ != State::open) return false;
    if (!piece || piece->empty()) return true;
    waiting_ += piece->size();
    if (waiting_ > limits::stream_bytes) {
        state_ = State::cut;
        pieces_.clear();
    } else {
        pieces_.push_back(std::move(piece));
    }
    const bool kept = state_ == State::open;
    tell(lock);
    return kept;
}

void Outbox::end() {
    std::unique_lock lock(mutex_);
    if (state_ != State::open) return;
    state_ = State::ended;
    tell(lock);
}

bool Outbox::is_open() const {
    const std::lock_guard lock(mutex_);
    return state_ == State::open;
}

Outbox::Taken Outbox::take() {
    const std::lock_guard lock(mutex_);
    told_ = false;
    waiting_ = 0;
    return {.pieces = std::exchange(pieces_, {}), .state = state_};
}

void Outbox::close() {
    const std::lock_guard lock(mutex_);
    state_ = State::cut;
    pieces_.clear();
}

void Outbox::tell(std::unique_lock<std::mutex>& lock) {
    if (std::exchange(told_, true)) return;
    lock.unlock();
    wake_();
}

StreamPtr stream_to(std::shared_ptr<Outbox> outbox) { return std::make_shared<Handle>(std::move(outbox)); }

}  // namespace kernel::http
