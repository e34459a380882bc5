#include "kernel/exchange/headers.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "kernel/base/text.h"

namespace kernel {

std::string header_word(std::string_view header) {
    std::string word;
    for (const char character : lower_ascii(half_width(header)))
        if (std::string_view(" \t\r\n-_./").find(character) == std::string_view::npos) word += character;
    return word;
}

HeaderWords::HeaderWords(std::string_view json) {
    try {
        const boost::json::value document = boost::json::parse(boost::json::string_view(json.data(), json.size()));
        for (const auto& [record, paths] : document.as_object())
            for (const auto& [path, words] : paths.as_object())
                for (const auto& word : words.as_array())
                    words_[std::string(record)][std::string(path)].push_back(header_word(std::string_view(word.as_string())));
    } catch (const std::exception& error) { throw std::runtime_error(std::string("locales/server/headers.json: ") + error.what()); }
}

const std::vector<std::string>& HeaderWords::of(std::string_view record, std::string_view path) const {
    static const std::vector<std::string> none;
    const auto paths = words_.find(record);
    if (paths == words_.end()) return none;
    const auto words = paths->second.find(path);
    return words == paths->second.end() ? none : words->second;
}

}  // namespace kernel
