// How the values of an xlsx become the text of a cell.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace kernel::table {

enum class Shown : std::uint8_t { number, date, elapsed };  // elapsed: hours may pass 24, as in [h]:mm

Shown shown_by_builtin_format(int id);
Shown shown_by_format_code(std::string_view code);

// The value of a <v> with a number; false when it is none. 15 digits count, as Excel shows: 0.30000000000000004 is 0.3.
bool append_number(std::string& out, std::string_view value);
// A number of days as a day, with the time of day when there is one; as a number when there is no such day.
bool append_serial_day(std::string& out, std::string_view value, Shown shown, bool counted_from_1904);
// An ISO 8601 day or instant ("2026-01-31T08:00:00Z") in the form that dates take here.
void append_iso_day(std::string& out, std::string_view value);
// _x000D_ stands for the character U+000D, which XML cannot hold. Works on text from `begin` on, in place.
void resolve_escapes(std::string& text, std::size_t begin);

}  // namespace kernel::table
