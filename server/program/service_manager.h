// Telling systemd how far the server is (sd_notify's protocol: a datagram to the socket that it names).
#pragma once
#include <string_view>

namespace program {

void tell_service_manager(std::string_view state);  // "READY=1", "STOPPING=1"; nothing happens when nobody asked to be told

}  // namespace program
