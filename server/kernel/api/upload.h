// A file on its way into the database: what comes is gathered to pieces of one size, and the sender waits for each to be durable.
#pragma once
#include <memory>
#include <string>

#include "kernel/api/app.h"

namespace kernel {

class ChunkedUpload : public http::Upload, public std::enable_shared_from_this<ChunkedUpload> {
public:
    struct Limits {
        std::size_t bytes;  // of the whole
        std::size_t piece;  // every piece but the last has so many
        Problem too_large = {.code = Code::too_large, .key = "problem.too_large"};
    };
    ChunkedUpload(const App& app, CallPtr call, Limits limits) : app_(app), call_(std::move(call)), limits_(std::move(limits)) {}

    void piece(std::string bytes, std::function<void()> more) override;
    void end(bool complete) override;

protected:
    // On the writer, with the first piece; the id that the others go to.
    virtual Result<std::int64_t> begin(Transaction& transaction, std::string_view first_piece) = 0;
    virtual void append(Transaction& transaction, std::int64_t id, std::int64_t seq, std::string_view bytes) = 0;
    // All of it is durable: answers the call. On the pool of long reads.
    virtual void finish(Connection& connection, std::int64_t id, std::int64_t size) = 0;
    // It broke off, or was refused on its way.
    virtual void abandon(std::int64_t id) = 0;

    const App& app() const { return app_; }
    const CallPtr& call() const { return call_; }
    void refuse(const Problem& problem);

private:
    void write(std::function<void()> then);
    bool store(Transaction& transaction, Result<std::int64_t>& id, const std::vector<std::string>& pieces);
    void written(const Result<std::int64_t>& id, std::size_t pieces, Outcome outcome, const std::exception_ptr& error,
                 const std::function<void()>& then);
    void wind_up();

    const App& app_;
    const CallPtr call_;
    const Limits limits_;
    std::string held_;
    std::uint64_t size_ = 0;
    std::int64_t id_ = 0, seq_ = 0;
    bool refused_ = false;
};

}  // namespace kernel
