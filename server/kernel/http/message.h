// Inside this room only: one request message (RFC 9112) taken out of a stream of bytes. Beast reads the grammar; on top of it, whatever
// a proxy in front of us could read differently is refused, because that difference is what request smuggling lives on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "kernel/http/http.h"

namespace kernel::http {

struct Refusal {
    int status = 0;
    std::string_view key;
};

class Message {
public:
    enum class Progress : std::uint8_t { more, done, refused };

    Message();
    ~Message();
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    void clear();  // ready for the next message

    // Both take bytes from the front of the stream and say in `used` how many; the others must be offered again.
    Progress head(std::string_view bytes, std::size_t& used);
    Progress body(std::string_view bytes, std::size_t& used);  // appends to request.body, which the caller may empty in between

    void limit_body(std::size_t bytes);
    bool complete() const;

    Request request;
    // Known after the head:
    bool keep_alive = false;
    bool version_1_0 = false;
    bool expects_continue = false;
    bool chunked = false;
    std::uint64_t length = 0;  // what Content-Length says
    // Known after Progress::refused:
    Refusal refusal;

private:
    class Parser;
    Progress refuse(int status, std::string_view key);
    Progress parse_head(std::string_view head, std::size_t& used);

    std::unique_ptr<Parser> parser_;  // behind a pointer so that Beast is compiled once
    std::size_t scanned_ = 0;         // bytes already searched for the end of the head
};

}  // namespace kernel::http
