// The tables of this room, kernel migration 1: accounts, and what proves who somebody is.
#pragma once
#include "kernel/store/migrate.h"

namespace kernel {

extern const Migration access_migration;

}  // namespace kernel
