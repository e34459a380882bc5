// Where a database lies and which keys open it.
#pragma once
#include "kernel/base/hash.h"
#include "kernel/store/store.h"
#include "program/instance.h"

namespace program {

// Makes the data directory when it is not there. `may_create`: a data directory without a database gets a new key.
kernel::Key master_key(const Options& options, bool may_create);
kernel::StoreOptions store_options(const Options& options, const kernel::Key& master);
// Follow from the master key, each for one use.
kernel::Key audit_key(const kernel::Key& master);
kernel::Key accounts_key(const kernel::Key& master);
kernel::Key backup_key(const kernel::Key& master);

}  // namespace program
