#include "kernel/table/text_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "kernel/table/utf8_scan.h"

namespace kernel::table {

namespace {

constexpr std::size_t chunk_bytes = 256 * 1024;
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

}  // namespace

// One byte more than the source has, so that the first fill of a small one also meets its end.
TextStream::TextStream(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), raw_(std::clamp<std::size_t>(source_->size() + 1, 64, chunk_bytes), '\0') {}

TextStream::~TextStream() {
    if (converter_) iconv_close(*converter_);
}

std::string_view TextStream::next() {
    while (!stopped_) {
        fill();
        if (!recognised_) recognise();
        std::string_view piece = converter_ ? take_converted() : take_utf8();
        if (ended_ && from_ == to_) stopped_ = true;
        if (!begun_ && !piece.empty()) {
            begun_ = true;
            if (piece.starts_with(utf8_mark)) piece.remove_prefix(utf8_mark.size());
        }
        piece = until_nul(piece);
        if (!piece.empty()) return piece;
    }
    return {};
}

void TextStream::fill() {
    if (from_ != 0) std::memmove(raw_.data(), raw_.data() + from_, to_ - from_);
    to_ -= from_;
    from_ = 0;
    while (!ended_ && to_ < raw_.size()) {
        const std::size_t count = source_->read(offset_, raw_.data() + to_, raw_.size() - to_);
        ended_ = count == 0;
        offset_ += count;
        to_ += count;
    }
}

void TextStream::recognise_mark() {
    const std::string_view bytes = held();
    if (bytes.starts_with(utf8_mark)) recognised_ = true;
    if (bytes.starts_with("\x84\x31\x95\x33")) start_converter("GB18030", Format::Encoding::gb18030);
    if (bytes.starts_with("\xFF\xFE")) start_converter("UTF-16LE", Format::Encoding::utf16);
    if (bytes.starts_with("\xFE\xFF")) start_converter("UTF-16BE", Format::Encoding::utf16);
}

// Chunks of pure ASCII decide nothing: a Chinese name may come only in the hundred thousandth row.
void TextStream::recognise() {
    if (!begun_) recognise_mark();
    if (recognised_) return;
    const Utf8Scan scan = scan_utf8(held());
    const bool wrong = scan.valid < held().size() && (!scan.cut || ended_);
    if (wrong && !is_nearly_utf8(held())) return start_converter("GB18030", Format::Encoding::gb18030);
    recognised_ = scan.beyond_ascii || wrong;
}

void TextStream::start_converter(const char* name, Format::Encoding encoding) {
    const iconv_t converter = iconv_open("UTF-8", name);
    if (reinterpret_cast<std::intptr_t>(converter) == -1)
        throw std::runtime_error(std::string("The C library cannot convert from ") + name + ".");
    converter_ = converter;
    converted_.resize(raw_.size() * 2);
    encoding_ = encoding;
    recognised_ = true;
}

std::string_view TextStream::take_utf8() {
    const std::string_view bytes = held();
    const Utf8Scan scan = scan_utf8(bytes);
    from_ += scan.valid;
    if (scan.valid < bytes.size() && (!scan.cut || ended_)) end_with("not_text");
    return bytes.substr(0, scan.valid);
}

std::string_view TextStream::take_converted() {
    char* in = raw_.data() + from_;
    std::size_t in_left = to_ - from_;
    char* out = converted_.data();
    std::size_t out_left = converted_.size();
    const std::size_t outcome = iconv(*converter_, &in, &in_left, &out, &out_left);
    const int error = outcome == static_cast<std::size_t>(-1) ? errno : 0;
    from_ = to_ - in_left;
    if (error == EILSEQ || (error == EINVAL && ended_)) end_with("not_text");
    return {converted_.data(), converted_.size() - out_left};
}

std::string_view TextStream::until_nul(std::string_view piece) {
    const void* nul = piece.empty() ? nullptr : std::memchr(piece.data(), '\0', piece.size());
    if (nul == nullptr) return piece;
    end_with("nul_byte");
    return piece.substr(0, static_cast<std::size_t>(static_cast<const char*>(nul) - piece.data()));
}

void TextStream::end_with(std::string_view flaw) {
    flaw_ = flaw;
    stopped_ = true;
}

}  // namespace kernel::table
