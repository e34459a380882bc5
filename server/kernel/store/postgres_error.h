// What the PostgreSQL server says as the errors of the store.
#pragma once
#include <libpq-fe.h>

#include <string>
#include <string_view>

namespace kernel {

// The five characters that name the error; empty when the connection itself failed.
std::string_view sql_state(const PGresult* result);
bool is_serialisation(std::string_view state);
// This server takes no writes (a standby now, shutting down), or its session no longer fits the schema: begin anew with another session.
bool needs_new_session(const PGresult* result);

[[noreturn]] void throw_postgres_error(const PGresult* result);

// "parent, order" of `Key (parent, "order")=(1, 2) already exists.`, in whatever language; empty when it is not such a sentence.
std::string key_columns(std::string_view detail);

}  // namespace kernel
