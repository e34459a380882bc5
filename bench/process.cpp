#include "process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace bench {

namespace {

constexpr int start_milliseconds = 60'000;

pid_t spawn(const std::vector<std::string>& words, posix_spawn_file_actions_t& files) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t pid = 0;
    if (posix_spawn(&pid, words[0].c_str(), &files, nullptr, arguments.data(), environ) != 0)
        throw std::runtime_error("cannot start " + words[0]);
    return pid;
}

// What the program has printed, up to and with its address.
std::string read_until_address(int output) {
    std::string said;
    char part[4096];
    pollfd waiting{output, POLLIN, 0};
    while (said.find("http://") == std::string::npos || said.find('\n', said.find("http://")) == std::string::npos) {
        if (poll(&waiting, 1, start_milliseconds) <= 0) throw std::runtime_error("no address within a minute:\n" + said);
        const ssize_t count = read(output, part, sizeof part);
        if (count <= 0) throw std::runtime_error("the server ended:\n" + said);
        said.append(part, static_cast<std::size_t>(count));
    }
    return said;
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& words) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    pid_ = spawn(words, files);
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    output_ = ends[0];
    const std::string said = read_until_address(output_);
    const auto colon = said.find(':', said.find("http://") + 7);
    port_ = static_cast<std::uint16_t>(std::atoi(said.c_str() + colon + 1));
}

ServerProcess::~ServerProcess() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    close(output_);
}

double ServerProcess::cpu_seconds() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double ServerProcess::resident_megabytes() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmRSS:")) return std::atof(line.c_str() + 6) / 1024;
    return 0;
}

int run_to_end(const std::vector<std::string>& words, const std::string& log, const std::string& input) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    const pid_t pid = spawn(words, files);
    posix_spawn_file_actions_destroy(&files);
    close(ends[0]);
    if (write(ends[1], input.data(), input.size()) < 0) kill(pid, SIGTERM);
    close(ends[1]);
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string fetch(std::uint16_t port, const std::string& request, int expected_status) {
    const int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        send(peer, request.data(), request.size(), MSG_NOSIGNAL) < 0) {
        close(peer);
        throw std::runtime_error("the server does not take a request");
    }
    std::string answer;
    char part[65536];
    std::size_t whole = std::string::npos;
    while (answer.size() < whole) {
        const ssize_t count = recv(peer, part, sizeof part, 0);
        if (count <= 0) break;
        answer.append(part, static_cast<std::size_t>(count));
        const auto end = answer.find("\r\n\r\n");
        const auto length = answer.find("Content-Length: ");
        if (end != std::string::npos && length < end) whole = end + 4 + std::strtoull(answer.c_str() + length + 16, nullptr, 10);
    }
    close(peer);
    if (answer.size() < 12 || std::atoi(answer.c_str() + 9) != expected_status)
        throw std::runtime_error("unexpected answer: " + answer.substr(0, 1000));
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

void wait_for_index(const ServerProcess& server, const std::string& token) {
    const std::string request = "GET /api/v1/search?q=a HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    while (fetch(server.port(), request, 200).find("\"indexing\":true") != std::string::npos)
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
}

}  // namespace bench
