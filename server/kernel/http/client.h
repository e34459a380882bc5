// A small blocking client for the command line, which speaks to the server that holds the data directory. Loopback only, no TLS.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kernel::http {

struct ClientAnswer {
    int status = 0;
    std::string body;
};

class Client {
public:
    Client(std::string host, std::uint16_t port) : host_(std::move(host)), port_(port) {}
    void set_header(std::string name, std::string value);
    // Throws std::runtime_error when nobody answers.
    ClientAnswer send(std::string_view method, const std::string& target, std::string body = {},
                      std::string_view content_type = "application/json") const;

private:
    std::string host_;
    std::uint16_t port_;
    std::vector<std::pair<std::string, std::string>> headers_;
};

// Escapes one part of a query or path.
std::string percent_encoded(std::string_view text);

}  // namespace kernel::http
