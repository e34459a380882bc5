// All chapters and all messages of this executable.
#pragma once
#include "kernel/record/messages.h"
#include "kernel/record/type.h"

namespace program {

void open_house(kernel::House& house);
void add_messages(kernel::Messages& messages);
std::string_view embedded_text(std::string_view path);  // throws std::runtime_error when the executable was built without it

}  // namespace program
