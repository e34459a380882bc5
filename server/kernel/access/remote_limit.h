// How often one address may try to prove who it is and fail. In memory: a restart forgives.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "kernel/base/time.h"

namespace kernel {

namespace limits {
inline constexpr int remote_tries = 100;         // of one address in one window
inline constexpr int remote_window_s = 10 * 60;  // from the first of them
inline constexpr std::size_t remotes = 10'000;   // addresses remembered
}  // namespace limits

// Thread-safe. Every try counts from its beginning, so that many at once gain nothing; one that succeeds is given back.
class RemoteLimit {
public:
    explicit RemoteLimit(const Clock& clock) : clock_(clock) {}
    int try_from(std::string_view remote);  // seconds to wait; 0: go on
    void give_back(std::string_view remote);

private:
    struct Window {
        std::int64_t ends = 0;  // microseconds since 1970
        int tries = 0;
    };
    void make_room(std::int64_t now);
    const Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, Window, std::less<>> windows_;
};

// Whom an address stands for: an IPv4 address for itself, an IPv6 address for its /64, as that is what one subscriber is given.
std::string subscriber(std::string_view remote);

}  // namespace kernel
