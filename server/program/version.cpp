#include "program/version.h"

namespace program {

std::string_view version() { return BYLAW_VERSION; }

}  // namespace program
