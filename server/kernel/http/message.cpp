#include "kernel/http/message.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <optional>

#include "kernel/base/text.h"
#include "kernel/http/request.h"

namespace kernel::http {

namespace beast = boost::beast;
using beast::http::field;
using ErrorCode = beast::error_code;

namespace {

constexpr std::string_view malformed = "problem.malformed";
constexpr std::string_view too_large = "problem.too_large";

// "0\r\n\r\n". Beast 1.81 asserts that the last chunk comes with at least as much, though a peer may send it byte by byte. No chunked
// body ends with fewer bytes than these, so waiting for them never waits for nothing.
constexpr std::size_t smallest_chunked_rest = 5;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// Headers of which a second one is an attempt to be understood in two ways.
unsigned only_once(field name) {
    switch (static_cast<unsigned>(name)) {
        case static_cast<unsigned>(field::host):
            return 1U << 0;
        case static_cast<unsigned>(field::content_length):
            return 1U << 1;
        case static_cast<unsigned>(field::transfer_encoding):
            return 1U << 2;
        case static_cast<unsigned>(field::content_type):
            return 1U << 3;
        case static_cast<unsigned>(field::authorization):
            return 1U << 4;
        case static_cast<unsigned>(field::expect):
            return 1U << 5;
        case static_cast<unsigned>(field::origin):
            return 1U << 6;
        case static_cast<unsigned>(field::if_match):
            return 1U << 7;
        default:
            return 0;
    }
}

bool has_folded_line(std::string_view head) {
    for (std::size_t at = head.find('\n'); at + 1 < head.size(); at = head.find('\n', at + 1))
        if (head[at + 1] == ' ' || head[at + 1] == '\t') return true;
    return false;
}

bool is_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

bool names_another_version(std::string_view request_line) {
    const std::string_view version = request_line.substr(std::min(request_line.rfind(' '), request_line.size()));
    return std::count(request_line.begin(), request_line.end(), ' ') == 2 && version.size() == 9 && version.starts_with(" HTTP/") &&
           is_digits(version.substr(6, 1)) && version[7] == '.' && is_digits(version.substr(8));
}

bool is_token_start(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

class Message::Parser {
public:
    // Beast's parser reads one message and cannot be used again, so it is built anew in the same place.
    void renew(Message& message) {
        grammar_.emplace(message);
        grammar_->header_limit(static_cast<std::uint32_t>(limits::header_bytes));
        grammar_->body_limit(boost::none);  // counted by Grammar::append, which knows the limit of the route
    }

    class Grammar final : public beast::http::basic_parser<true> {
    public:
        explicit Grammar(Message& message) : message_(message) {}
        std::size_t body_limit_bytes = 0;

    private:
        void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                             ErrorCode& error) override {
            message_.request.method = method_named(view(method));
            message_.version_1_0 = version == 10;
            if (target.size() > limits::target_bytes) return refuse(414, too_large, error);
            if (!http::parse_target(view(target), message_.request)) refuse(400, malformed, error);
        }
        void on_response_impl(int, beast::string_view, int, ErrorCode&) override {}
        void on_field_impl(field name, beast::string_view name_text, beast::string_view value, ErrorCode& error) override;
        void on_header_impl(ErrorCode& error) override;
        void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
        std::size_t on_body_impl(beast::string_view bytes, ErrorCode& error) override { return append(bytes, error); }
        void on_chunk_header_impl(std::uint64_t, beast::string_view, ErrorCode&) override {}
        std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, ErrorCode& error) override { return append(bytes, error); }
        void on_finish_impl(ErrorCode&) override {}

        std::size_t append(beast::string_view bytes, ErrorCode& error) {
            body_bytes_ += bytes.size();
            if (body_bytes_ > body_limit_bytes)
                refuse(413, too_large, error);
            else
                message_.request.body.append(bytes.data(), bytes.size());
            return bytes.size();
        }
        void refuse(int status, std::string_view key, ErrorCode& error) {
            message_.refusal = {status, key};
            error = beast::http::error::bad_value;
        }

        Message& message_;
        std::size_t body_bytes_ = 0;
        unsigned seen_ = 0;
        bool head_is_done_ = false;
    };

    Grammar& grammar() { return *grammar_; }
    const Grammar& grammar() const { return *grammar_; }

private:
    std::optional<Grammar> grammar_;
};

void Message::Parser::Grammar::on_field_impl(field name, beast::string_view name_text, beast::string_view value, ErrorCode& error) {
    if (head_is_done_) return;  // a trailer after the chunks: nobody here reads those
    const unsigned bit = only_once(name);
    if ((seen_ & bit) != 0) return refuse(400, malformed, error);
    seen_ |= bit;
    if (name == field::content_length && !is_digits(view(value))) return refuse(400, malformed, error);
    if (name == field::transfer_encoding) {
        if (message_.version_1_0 || !equal_ignoring_case(view(value), "chunked")) return refuse(400, malformed, error);
    }
    if (name == field::expect) {
        if (!equal_ignoring_case(view(value), "100-continue")) return refuse(417, malformed, error);
        message_.expects_continue = !message_.version_1_0;
    }
    if (!is_utf8(view(value))) return refuse(400, malformed, error);
    message_.request.headers.emplace_back(lower_ascii(view(name_text)), view(value));
}

void Message::Parser::Grammar::on_header_impl(ErrorCode& error) {
    head_is_done_ = true;
    if (!message_.version_1_0 && (seen_ & only_once(field::host)) == 0) return refuse(400, malformed, error);
    message_.keep_alive = keep_alive();
    message_.chunked = chunked();
    message_.length = content_length() ? *content_length() : 0;
}

Message::Message() : parser_(std::make_unique<Parser>()) { clear(); }

Message::~Message() = default;

void Message::clear() {
    request = {};
    keep_alive = version_1_0 = expects_continue = chunked = false;
    length = 0;
    refusal = {};
    scanned_ = 0;
    parser_->renew(*this);
}

Message::Progress Message::refuse(int status, std::string_view key) {
    if (refusal.status == 0) refusal = {status, key};
    return Progress::refused;
}

// The head is parsed when all of it is here: then its whole size is known, and a fold can be seen before Beast smooths it away.
Message::Progress Message::head(std::string_view bytes, std::size_t& used) {
    used = 0;
    while (bytes.starts_with("\r\n")) {  // RFC 9112 2.2: a sender may put an empty line too many after a body
        bytes.remove_prefix(2);
        used += 2;
        scanned_ = 0;
    }
    if (bytes.empty() || bytes == "\r") return Progress::more;
    if (!is_token_start(bytes.front())) return refuse(400, malformed);  // a TLS handshake, for one: it would never bring an end
    const std::size_t end = bytes.find("\r\n\r\n", scanned_ > 3 ? scanned_ - 3 : 0);
    if (end != std::string_view::npos && end + 4 <= limits::header_bytes) return parse_head(bytes.substr(0, end + 4), used);
    const std::size_t line = std::min(bytes.find("\r\n"), bytes.size());
    if (line > limits::target_bytes + 32) return refuse(414, too_large);  // 32: method, blanks and version
    if (end != std::string_view::npos || bytes.size() >= limits::header_bytes) return refuse(431, too_large);
    scanned_ = bytes.size();
    return Progress::more;
}

Message::Progress Message::parse_head(std::string_view head, std::size_t& used) {
    if (has_folded_line(head)) return refuse(400, malformed);
    request.headers.reserve(12);
    auto& grammar = parser_->grammar();
    ErrorCode error;
    used += grammar.put(boost::asio::const_buffer(head.data(), head.size()), error);
    if (!error && grammar.is_header_done()) return Progress::done;
    if (error == beast::http::error::bad_version && names_another_version(head.substr(0, head.find("\r\n")))) return refuse(505, malformed);
    return refuse(error == beast::http::error::header_limit ? 431 : 400, error == beast::http::error::header_limit ? too_large : malformed);
}

Message::Progress Message::body(std::string_view bytes, std::size_t& used) {
    used = 0;
    auto& grammar = parser_->grammar();
    while (!grammar.is_done()) {
        if (bytes.size() - used < (chunked ? smallest_chunked_rest : 1)) return Progress::more;
        ErrorCode error;
        const std::size_t taken = grammar.put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), error);
        used += taken;
        if (error == beast::http::error::need_more) return Progress::more;
        if (error) return refuse(400, malformed);
    }
    return Progress::done;
}

void Message::limit_body(std::size_t bytes) { parser_->grammar().body_limit_bytes = bytes; }

bool Message::complete() const { return parser_->grammar().is_done(); }

}  // namespace kernel::http
