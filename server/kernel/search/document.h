// What of a record is kept for searching, made anew from its values whenever they change.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "kernel/record/type.h"
#include "kernel/search/terms.h"

namespace kernel {

// A record type that is searched: which of its fields, and the mark its terms begin with. A confidential field cannot be declared
// searchable, so none is ever in a document.
struct Searched {
    const RecordType* type = nullptr;
    std::string mark;
    std::vector<std::size_t> fields;  // the title first, where it is one of them
    bool has_title = false;           // fields[0] is the title
    Secrecy secrecy = Secrecy::open;  // the highest among them: who may not read it finds nothing here
    std::int64_t version = 0;         // of all that a document follows from; another one: made anew
    bool has_other() const { return fields.size() > (has_title ? 1U : 0U); }
    std::size_t owner_field() const { return type->parent ? type->parent->owner_field : type->owner_field; }  // of the record or its parent
};

// Those of a house. Types without a searchable text are not among them. `knowledge`: Chinese::version().
std::deque<Searched> searched_types(const House& house, std::int64_t knowledge);

struct Document {
    std::string title;  // folded
    std::string text;   // the other texts, folded, a line each
    std::string words;
    std::int64_t digest() const;
};

// `row`: its values; `owner`: whose record it is, 0 for nobody's.
Document document_of(const Searched& searched, const Chinese& chinese, const Row& row, std::int64_t owner);

}  // namespace kernel
