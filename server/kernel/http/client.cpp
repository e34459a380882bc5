#include "kernel/http/client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <limits>

namespace kernel::http {

namespace beast = boost::beast;
using tcp = boost::asio::ip::tcp;

void Client::set_header(std::string name, std::string value) { headers_.emplace_back(std::move(name), std::move(value)); }

ClientAnswer Client::send(std::string_view method, const std::string& target, std::string body, std::string_view content_type) const {
    boost::asio::io_context io;
    tcp::socket socket(io);
    socket.connect({boost::asio::ip::make_address(host_), port_});
    beast::http::request<beast::http::string_body> request;
    request.method_string({method.data(), method.size()});
    request.target(target);
    request.version(11);
    request.set(beast::http::field::host, host_ + ':' + std::to_string(port_));
    request.set(beast::http::field::connection, "close");
    for (const auto& [name, value] : headers_) request.set(name, value);
    if (!body.empty()) request.set(beast::http::field::content_type, {content_type.data(), content_type.size()});
    request.body() = std::move(body);
    request.prepare_payload();
    beast::http::write(socket, request);
    beast::flat_buffer buffer;
    beast::http::response_parser<beast::http::string_body> parser;
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());
    beast::http::read(socket, buffer, parser);
    return {static_cast<int>(parser.get().result_int()), std::move(parser.get().body())};
}

std::string percent_encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char character : text) {
        const auto c = static_cast<unsigned char>(character);
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.')
            out += static_cast<char>(c);
        else
            out += {'%', digits[c >> 4], digits[c & 15]};
    }
    return out;
}

}  // namespace kernel::http
