// Inside this room only: how a Response looks on the wire.
#pragma once
#include <array>
#include <ctime>
#include <string>
#include <string_view>

#include "kernel/http/http.h"

namespace kernel::http {

// The Date header's value; one per thread, made once a second.
class DateLine {
public:
    std::string_view at(std::time_t now);

private:
    std::time_t made_for_ = -1;
    std::array<char, 32> text_{};
};

struct AnswerForm {
    bool without_body = false;  // HEAD
    bool keep_alive = true;
    bool version_1_0 = false;  // the peer must be told that the connection stays open, and knows no chunks
};

bool may_have_body(int status);                      // not 204, not 304
std::string_view content(const Response& response);  // body_view if there is one, else body
void append_head(std::string& out, const Response& response, AnswerForm form, std::string_view date);

}  // namespace kernel::http
