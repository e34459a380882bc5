// The limit of a list: the same SQL on the same file, prepared once, JSON by appending, behind a bare Beast server.
#pragma once
#include <string>

namespace bench {

// Serves GET /orders?owner=ID and GET /orders?owner=ID&from=DAY&to=DAY until SIGTERM; prints its address as `bylaw serve` does.
int serve_list_limit(const std::string& data_directory, int threads);

}  // namespace bench
