// Text in any of the encodings that tables come in, as a stream of UTF-8 without a byte order mark.
#pragma once
#include <iconv.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/table/table.h"

namespace kernel::table {

class TextStream {
public:
    explicit TextStream(std::unique_ptr<ByteSource> source);
    ~TextStream();
    TextStream(const TextStream&) = delete;
    TextStream& operator=(const TextStream&) = delete;

    // The next piece, whole characters only; empty at the end, or where the text cannot be read on: flaw() says which.
    // Good until the next call.
    std::string_view next();
    // "", "not_text" or "nul_byte"; known once next() has given nothing.
    std::string_view flaw() const { return flaw_; }
    // UTF-8 until a character beyond ASCII tells otherwise.
    Format::Encoding encoding() const { return encoding_; }
    std::uint64_t bytes_read() const { return offset_; }

private:
    void fill();
    void recognise_mark();
    void recognise();
    std::string_view take_utf8();
    std::string_view take_converted();
    std::string_view until_nul(std::string_view piece);
    void start_converter(const char* name, Format::Encoding encoding);
    void end_with(std::string_view flaw);
    std::string_view held() const { return {raw_.data() + from_, to_ - from_}; }

    std::unique_ptr<ByteSource> source_;
    std::uint64_t offset_ = 0;
    std::string raw_;       // bytes as they came
    std::size_t from_ = 0;  // raw_[from_, to_) is not given out yet
    std::size_t to_ = 0;
    std::string converted_;  // what a converter made of them
    Format::Encoding encoding_ = Format::Encoding::utf8;
    std::optional<iconv_t> converter_;  // none: the bytes are UTF-8 already
    bool recognised_ = false;           // the encoding is certain
    bool begun_ = false;
    bool ended_ = false;    // the source has no more
    bool stopped_ = false;  // nothing more is given out
    std::string_view flaw_;
};

}  // namespace kernel::table
