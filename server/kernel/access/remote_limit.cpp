#include "kernel/access/remote_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "kernel/base/text.h"

namespace kernel {
namespace {

constexpr std::int64_t window = std::int64_t{limits::remote_window_s} * 1'000'000;

}  // namespace

std::string subscriber(std::string_view remote) {
    std::string address(remote.substr(0, remote.find('%')));
    std::array<char, 16> bytes{};
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return address;
    const std::string_view whole(bytes.data(), bytes.size());
    const bool mapped = whole.starts_with(std::string_view("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12));
    return hex(mapped ? whole.substr(12) : whole.substr(0, 8));
}

int RemoteLimit::try_from(std::string_view remote) {
    const std::int64_t now = clock_.now().microseconds;
    const std::string who = subscriber(remote);
    const std::lock_guard lock(mutex_);
    auto found = windows_.find(who);
    if (found == windows_.end()) {
        make_room(now);
        found = windows_.emplace(who, Window{}).first;
    }
    Window& held = found->second;
    // A clock that was set back would otherwise hold a window open for as long.
    if (held.ends <= now || held.ends > now + window) held = {now + window, 0};
    if (held.tries >= limits::remote_tries) return static_cast<int>((held.ends - now) / 1'000'000) + 1;
    ++held.tries;
    return 0;
}

void RemoteLimit::give_back(std::string_view remote) {
    const std::lock_guard lock(mutex_);
    const auto found = windows_.find(subscriber(remote));
    if (found != windows_.end() && found->second.tries > 0) --found->second.tries;
}

void RemoteLimit::make_room(std::int64_t now) {
    if (windows_.size() < limits::remotes) return;
    std::erase_if(windows_, [now](const auto& entry) { return entry.second.ends <= now; });
    if (windows_.size() < limits::remotes) return;
    // Whoever has tried least loses least by being forgotten.
    windows_.erase(std::ranges::min_element(windows_, {}, [](const auto& entry) { return entry.second.tries; }));
}

}  // namespace kernel
