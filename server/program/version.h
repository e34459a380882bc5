#pragma once
#include <string_view>

namespace program {

std::string_view version();  // of this executable, as CMakeLists.txt has it

}  // namespace program
