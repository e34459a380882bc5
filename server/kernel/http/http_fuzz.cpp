// Bytes from outside, read by everything here that reads them. The first byte chooses how the stream is cut, so that what comes in two
// pieces must be understood as what comes in one.
#include <cstdlib>

#include "kernel/base/text.h"
#include "kernel/http/message.h"
#include "kernel/http/request.h"

namespace {

using kernel::http::Message;

void must(bool holds) {
    if (!holds) std::abort();
}

void check_request(const kernel::http::Request& request) {
    must(request.path.starts_with('/') && request.path.find("//") == std::string::npos);
    must((request.path + "/").find("/../") == std::string::npos && (request.path + "/").find("/./") == std::string::npos);
    must(request.path.find('\0') == std::string::npos && kernel::is_utf8(request.path));
    for (const auto& [name, value] : request.query) {
        must(name.find('\0') == std::string::npos && value.find('\0') == std::string::npos);
        must(kernel::is_utf8(name) && kernel::is_utf8(value));
        must(request.parameter(name) != nullptr);
    }
    for (const auto& [name, value] : request.headers) {
        must(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
        must(request.header(name).size() <= kernel::http::limits::header_bytes);
    }
    must(request.cookie("bylaw_session").find(';') == std::string_view::npos);
}

struct Outcome {
    int status = 0;  // 0: complete, -1: wants more
    std::size_t used = 0;
    std::string body;
};

Outcome read(std::string_view stream, std::size_t step) {
    Message message;
    Outcome outcome;
    std::size_t end = 0;
    for (bool in_head = true;;) {
        std::size_t used = 0;
        const std::string_view here = stream.substr(outcome.used, end - outcome.used);
        const auto progress = in_head ? message.head(here, used) : message.body(here, used);
        must(used <= here.size());
        outcome.used += used;
        if (progress == Message::Progress::refused) {
            must(message.refusal.status >= 400 && !message.refusal.key.empty());
            outcome.status = message.refusal.status;
            return outcome;
        }
        if (progress == Message::Progress::done && in_head) {
            check_request(message.request);
            must(!(message.chunked && message.length != 0));
            in_head = false;
            message.limit_body(1000);
        }
        if (message.complete()) {
            must(message.request.body.size() <= 1000);
            outcome.body = message.request.body;
            return outcome;
        }
        if (progress == Message::Progress::more) {
            if (end == stream.size()) break;
            end = std::min(end + step, stream.size());
        }
    }
    outcome.status = -1;
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    kernel::http::Request request;
    if (kernel::http::parse_target(text, request)) check_request(request);
    request.headers = {{"cookie", std::string(text)}};
    must(request.cookie("a").size() <= text.size());

    const Outcome whole = read(text, text.size() + 1);
    const Outcome cut = read(text, 1 + data[0] % 16U);
    // Refusals may differ in their number (a size is noticed sooner or later), what is accepted may not.
    must((whole.status == 0) == (cut.status == 0));
    if (whole.status == 0) must(whole.used == cut.used && whole.body == cut.body);
    return 0;
}
