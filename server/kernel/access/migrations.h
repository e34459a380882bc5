// The tables of this room: accounts, and what proves who somebody is; which accounts a demo shows.
#pragma once
#include "kernel/store/migrate.h"

namespace kernel {

extern const Migration access_migration;
extern const Migration demo_migration;

}  // namespace kernel
