#include "kernel/http/answer.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "kernel/http/request.h"

namespace kernel::http {

namespace {

std::string_view reason(int status) {
    struct Named {
        int status;
        std::string_view reason;
    };
    static constexpr std::array<Named, 27> known{{{200, "OK"},
                                                  {201, "Created"},
                                                  {202, "Accepted"},
                                                  {204, "No Content"},
                                                  {206, "Partial Content"},
                                                  {302, "Found"},
                                                  {303, "See Other"},
                                                  {304, "Not Modified"},
                                                  {400, "Bad Request"},
                                                  {401, "Unauthorized"},
                                                  {403, "Forbidden"},
                                                  {404, "Not Found"},
                                                  {405, "Method Not Allowed"},
                                                  {406, "Not Acceptable"},
                                                  {408, "Request Timeout"},
                                                  {409, "Conflict"},
                                                  {412, "Precondition Failed"},
                                                  {413, "Content Too Large"},
                                                  {414, "URI Too Long"},
                                                  {415, "Unsupported Media Type"},
                                                  {417, "Expectation Failed"},
                                                  {422, "Unprocessable Content"},
                                                  {428, "Precondition Required"},
                                                  {429, "Too Many Requests"},
                                                  {431, "Request Header Fields Too Large"},
                                                  {500, "Internal Server Error"},
                                                  {503, "Service Unavailable"}}};
    for (const Named& each : known)
        if (each.status == status) return each.reason;
    return status == 505 ? "HTTP Version Not Supported" : "";  // RFC 9112: the phrase may be empty
}

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

// A line end inside a value would let whoever wrote the value write headers of their own.
void append_value(std::string& out, std::string_view value) {
    for (const char c : value) out.push_back((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f ? ' ' : c);
}

bool is_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

bool is_framing(std::string_view name) {
    return equal_ignoring_case(name, "content-length") || equal_ignoring_case(name, "transfer-encoding") ||
           equal_ignoring_case(name, "connection");
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    append_value(out, value);
    out.append("\r\n");
}

}  // namespace

std::string_view DateLine::at(std::time_t now) {
    if (now != made_for_) {
        static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        std::tm parts{};
        gmtime_r(&now, &parts);
        // By hand, because strftime's names follow the process's locale.
        std::snprintf(text_.data(), text_.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[static_cast<std::size_t>(parts.tm_wday) % 7],
                      parts.tm_mday, months[static_cast<std::size_t>(parts.tm_mon) % 12], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                      parts.tm_sec);
        made_for_ = now;
    }
    return text_.data();
}

bool may_have_body(int status) { return status != 204 && status != 304; }

std::string_view content(const Response& response) { return response.body_view.empty() ? response.body : response.body_view; }

void append_head(std::string& out, const Response& response, AnswerForm form, std::string_view date) {
    const int status = response.status >= 200 && response.status <= 599 ? response.status : 500;
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(status));
    out.append(" ").append(reason(status)).append("\r\nServer: Bylaw\r\nDate: ").append(date).append("\r\n");
    if (response.stream) {
        append_header(out, "Content-Type", response.content_type);
        if (!form.version_1_0) append_header(out, "Transfer-Encoding", "chunked");
    } else if (may_have_body(status)) {
        const std::size_t size = response.source ? response.source_bytes : content(response).size();
        if (size > 0 && !response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
        out.append("Content-Length: ");
        append_number(out, size);
        out.append("\r\n");
    }
    if (!form.keep_alive)
        out.append("Connection: close\r\n");
    else if (form.version_1_0)
        out.append("Connection: keep-alive\r\n");
    for (const auto& [name, value] : response.headers)
        if (is_name(name) && !is_framing(name)) append_header(out, name, value);
    out.append("\r\n");
}

}  // namespace kernel::http
