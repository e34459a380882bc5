// A sheet as a file to take away.
#pragma once
#include "chapters/sales_analysis/sheet.h"

namespace sales {

enum class FileKind : std::uint8_t { pdf, xlsx };
std::optional<FileKind> file_kind_named(std::string_view name);

// `footer` stands on every page: who took it, and when.
std::string file_of(const Sheet& sheet, FileKind kind, std::string_view locale, const std::string& footer);
std::string_view media_type(FileKind kind);
std::string_view ending_of(FileKind kind);  // ".pdf"

}  // namespace sales
