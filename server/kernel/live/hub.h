// Live events: whoever listens hears of every change to a record they may read, from the log, after it is durable. One thread reads the
// log once for all of them; who comes back with the id of the last event heard gets what was missed.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "kernel/access/policy.h"
#include "kernel/base/result.h"
#include "kernel/http/http.h"
#include "kernel/live/changes.h"
#include "kernel/live/position.h"

namespace kernel {

class Hub {
public:
    // Who somebody is by now; none when their session or token is over.
    using Again = std::function<std::optional<Viewer>(Connection&)>;
    using Seat = std::shared_ptr<const void>;

    Hub(const House& house, Store& store);
    ~Hub();
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;
    void start();
    void stop();

    // A place for one more listener, kept as long as the Seat. Refused beyond limits::listeners_per_account and limits::listeners.
    Result<Seat> admit(const Viewer& viewer);
    struct Listener {
        http::StreamPtr stream;
        Viewer viewer;
        Again again;
        Seat seat;
        std::string after;  // the id of the last event that they heard; empty: from now on
    };
    void join(Listener listener);
    int listeners() const;  // now

private:
    using Time = std::chrono::steady_clock::time_point;
    using Piece = std::shared_ptr<const std::string>;
    struct Bell;
    struct Seats;
    class Events;
    struct Listening {
        Listener who;
        Time said_at;
        Time checked_at;
    };

    void run();
    bool wait();
    void round(Connection& connection);
    void tell_all(Connection& connection, const Position& end);
    void take_in(Connection& connection, Listener listener);
    void say_missed(Connection& connection, Listening& listening);
    void recheck(Connection& connection, const std::function<bool(const Listening&)>& is_due);
    void beat();
    void say(Listening& listening, const Piece& piece);
    Piece event(std::string_view name, std::string_view data) const;
    std::chrono::steady_clock::duration pause() const;

    const House& house_;
    Store& store_;
    const std::shared_ptr<Bell> bell_;
    const std::shared_ptr<Seats> seats_;
    // Below: of the one thread.
    Position position_;
    std::vector<Listening> listening_;
    Time looked_at_{};
    Time moved_at_{};
    std::thread thread_;
};

}  // namespace kernel
