// How the index is asked on either engine: the documents `d`, on SQLite the words `w` beside them.
#pragma once
#include <string>
#include <vector>

#include "kernel/search/index.h"

namespace kernel {

MatchText match_text(Engine engine, const Searched& searched);
// The condition that a document matches.
void append_match(Sql& sql, Engine engine, std::string match);
// " AND …" for each word whose pieces must stand in one; needs the documents themselves.
bool needs_text(const std::vector<Wanted>& wanted);
void append_in_one(Sql& sql, const std::vector<Wanted>& wanted, Where where);
std::string from_documents(Engine engine, bool with_text);
std::string_view document_id(Engine engine);

}  // namespace kernel
