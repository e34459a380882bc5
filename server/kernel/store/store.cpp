#include "kernel/store/store.h"

#include <future>

#include "kernel/store/engines.h"

namespace kernel {

void Transaction::write_gathered() {
    for (const auto& [owner, held] : kept_back_) held->write(*this);
}

bool Store::write_and_wait(const std::function<bool(Transaction&)>& apply) {
    std::promise<bool> promise;
    const bool queued = write(WriteWork{apply, [&promise](Outcome outcome, const std::exception_ptr& error) {
                                            if (error)
                                                promise.set_exception(error);
                                            else
                                                promise.set_value(outcome == Outcome::committed);
                                        }});
    if (!queued) throw DatabaseError("too much waits to be written", true);
    return promise.get_future().get();
}

void Store::read_and_wait(const std::function<void(Connection&)>& work) {
    std::promise<void> promise;
    read([&](Connection& connection) {
        try {
            work(connection);
            promise.set_value();
        } catch (...) { promise.set_exception(std::current_exception()); }
    });
    promise.get_future().get();
}

std::unique_ptr<Store> open_store(const StoreOptions& options) {
    return options.engine == Engine::sqlite ? open_sqlite_store(options) : open_postgres_store(options);
}

}  // namespace kernel
