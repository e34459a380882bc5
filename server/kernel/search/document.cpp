#include "kernel/search/document.h"

#include <algorithm>

#include "kernel/base/hash.h"
#include "kernel/search/likeness.h"

namespace kernel {

namespace {

constexpr std::string_view form_of_documents = "3";  // raised when what this room makes of a text changes

// Two letters or digits, by the type's name, so that they stay when other types come; the next free one where two names meet.
std::string mark_of(std::string_view name, const std::deque<Searched>& taken) {
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    for (std::int64_t number = short_digest(name);; ++number) {
        const auto place = static_cast<std::size_t>(number % 1296);
        std::string mark{digits[place / 36], digits[place % 36]};
        if (std::ranges::find(taken, mark, &Searched::mark) == taken.end()) return mark;
    }
}

}  // namespace

std::deque<Searched> searched_types(const House& house, std::int64_t knowledge) {
    std::deque<Searched> made;
    for (const RecordType& type : house.types()) {
        Searched searched{.type = &type, .mark = mark_of(type.name, made), .fields = {}};
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
            const Field& field = type.fields[i];
            if (!field.rules.searchable || !is_text(field.kind) || field.rules.secrecy > Secrecy::internal) continue;
            const bool is_title = field.name == type.title_column();
            searched.fields.insert(is_title ? searched.fields.begin() : searched.fields.end(), i);
            searched.has_title |= is_title;
            searched.secrecy = std::max(searched.secrecy, field.rules.secrecy);
        }
        if (searched.fields.empty()) continue;
        std::string all = std::string(form_of_documents) + searched.mark + std::to_string(knowledge);
        for (const std::size_t field : searched.fields)
            all += ' ' + std::string(type.fields[field].name) + std::to_string(static_cast<int>(type.fields[field].rules.alike));
        searched.version = short_digest(all);
        made.push_back(std::move(searched));
    }
    return made;
}

std::int64_t Document::digest() const { return short_digest(title + '\n' + text + '\n' + words); }

Document document_of(const Searched& searched, const Chinese& chinese, const Row& row, std::int64_t owner) {
    Document made;
    DocumentTerms terms(chinese, searched.mark);
    for (std::size_t i = 0; i < searched.fields.size(); ++i) {
        const Value& value = row[searched.fields[i]];
        if (is_null(value)) continue;
        const std::u32string text = folded(text_of(value), chinese);
        const bool title = i == 0 && searched.has_title;
        terms.add(text, title ? Where::title : Where::other);
        const Likeness alike = searched.type->fields[searched.fields[i]].rules.alike;
        if (alike != Likeness::none) terms.add_likeness(alike, likeness_key(alike, text_of(value), chinese));
        (title ? made.title : made.text) += utf8(text) + (title ? "" : "\n");
    }
    if (owner != 0) terms.add_owner(owner);
    made.words = terms.take();
    return made;
}

}  // namespace kernel
