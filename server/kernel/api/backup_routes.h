// Backups, for the command line beside the server: POST /api/v1/operator/backup begins one, GET tells how far it is.
#pragma once
#include "kernel/api/router.h"
#include "kernel/backup/backups.h"

namespace kernel {

void add_backup_routes(Router& router, Backups& backups);

}  // namespace kernel
