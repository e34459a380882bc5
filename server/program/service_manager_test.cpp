#include "program/service_manager.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace program {

TEST(ServiceManagerTest, is_told_by_a_datagram_to_the_socket_that_it_names) {
    const std::string path = (std::filesystem::temp_directory_path() / ("bylaw-notify-" + std::to_string(::getpid()))).string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size());
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    tell_service_manager("READY=1");
    ::unsetenv("NOTIFY_SOCKET");
    char heard[64] = {};
    EXPECT_EQ(::recv(socket, heard, sizeof heard, MSG_DONTWAIT), 7);
    EXPECT_STREQ(heard, "READY=1");
    tell_service_manager("STOPPING=1");
    EXPECT_LT(::recv(socket, heard, sizeof heard, MSG_DONTWAIT), 0) << "nobody asked";
    ::close(socket);
    ::unlink(path.c_str());
}

}  // namespace program
