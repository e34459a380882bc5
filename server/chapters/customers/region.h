// Where customers are and goods go: sales area, province, city… (3.2.2, 3.4.1), a tree.
#pragma once
#include "kernel/record/describe.h"

namespace customers {

struct Region {
    static constexpr std::string_view table = "regions";
    kernel::Id<Region> id;
    std::string name;
    kernel::Link<Region> parent;
    std::string code;     // GB/T 2260, where there is one
    std::string manager;  // who answers for what is sold there
};
const kernel::Declaration& declaration(const Region*);

}  // namespace customers
