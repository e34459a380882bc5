// 4: sales. The chapter's one door.
#pragma once
#include "kernel/record/type.h"

namespace sales {
void open(kernel::House& house);
}
