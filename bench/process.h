// A server under measurement: started, listened to until it names its address, asked for its CPU time and memory, ended.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

class ServerProcess {
public:
    // Waits for a line with http://127.0.0.1:PORT. Throws with what the program said when it ends without one.
    explicit ServerProcess(const std::vector<std::string>& words);
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    std::uint16_t port() const { return port_; }
    double cpu_seconds() const;
    double resident_megabytes() const;

private:
    pid_t pid_ = 0;
    int output_ = -1;
    std::uint16_t port_ = 0;
};

// Runs a command to its end; its standard output and error go to `log`. Gives its exit code.
int run_to_end(const std::vector<std::string>& words, const std::string& log, const std::string& input = {});

// What was there before the server started is put into its search index beside the work: until that is done.
void wait_for_index(const ServerProcess& server, const std::string& token);

// One HTTP exchange on a connection of its own. Throws when the status is another.
std::string fetch(std::uint16_t port, const std::string& request, int expected_status);

}  // namespace bench
