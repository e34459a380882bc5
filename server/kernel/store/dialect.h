// What differs between the engines, and nothing else may.
#pragma once
#include <string>
#include <string_view>

#include "kernel/store/store.h"

namespace kernel {

struct Dialect {
    std::string_view id;       // type of a primary key column, the constraint with it
    std::string_view integer;  // type of every number
    std::string_view text;     // type of text, compared by bytes
    std::string_view bytes;
    std::string_view table_tail;  // after the closing parenthesis of CREATE TABLE
    std::string_view ascending;   // after a column of CREATE INDEX, so that NULL comes before every value
    std::string_view descending;  // … and here after every value. For ORDER BY write these out: both engines read them.
    std::string_view row_lock;    // at the end of a SELECT in a piece of work whose rows it will change: other nodes write too
};
const Dialect& dialect(Engine engine);

inline constexpr std::string_view order_ascending = " ASC NULLS FIRST";
inline constexpr std::string_view order_descending = " DESC NULLS LAST";

// Our DDL as the engine's. Read in CREATE TABLE, ALTER TABLE and CREATE INDEX, in capitals: BIGINT, TEXT, BYTES, ID (the primary key),
// and ASC or DESC of an index column. Literals, comments and quoted names stay as they are.
std::string for_engine(std::string_view sql, Engine engine);

}  // namespace kernel
