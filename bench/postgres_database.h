// A database of its own on the server that bin/postgres started.
#pragma once
#include <string>

namespace bench {

// Its connection string; empty when there is no server or it refuses. What psql says goes to `log`.
std::string fresh_postgres_database(const std::string& log);

}  // namespace bench
