#include "kernel/api/upload.h"

namespace kernel {

void ChunkedUpload::piece(std::string bytes, std::function<void()> more) {
    if (refused_) return;
    size_ += bytes.size();
    if (size_ > limits_.bytes) return refuse(limits_.too_large);
    held_ += bytes;
    if (held_.size() < limits_.piece) return more();
    write(std::move(more));
}

void ChunkedUpload::end(bool complete) {
    if (!complete || refused_) {
        if (id_ != 0) abandon(id_);
        return;
    }
    write([self = shared_from_this()] { self->wind_up(); });
}

void ChunkedUpload::refuse(const Problem& problem) {
    refused_ = true;
    call_->refuse(problem);
}

// Writes whole pieces; at the end of the file what is left too.
void ChunkedUpload::write(std::function<void()> then) {
    auto pieces = std::make_shared<std::vector<std::string>>();
    const bool last = held_.size() < limits_.piece;
    std::size_t from = 0;
    for (; held_.size() - from >= limits_.piece; from += limits_.piece) pieces->push_back(held_.substr(from, limits_.piece));
    if (last && from < held_.size()) {
        pieces->push_back(held_.substr(from));
        from = held_.size();
    }
    held_.erase(0, from);
    const auto id = std::make_shared<Result<std::int64_t>>(id_);
    const auto self = shared_from_this();
    const bool queued = app_.store.write(
        {.apply = [self, id, pieces](Transaction& transaction) { return self->store(transaction, *id, *pieces); },
         .settled = [self, id, pieces, then = std::move(then)](
                        Outcome outcome, const std::exception_ptr& error) { self->written(*id, pieces->size(), outcome, error, then); }});
    if (!queued) refuse({.code = Code::unavailable, .key = "problem.busy"});
}

bool ChunkedUpload::store(Transaction& transaction, Result<std::int64_t>& id, const std::vector<std::string>& pieces) {
    id = id_ != 0 ? Result<std::int64_t>(id_) : begin(transaction, pieces.empty() ? std::string_view() : pieces.front());
    if (!id.ok()) return false;
    std::int64_t seq = seq_;
    for (const std::string& bytes : pieces) append(transaction, *id, seq++, bytes);
    return true;
}

void ChunkedUpload::written(const Result<std::int64_t>& id, std::size_t pieces, Outcome outcome, const std::exception_ptr& error,
                            const std::function<void()>& then) {
    if (!id.ok()) return refuse(id.problem());
    if (error) return refuse(problem_from(error, call_->request_id));
    if (outcome != Outcome::committed) return refuse({.code = Code::unavailable, .key = "problem.unavailable"});
    id_ = *id;
    seq_ += static_cast<std::int64_t>(pieces);
    then();
}

void ChunkedUpload::wind_up() {
    const bool queued = app_.store.read_long([self = shared_from_this()](Connection& connection) {
        try {
            self->finish(connection, self->id_, static_cast<std::int64_t>(self->size_));
        } catch (...) {
            self->abandon(self->id_);
            self->refuse(problem_from(std::current_exception(), self->call_->request_id));
        }
    });
    if (queued) return;
    abandon(id_);
    refuse({.code = Code::unavailable, .key = "problem.busy"});
}

}  // namespace kernel
