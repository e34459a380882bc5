// Labels and messages in the reader's language: locales/server/{zh-Hant,zh-Hans,en}.json, flat maps of key to text with {{holes}}.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kernel/base/result.h"

namespace kernel {

// An argument that stands for a label, in the language of whoever reads the message: label_argument("record.customers").
std::string label_argument(std::string_view key);

class Messages {
public:
    // `json` is one locale's file. Throws std::runtime_error when it is not a flat map of texts.
    void add(std::string_view locale, std::string_view json);
    // The text with its holes filled; the key itself when there is none (a test fails on that).
    std::string text(std::string_view locale, std::string_view key, const MessageArguments& arguments = {}) const;
    bool has(std::string_view locale, std::string_view key) const;
    // The first of Accept-Language that there is (zh-TW, zh-HK, zh-MO count as zh-Hant; zh-CN, zh-SG, zh as zh-Hans), else zh-Hant.
    std::string_view locale_for(std::string_view accept_language) const;

    std::string record_label(std::string_view locale, std::string_view record) const {
        return text(locale, "record." + std::string(record));
    }
    std::string field_label(std::string_view locale, std::string_view record,
                            std::string_view field) const;  // field.{record}.{field}, else field.{field}
    // choice.{record}.{field}.{choice}, else choice.{field}.{choice}
    std::string choice_label(std::string_view locale, std::string_view record, std::string_view field, std::string_view choice) const;

private:
    std::string label(std::string_view locale, std::string_view key) const;
    std::map<std::string, std::unordered_map<std::string, std::string>, std::less<>> locales_;
};

}  // namespace kernel
