// The schema's way from one version of the program to the next.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "kernel/store/store.h"

namespace kernel {

struct Migration {
    int number;  // ascending from 1
    std::string_view name;
    std::string_view sql;  // in our DDL (dialect.h); several statements. Never changed once released.
    // What one engine has and the other has not (an index of words), in its own words, after the rest.
    std::string_view sqlite = {};
    std::string_view postgres = {};
};

// The table of those that have run, in our DDL.
inline constexpr std::string_view schema_migrations_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations (number ID, name TEXT NOT NULL, digest TEXT NOT NULL)";

// Runs those that have not run yet, each in a transaction of its own, and notes them in schema_migrations. Gives their count.
// Throws DatabaseError with a sentence for the operator when the database and the program do not belong together. Several nodes may
// start at once: one runs them, the others wait.
int migrate(Store& store, std::span<const Migration> migrations);

// The live schema as text: tables by name, their columns in order, then keys, checks and indexes in the order of their text. Two databases
// of the same engine with the same text are made alike. Leaves out schema_migrations.
std::string schema_text(Connection& connection);

}  // namespace kernel
