// Which files may be attached, told by the end of the name and by what they begin with, which must agree: whatever a browser might run
// (pages, scripts, drawings in SVG) is none of them.
#pragma once
#include <cstdint>
#include <string_view>

namespace kernel {

// How a reader may look at it without taking it home.
enum class Preview : std::uint8_t { none, image, pdf, text };

struct FileKind {
    std::string_view extension;  // lower case, without the dot
    std::string_view media_type;
    Preview preview = Preview::none;
    std::string_view magic = {};  // what it begins with; empty: text
    std::size_t offset = 0;       // of the magic
};

// By the name's end, in any case; null when there is no such kind.
const FileKind* file_kind(std::string_view name);
bool begins_like(const FileKind& kind, std::string_view head);
std::string_view preview_name(Preview preview);  // "none", "image", "pdf", "text"
std::string_view known_extensions();             // "pdf, png, …", for whoever is refused

}  // namespace kernel
