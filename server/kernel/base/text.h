// UTF-8 text: what is well-formed, how long it is, and the forms in which business text is compared.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kernel {

bool is_utf8(std::string_view text);              // well-formed, no surrogates, no overlongs, at most U+10FFFF
std::size_t characters(std::string_view utf8);    // code points
std::string_view trimmed(std::string_view text);  // blanks, tabs, line ends, U+3000 and U+00A0 at both ends
std::string lower_ascii(std::string_view text);
std::string cut(std::string_view utf8, std::size_t at_most_characters);  // never inside a character; "…" marks a cut
std::string half_width(std::string_view utf8);  // full-width ASCII forms (Ａ１－) and U+3000 to their ASCII selves

// A cell as CSV (RFC 4180): quoted when it must be; a leading = + - @ tab CR LF or its full-width form gets an apostrophe, so that
// no spreadsheet runs it. Numbers ("-12.5") are left as they are.
void append_csv_cell(std::string& out, std::string_view text);
// The cell without the apostrophe that append_csv_cell() put before it.
std::string_view without_guard(std::string_view cell);

std::string base64url(std::string_view bytes);  // no padding
std::optional<std::string> from_base64url(std::string_view text);
std::string hex(std::string_view bytes);

// 3.4.1: the unified social credit code (GB 32100-2015): 18 characters of 0-9A-Z without I O S V Z, the last a checksum.
// Takes lower case and surrounding blanks; gives the code in capitals, or nothing.
std::optional<std::string> credit_code(std::string_view text);

// 3.4.1: a phone number in one form: digits only, "+" and country code when it is not +86; brackets, blanks and dashes dropped,
// an extension of at most 8 digits kept as "x123" ("转123", "ext.123", "分机123"). A leading 00 is a +. A landline written with +86 gets
// its 0 back ("+86 10 8888 8888" and "010-88888888" are one number). 5 to 20 digits; nothing for anything else.
std::optional<std::string> phone(std::string_view text);

}  // namespace kernel
