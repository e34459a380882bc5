// A result that PostgreSQL has sent whole.
#pragma once
#include "kernel/store/postgres_session.h"
#include "kernel/store/store.h"

namespace kernel {

Rows postgres_rows(PostgresResult result);

}  // namespace kernel
