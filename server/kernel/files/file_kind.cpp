#include "kernel/files/file_kind.h"

#include <algorithm>
#include <array>
#include <string>

#include "kernel/base/text.h"

namespace kernel {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view zip = "PK\x03\x04", old_office = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

constexpr std::array kinds{
    FileKind{"pdf", "application/pdf", Preview::pdf, "%PDF-"},
    FileKind{"png", "image/png", Preview::image, "\x89PNG\r\n\x1a\n"},
    FileKind{"jpg", "image/jpeg", Preview::image, "\xff\xd8\xff"},
    FileKind{"jpeg", "image/jpeg", Preview::image, "\xff\xd8\xff"},
    FileKind{"gif", "image/gif", Preview::image, "GIF8"},
    FileKind{"webp", "image/webp", Preview::image, "WEBP", 8},
    FileKind{"txt", "text/plain; charset=utf-8", Preview::text},
    FileKind{"csv", "text/csv; charset=utf-8", Preview::text},
    FileKind{"md", "text/markdown; charset=utf-8", Preview::text},
    FileKind{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Preview::none, zip},
    FileKind{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Preview::none, zip},
    FileKind{"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", Preview::none, zip},
    FileKind{"ofd", "application/ofd", Preview::none, zip},
    FileKind{"zip", "application/zip", Preview::none, zip},
    FileKind{"doc", "application/msword", Preview::none, old_office},
    FileKind{"xls", "application/vnd.ms-excel", Preview::none, old_office},
    FileKind{"ppt", "application/vnd.ms-powerpoint", Preview::none, old_office},
};

// Text of any encoding has no zero bytes; a byte that cuts a character at the end of the piece does no harm.
bool is_text(std::string_view head) { return head.find('\0') == std::string_view::npos; }

}  // namespace

const FileKind* file_kind(std::string_view name) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return nullptr;
    const std::string extension = lower_ascii(name.substr(dot + 1));
    const auto* found = std::ranges::find(kinds, std::string_view(extension), &FileKind::extension);
    return found == kinds.end() ? nullptr : found;
}

bool begins_like(const FileKind& kind, std::string_view head) {
    if (kind.magic.empty()) return is_text(head);
    return head.size() >= kind.offset && head.substr(kind.offset).starts_with(kind.magic);
}

std::string_view preview_name(Preview preview) {
    static constexpr std::array names{"none"sv, "image"sv, "pdf"sv, "text"sv};
    return names[static_cast<std::size_t>(preview)];
}

std::string_view known_extensions() {
    static const std::string all = [] {
        std::string text;
        for (const FileKind& kind : kinds) text += (text.empty() ? "" : ", ") + std::string(kind.extension);
        return text;
    }();
    return all;
}

}  // namespace kernel
