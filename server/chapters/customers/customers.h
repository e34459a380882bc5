// 3.4.1: customers and the people one speaks with. The chapter's one door.
#pragma once
#include "kernel/record/type.h"

namespace customers {
void open(kernel::House& house);
}
