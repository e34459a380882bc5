// The files inside the executable: the built web app ("web/index.html"), the messages ("locales/zh-Hant.json"), what is known of Chinese
// characters ("chinese/readings.txt") and the regulation ("regulation/roles.json"). cmake/embed.cmake puts them there; they are served from
// where the system mapped the executable.
#pragma once
#include <span>
#include <string_view>

namespace kernel {

struct EmbeddedFile {
    std::string_view path;
    std::string_view content;
    std::string_view brotli;      // the same compressed, or empty
    std::string_view gzip;        // the same compressed, or empty
    std::string_view media_type;  // "text/html; charset=utf-8"
    std::string_view digest;      // SHA-256 of the content in hex
};

std::span<const EmbeddedFile> embedded_files();            // sorted by path
const EmbeddedFile* embedded_file(std::string_view path);  // null when there is none

}  // namespace kernel
