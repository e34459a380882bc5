#include "kernel/search/likeness.h"

#include <algorithm>

#include "kernel/base/text.h"
#include "kernel/search/fold.h"

namespace kernel {

namespace {

// As they stand at the end of a folded name, the longer before what they end in.
constexpr std::u32string_view chinese_forms[] = {U"有限责任公司", U"股份有限公司", U"集团有限公司", U"有限公司", U"股份公司",
                                                 U"总公司",       U"公司",         U"集团",         U"股份",     U"有限"};
constexpr std::u32string_view english_forms[] = {U"incorporated", U"corporation", U"limited", U"company", U"group", U"corp", U"coltd",
                                                 U"gmbh",         U"inc",         U"llc",     U"ltd",     U"plc",   U"co"};
constexpr std::u32string_view branch = U"分公司";
constexpr std::size_t shortest_phone = 5;

bool drop_form(std::u32string_view& name) {
    for (const auto form : chinese_forms)
        if (name.size() > form.size() && name.ends_with(form)) return name.remove_suffix(form.size()), true;
    // "zenco" is a name, "zen co" has a form.
    for (const auto form : english_forms)
        if (name.size() > form.size() + 1 && name.ends_with(form) && name[name.size() - form.size() - 1] == U' ')
            return name.remove_suffix(form.size() + 1), true;
    return false;
}

std::u32string_view without_forms(std::u32string_view name) {
    const auto trim = [&name] {
        while (name.ends_with(U' ')) name.remove_suffix(1);
    };
    for (trim(); !name.ends_with(branch) && drop_form(name);) trim();
    return name;
}

}  // namespace

std::string likeness_key(Likeness of, std::string_view value, const Chinese& chinese) {
    // As it is kept, or as somebody is typing it.
    const auto number = of == Likeness::phone ? phone(value) : std::nullopt;
    if (number) value = std::string_view(*number).substr(0, number->find('x'));
    std::u32string text = folded(value, chinese);
    if (of == Likeness::name) text = std::u32string(without_forms(text));
    std::erase(text, U' ');
    return of == Likeness::phone && text.size() < shortest_phone ? std::string() : utf8(text);
}

}  // namespace kernel
