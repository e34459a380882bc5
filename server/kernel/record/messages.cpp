#include "kernel/record/messages.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace kernel {

namespace {

constexpr char label_mark = '\x01';

}  // namespace

std::string label_argument(std::string_view key) { return label_mark + std::string(key); }

void Messages::add(std::string_view locale, std::string_view json) {
    auto& texts = locales_[std::string(locale)];
    const boost::json::value document = boost::json::parse(boost::json::string_view(json.data(), json.size()));
    if (!document.is_object()) throw std::runtime_error("locales: not a map of texts: " + std::string(locale));
    for (const auto& [key, text] : document.get_object()) {
        if (!text.is_string()) throw std::runtime_error("locales: not a text: " + std::string(key));
        texts.emplace(std::string_view(key), std::string_view(text.get_string()));
    }
}

bool Messages::has(std::string_view locale, std::string_view key) const {
    auto texts = locales_.find(locale);
    return texts != locales_.end() && texts->second.contains(std::string(key));
}

std::string Messages::text(std::string_view locale, std::string_view key, const MessageArguments& arguments) const {
    auto texts = locales_.find(locale);
    if (texts == locales_.end()) return std::string(key);
    auto found = texts->second.find(std::string(key));
    if (found == texts->second.end()) return std::string(key);
    std::string out;
    std::string_view rest = found->second;
    for (auto open = rest.find("{{"); open != rest.npos; open = rest.find("{{")) {
        auto close = rest.find("}}", open);
        if (close == rest.npos) break;
        out += rest.substr(0, open);
        for (const auto& [name, value] : arguments)
            if (name == rest.substr(open + 2, close - open - 2))
                out += value.starts_with(label_mark) ? label(locale, value.substr(1)) : value;
        rest.remove_prefix(close + 2);
    }
    return out += rest;
}

std::string Messages::label(std::string_view locale, std::string_view key) const {
    const auto dot = key.find('.'), next = key.find('.', dot + 1);
    if (!key.starts_with("field.") || next == key.npos) return text(locale, key);
    return field_label(locale, key.substr(dot + 1, next - dot - 1), key.substr(next + 1));
}

std::string Messages::choice_label(std::string_view locale, std::string_view record, std::string_view field,
                                   std::string_view choice) const {
    const std::string shared = std::string(field) + '.' + std::string(choice);
    const std::string own = "choice." + std::string(record) + '.' + shared;
    return text(locale, has(locale, own) ? own : "choice." + shared);
}

std::string Messages::field_label(std::string_view locale, std::string_view record, std::string_view field) const {
    std::string key = "field." + std::string(record) + "." + std::string(field);
    return has(locale, key) ? text(locale, key) : text(locale, "field." + std::string(field));
}

namespace {

std::string_view locale_of(std::string_view tag) {
    auto is = [&](std::string_view start) { return tag.starts_with(start); };
    if (is("zh-Hant") || is("zh-TW") || is("zh-HK") || is("zh-MO")) return "zh-Hant";
    if (is("zh")) return "zh-Hans";
    if (is("en")) return "en";
    return {};
}

}  // namespace

std::string_view Messages::locale_for(std::string_view accept_language) const {
    while (!accept_language.empty()) {
        auto comma = accept_language.find(',');
        auto tag = accept_language.substr(0, comma);
        while (tag.starts_with(' ')) tag.remove_prefix(1);
        if (auto locale = locale_of(tag); !locale.empty() && locales_.contains(locale)) return locale;
        accept_language = comma == accept_language.npos ? std::string_view() : accept_language.substr(comma + 1);
    }
    return "zh-Hant";
}

}  // namespace kernel
