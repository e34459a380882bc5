#include "postgres_database.h"

#include <cstdlib>

#include "process.h"

namespace bench {

std::string fresh_postgres_database(const std::string& log) {
    const char* given = std::getenv("BYLAW_TEST_POSTGRES");
    if (given == nullptr) return {};
    const std::string administrator = given, name = "bylaw_bench";
    run_to_end({"/usr/bin/psql", "-q", "-c", "DROP DATABASE IF EXISTS " + name, administrator}, log);
    if (run_to_end({"/usr/bin/psql", "-q", "-c", "CREATE DATABASE " + name, administrator}, log) != 0) return {};
    const auto slash = administrator.find('/', administrator.find("//") + 2), question = administrator.find('?');
    return administrator.substr(0, slash + 1) + name + administrator.substr(question);
}

}  // namespace bench
