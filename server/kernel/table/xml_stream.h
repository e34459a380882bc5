// XML of a part, parsed piece by piece. No document type, so no entities; depth and length of a token are limited.
#pragma once
#include <expat.h>

#include <exception>
#include <memory>
#include <optional>
#include <string_view>

#include "kernel/table/archive.h"

namespace kernel::table {

class Attributes {
public:
    explicit Attributes(const char** pairs) : pairs_(pairs) {}
    // By the name without its prefix; empty when there is none.
    std::string_view operator[](std::string_view name) const;

private:
    const char** pairs_;
};

class XmlStream;

// Element names come without their prefix.
class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    virtual void start(std::string_view element, const Attributes& attributes) = 0;
    virtual void end(std::string_view element) = 0;
    virtual void text(std::string_view characters) = 0;

protected:
    void pause();
    void refuse(Problem problem);

private:
    friend class XmlStream;
    XmlStream* stream_ = nullptr;
};

class XmlStream {
public:
    XmlStream(std::unique_ptr<Part> part, XmlHandler& handler);
    ~XmlStream() { XML_ParserFree(parser_); }
    XmlStream(const XmlStream&) = delete;
    XmlStream& operator=(const XmlStream&) = delete;

    // Parses on until the handler pauses (true) or the part ends (false).
    Result<bool> run();
    const Part& part() const { return *part_; }

private:
    friend class XmlHandler;
    static void XMLCALL on_start(void* stream, const XML_Char* name, const XML_Char** attributes);
    static void XMLCALL on_end(void* stream, const XML_Char* name);
    static void XMLCALL on_text(void* stream, const XML_Char* characters, int count);
    static void XMLCALL on_document_type(void* stream, const XML_Char*, const XML_Char*, const XML_Char*, int);
    template <class Act>
    void guarded(Act act);
    Result<XML_Status> parse_on();
    Problem problem_at_hand();
    void stop() { XML_StopParser(parser_, XML_FALSE); }

    std::unique_ptr<Part> part_;
    XmlHandler& handler_;
    XML_Parser parser_;
    std::optional<Problem> problem_;
    std::exception_ptr thrown_;  // by the handler: C code lies between the throw and the catch
    std::uint64_t behind_ = 0;   // bytes that the parser is done with
    int depth_ = 0;
    bool paused_ = false;
    bool ended_ = false;
};

// All of a part at once.
Result<Done> parse_part(std::unique_ptr<Part> part, XmlHandler& handler);

}  // namespace kernel::table
