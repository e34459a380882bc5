#include "program/client_of_server.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace program {

namespace json = boost::json;
using kernel::http::Client;
using kernel::http::ClientAnswer;

std::string address_file(const Options& options) { return options.data + "/bylaw.address"; }

bool is_locked(const Options& options) {
    const int file = ::open((options.data + "/bylaw.lock").c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return false;
    const bool locked = ::flock(file, LOCK_EX | LOCK_NB) != 0;
    ::close(file);
    return locked;
}

static Client client_for(const std::string& host, std::uint16_t port, const std::string& token) {
    Client client(host == "0.0.0.0" ? "127.0.0.1" : host, port);
    client.set_header("Authorization", "Bearer " + token);
    client.set_header("Accept-Language", "en");
    return client;
}

// Gives `work` a client: of the server that is running, or of one that lives as long as the work.
int with_server(Options options, const std::function<int(Client&)>& work) {
    if (is_locked(options)) {
        std::ifstream file(address_file(options));
        std::string host, token;
        std::uint16_t port = 0;
        if (!(file >> host >> port >> token))
            throw std::runtime_error("the data directory is in use, but its server cannot be found: " + address_file(options));
        Client client = client_for(host, port, token);
        return work(client);
    }
    options.host = "127.0.0.1";
    options.port = 0;
    Instance instance(options);
    std::thread server([&] { instance.run(); });
    Client client = client_for(options.host, instance.port(), instance.operator_token());
    int result = 1;
    std::exception_ptr failed;
    try {
        result = work(client);
    } catch (...) { failed = std::current_exception(); }
    instance.stop();
    server.join();
    if (failed) std::rethrow_exception(failed);
    return result;
}

std::string text_of(const json::value& value) { return value.is_string() ? std::string(value.get_string()) : json::serialize(value); }

// The body of an answer, or an exception with what the server said.
json::value expect(const ClientAnswer& answer) {
    json::value body = answer.body.empty() ? json::value() : json::parse(answer.body);
    if (answer.status < 300) return body;
    if (!body.is_object()) throw std::runtime_error("the server answered " + std::to_string(answer.status));
    std::string said = text_of(body.get_object()["detail"]);
    if (const auto* errors = body.get_object().if_contains("errors"))
        for (const json::value& error : errors->as_array())
            said += "\n  " + text_of(error.at("field")) + ": " + text_of(error.at("message"));
    throw std::runtime_error(said);
}

}  // namespace program
