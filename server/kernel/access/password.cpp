#include "kernel/access/password.h"

#include <algorithm>
#include <array>
#include <set>

#include "kernel/base/text.h"

namespace kernel {
namespace {

// Of those that are long enough to be taken at all, the ones at the head of every list of leaked passwords.
constexpr std::array<std::string_view, 48> common{
    "0123456789", "0987654321",  "1029384756",   "1234554321",    "1234567890",   "12345678900",  "12345678910",  "123456789a",
    "1234567891", "123456789q",  "123qweasdzxc", "1q2w3e4r5t",    "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qazxsw23edc", "5201314520",
    "9876543210", "a123456789",  "a1234567890",  "aa123456789",   "abc1234567",   "abc123456789", "abcd123456",   "abcdefghij",
    "admin12345", "admin123456", "adminadmin",   "administrator", "asdfghjkl;",   "asdfghjkl123", "changeme123",  "iloveyou123",
    "letmein123", "passw0rd123", "password12",   "password123",   "password1234", "password123!", "q1w2e3r4t5",   "qq123456789",
    "qwe1234567", "qwerty12345", "qwerty123456", "qwertyuiop",    "root123456",   "welcome123",   "woaini1314",   "woaini520520"};

Problem too(std::string_view key, std::size_t characters) {
    return invalid_field("password", std::string(key), {{"count", std::to_string(characters)}}, "9.2");
}

}  // namespace

Result<Done> check_new_password(std::string_view password, std::string_view login) {
    constexpr std::size_t fewest_different = 4;
    if (password.size() > 4 * limits::password_longest) return too("problem.password.too_long", limits::password_longest);
    const std::size_t length = characters(password);
    if (length < limits::password_shortest) return too("problem.password.too_short", limits::password_shortest);
    if (length > limits::password_longest) return too("problem.password.too_long", limits::password_longest);
    const std::string folded = lower_ascii(password);
    if (!login.empty() && folded == lower_ascii(login)) return invalid_field("password", "problem.password.is_login", {}, "9.2");
    const bool monotonous = std::set<char>(folded.begin(), folded.end()).size() < fewest_different;
    if (monotonous || std::ranges::find(common, folded) != common.end())
        return invalid_field("password", "problem.password.common", {}, "9.2");
    return Done{};
}

}  // namespace kernel
