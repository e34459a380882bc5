// 4.4: the analysis of what is sold. Its one door.
#pragma once
#include "kernel/record/type.h"

namespace sales {
void open_analysis(kernel::House& house);
}
