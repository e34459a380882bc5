#include "kernel/table/xml_stream.h"

#include <algorithm>
#include <new>

#include "kernel/table/reading.h"

namespace kernel::table {

namespace {

constexpr int chunk_bytes = 64 * 1024;
constexpr int most_depth = 64;
constexpr std::uint64_t token_bytes = 1024 * 1024;

std::string_view without_prefix(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string_view Attributes::operator[](std::string_view name) const {
    for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
        if (without_prefix(pair[0]) == name) return pair[1];
    }
    return {};
}

void XmlHandler::pause() {
    stream_->paused_ = true;
    XML_StopParser(stream_->parser_, XML_TRUE);
}

void XmlHandler::refuse(Problem problem) {
    stream_->problem_ = std::move(problem);
    stream_->stop();
}

XmlStream::XmlStream(std::unique_ptr<Part> part, XmlHandler& handler)
    : part_(std::move(part)), handler_(handler), parser_(XML_ParserCreate(nullptr)) {
    if (parser_ == nullptr) throw std::bad_alloc();
    handler_.stream_ = this;
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, &XmlStream::on_start, &XmlStream::on_end);
    XML_SetCharacterDataHandler(parser_, &XmlStream::on_text);
    XML_SetStartDoctypeDeclHandler(parser_, &XmlStream::on_document_type);
}

Result<bool> XmlStream::run() {
    while (!ended_) {
        TRY_ASSIGN(const XML_Status status, parse_on());
        if (thrown_) std::rethrow_exception(thrown_);
        if (status == XML_STATUS_ERROR || problem_) return problem_at_hand();
        if (status == XML_STATUS_SUSPENDED) return true;
    }
    return false;
}

Result<XML_Status> XmlStream::parse_on() {
    XML_ParsingStatus parsing;
    XML_GetParsingStatus(parser_, &parsing);
    if (paused_) {
        paused_ = false;
        const XML_Status status = XML_ResumeParser(parser_);
        ended_ = status == XML_STATUS_OK && parsing.finalBuffer == XML_TRUE;
        return status;
    }
    // What is fed and yet not behind the parser is one unfinished token, which it would keep in memory whole.
    behind_ = std::max(behind_, static_cast<std::uint64_t>(XML_GetCurrentByteIndex(parser_) + 1));
    if (part_->bytes_read() > behind_ + token_bytes) return damaged(part_->name());
    void* buffer = XML_GetBuffer(parser_, chunk_bytes);
    if (buffer == nullptr) return damaged(part_->name());
    TRY_ASSIGN(const std::size_t count, part_->read(static_cast<char*>(buffer), chunk_bytes));
    const XML_Status status = XML_ParseBuffer(parser_, static_cast<int>(count), count == 0 ? XML_TRUE : XML_FALSE);
    ended_ = status == XML_STATUS_OK && count == 0;
    return status;
}

Problem XmlStream::problem_at_hand() { return problem_ ? *problem_ : damaged(part_->name()); }

template <class Act>
void XmlStream::guarded(Act act) {
    if (problem_ || thrown_) return;
    try {
        act();
    } catch (...) {
        thrown_ = std::current_exception();
        stop();
    }
}

void XMLCALL XmlStream::on_start(void* stream, const XML_Char* name, const XML_Char** attributes) {
    auto& self = *static_cast<XmlStream*>(stream);
    self.guarded([&] {
        if (++self.depth_ > most_depth) return self.stop();
        self.handler_.start(without_prefix(name), Attributes(attributes));
    });
}

void XMLCALL XmlStream::on_end(void* stream, const XML_Char* name) {
    auto& self = *static_cast<XmlStream*>(stream);
    --self.depth_;
    self.guarded([&] { self.handler_.end(without_prefix(name)); });
}

void XMLCALL XmlStream::on_text(void* stream, const XML_Char* characters, int count) {
    auto& self = *static_cast<XmlStream*>(stream);
    self.guarded([&] { self.handler_.text({characters, static_cast<std::size_t>(count)}); });
}

void XMLCALL XmlStream::on_document_type(void* stream, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    static_cast<XmlStream*>(stream)->stop();
}

Result<Done> parse_part(std::unique_ptr<Part> part, XmlHandler& handler) {
    XmlStream stream(std::move(part), handler);
    TRY_ASSIGN(const bool paused, stream.run());
    static_cast<void>(paused);
    return Done{};
}

}  // namespace kernel::table
