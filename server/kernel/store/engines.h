// What open_store chooses from.
#pragma once
#include <memory>

#include "kernel/store/store.h"

namespace kernel {

std::unique_ptr<Store> open_sqlite_store(const StoreOptions& options);
std::unique_ptr<Store> open_postgres_store(const StoreOptions& options);

}  // namespace kernel
