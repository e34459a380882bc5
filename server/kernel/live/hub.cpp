#include "kernel/live/hub.h"

#include <algorithm>

#include "kernel/base/log.h"
#include "kernel/live/limits.h"

namespace kernel {

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds tick{1};

bool hears_by_owner(const Heard& heard, const Viewer& viewer) {
    return std::ranges::any_of(heard.changes,
                               [&](const HeardChange& change) { return scope_of(viewer, *change.type, Action::read) == Scope::own; });
}

}  // namespace

// The same event for all who hear the same: viewers of one role, unless something of it is somebody's own.
class Hub::Events {
public:
    Events(const Hub& hub, const Heard& heard) : hub_(hub), heard_(heard) {}
    // Null when there is nothing for this viewer to hear.
    const Piece& of(const Viewer& viewer) {
        const auto [by_owner, is_new_role] = by_owner_.try_emplace(viewer.role);
        if (is_new_role) by_owner->second = hears_by_owner(heard_, viewer);
        const auto [piece, is_new] = pieces_.try_emplace({viewer.role, by_owner->second ? viewer.account : 0});
        if (is_new)
            if (const std::string json = changes_json(heard_, viewer); !json.empty()) piece->second = hub_.event("changes", json);
        return piece->second;
    }

private:
    const Hub& hub_;
    const Heard& heard_;
    std::map<const Role*, bool> by_owner_;
    std::map<std::pair<const Role*, std::int64_t>, Piece> pieces_;
};

// Outlives the hub, because the store rings it for as long as it writes.
struct Hub::Bell {
    std::mutex mutex;
    std::condition_variable rung;
    std::atomic<bool> attended{false};  // somebody listens
    std::atomic<bool> changed{false};
    bool stopping = false;
    std::vector<Listener> arrivals;

    void ring() {
        if (!attended || changed.exchange(true)) return;
        const std::lock_guard lock(mutex);
        rung.notify_one();
    }
};

struct Hub::Seats {
    std::mutex mutex;
    std::map<std::int64_t, int> by_account;
    int all = 0;
};

Hub::Hub(const House& house, Store& store)
    : house_(house), store_(store), bell_(std::make_shared<Bell>()), seats_(std::make_shared<Seats>()) {
    store_.when_committed([bell = bell_] { bell->ring(); });
}

Hub::~Hub() { stop(); }

int Hub::listeners() const {
    const std::lock_guard lock(seats_->mutex);
    return seats_->all;
}

void Hub::start() {
    thread_ = std::thread([this] { run(); });
}

void Hub::stop() {
    {
        const std::lock_guard lock(bell_->mutex);
        bell_->stopping = true;
    }
    bell_->rung.notify_one();
    if (thread_.joinable()) thread_.join();
    listening_.clear();
    bell_->arrivals.clear();
}

Result<Hub::Seat> Hub::admit(const Viewer& viewer) {
    const std::lock_guard lock(seats_->mutex);
    if (seats_->all >= limits::listeners) return Problem{.code = Code::unavailable, .key = "problem.listeners"};
    int& own = seats_->by_account[viewer.account];
    if (own >= limits::listeners_per_account)
        return Problem{
            .code = Code::too_many, .key = "problem.own_listeners", .arguments = {{"max", std::to_string(limits::listeners_per_account)}}};
    ++own;
    ++seats_->all;
    return Seat(seats_.get(), [seats = seats_, account = viewer.account](const void*) {
        const std::lock_guard release(seats->mutex);
        --seats->all;
        if (--seats->by_account[account] == 0) seats->by_account.erase(account);
    });
}

void Hub::join(Listener listener) {
    {
        const std::lock_guard lock(bell_->mutex);
        if (bell_->stopping) return;
        bell_->arrivals.push_back(std::move(listener));
    }
    bell_->rung.notify_one();
}

void Hub::run() {
    while (wait()) {
        looked_at_ = Steady::now();
        try {
            store_.read_and_wait([this](Connection& connection) { round(connection); });
        } catch (const std::exception& error) {
            // They stay connected and hear it when the database answers again.
            LogLine(LogLevel::error, "live_events").with("problem", error.what());
            bell_->changed = true;
        }
        bell_->attended = !listening_.empty();
    }
}

std::chrono::steady_clock::duration Hub::pause() const {
    return std::max<Steady::duration>(limits::least_pause, limits::pause_per_listener * static_cast<std::int64_t>(listening_.size()));
}

// For news, for somebody who comes, or for the next tick; false when it is over.
bool Hub::wait() {
    std::unique_lock lock(bell_->mutex);
    const auto called = [this] { return bell_->stopping || !bell_->arrivals.empty(); };
    if (listening_.empty()) {
        bell_->rung.wait(lock, called);
    } else if (!bell_->rung.wait_until(lock, looked_at_ + pause(), called)) {
        bell_->rung.wait_until(lock, looked_at_ + std::max<Steady::duration>(tick, pause()),
                               [&] { return called() || bell_->changed.load(); });
    }
    return !bell_->stopping;
}

void Hub::round(Connection& connection) {
    std::vector<Listener> arrivals;
    {
        const std::lock_guard lock(bell_->mutex);
        arrivals.swap(bell_->arrivals);
    }
    bell_->attended = true;  // before the log is read, so that nothing falls between
    bell_->changed = false;
    std::erase_if(listening_, [](const Listening& one) { return !one.who.stream->is_open(); });
    const Position end = log_end(connection);
    if (end != position_) {
        moved_at_ = Steady::now();
        if (!listening_.empty()) tell_all(connection, end);
        position_ = end;
    }
    for (Listener& arrival : arrivals) take_in(connection, std::move(arrival));
    recheck(connection, [now = Steady::now()](const Listening& one) { return now - one.checked_at >= limits::beat; });
    beat();
}

void Hub::tell_all(Connection& connection, const Position& end) {
    const auto entries = position_.distance(end);
    if (!entries || *entries > limits::entries_told) {
        // Nobody has read whose access has ended among so many: all are asked, once in a while.
        recheck(connection, [now = Steady::now()](const Listening& one) { return now - one.checked_at >= tick; });
        position_ = end;
        const Piece reset = event("reset", "{}");
        for (Listening& one : listening_) say(one, reset);
        return;
    }
    const Heard heard = read_log(connection, house_, position_, end);
    recheck(connection,
            [&](const Listening& one) { return std::ranges::find(heard.accounts, one.who.viewer.account) != heard.accounts.end(); });
    position_ = end;  // the id of what is said now; before, what throws leaves it to be said in the next round
    Events events(*this, heard);
    for (Listening& one : listening_)
        if (const Piece& piece = events.of(one.who.viewer)) say(one, piece);
}

void Hub::take_in(Connection& connection, Listener listener) {
    const auto now = Steady::now();
    Listening one{std::move(listener), now, now};
    // What was missed comes first: whoever has heard `ready` has heard all up to its id.
    if (!one.who.after.empty()) say_missed(connection, one);
    const auto quiet = std::chrono::duration_cast<std::chrono::milliseconds>(now - moved_at_).count();
    say(one, event("ready", "{\"quiet_ms\":" + std::to_string(quiet) + "}"));
    listening_.push_back(std::move(one));
}

void Hub::say_missed(Connection& connection, Listening& one) {
    const auto after = Position::parse(one.who.after);
    const auto entries = after ? after->distance(position_) : std::nullopt;
    if (!entries || *entries > limits::entries_told) return say(one, event("reset", "{}"));
    if (*entries == 0) return;
    const Heard heard = read_log(connection, house_, *after, position_);
    Events events(*this, heard);
    if (const Piece& piece = events.of(one.who.viewer)) say(one, piece);
}

void Hub::recheck(Connection& connection, const std::function<bool(const Listening&)>& is_due) {
    const auto now = Steady::now();
    for (Listening& one : listening_) {
        if (!is_due(one)) continue;
        one.checked_at = now;
        if (auto viewer = one.who.again(connection)) {
            one.who.viewer = std::move(*viewer);
        } else {
            say(one, event("end", "{}"));
            one.who.stream->end();
        }
    }
    std::erase_if(listening_, [](const Listening& one) { return !one.who.stream->is_open(); });
}

void Hub::beat() {
    const auto now = Steady::now();
    Piece piece;
    for (Listening& one : listening_) {
        if (now - one.said_at < limits::beat) continue;
        if (!piece) piece = event("beat", "{}");
        say(one, piece);
    }
}

void Hub::say(Listening& listening, const Piece& piece) {
    listening.said_at = Steady::now();
    listening.who.stream->write(piece);
}

Hub::Piece Hub::event(std::string_view name, std::string_view data) const {
    std::string text = "event: ";
    text.append(name).append("\nid: ").append(position_.text()).append("\ndata: ").append(data).append("\n\n");
    return std::make_shared<const std::string>(std::move(text));
}

}  // namespace kernel
