// What people write above their columns: the words of locales/server/headers.json, and the form in which headers are compared.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kernel {

// Lower case, half width, without blanks and - _ . /: "Order ID", "order_id" and "ＯＲＤＥＲＩＤ" are one.
std::string header_word(std::string_view header);

class HeaderWords {
public:
    HeaderWords() = default;
    // {"orders": {"number": ["订单 ID", …], …}, …}. Throws std::runtime_error when it is something else.
    explicit HeaderWords(std::string_view json);
    // In their compared form.
    const std::vector<std::string>& of(std::string_view record, std::string_view path) const;

private:
    std::map<std::string, std::map<std::string, std::vector<std::string>, std::less<>>, std::less<>> words_;
};

}  // namespace kernel
