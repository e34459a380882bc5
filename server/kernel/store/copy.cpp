#include "kernel/store/copy.h"

#include "kernel/store/postgres_copy.h"
#include "kernel/store/sqlite_copy.h"

namespace kernel {

void copy_in(const StoreOptions& options, CopySource& source, std::span<const Migration> migrations) {
    if (options.engine == Engine::sqlite)
        copy_in_sqlite(options, source);
    else
        copy_in_postgres(options.connection_string, source, migrations);
}

}  // namespace kernel
