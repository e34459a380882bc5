// Taking back what a run made: the newest first, so that what names something goes before it.
#pragma once
#include <atomic>

#include "kernel/exchange/imports.h"

namespace kernel {

// Whether there is anything to take back, and time left to (limits::import_undo_s).
bool may_undo(const ImportRow& row, Instant now);

// On the worker. Goes on from where it was broken off, and is broken off by `stopping`.
void undo_import(const Imports::Parts& parts, ImportRow row, const std::atomic<bool>& stopping);

}  // namespace kernel
