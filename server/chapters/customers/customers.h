// 3.4, 5.2: customers. The chapter's one door.
#pragma once
#include "kernel/record/type.h"

namespace customers {
void open(kernel::House& house);
}
