// When two records are likely one and the same (3.4.1): the form in which their values are compared.
#pragma once
#include <string>
#include <string_view>

#include "kernel/record/field.h"
#include "kernel/search/chinese.h"

namespace kernel {

// Letters, digits and simplified characters only. A name loses the form of the company at its end (有限公司, 股份有限公司, Co. Ltd. …), so
// that 東華貿易有限公司 and 东华贸易（集团） are alike; a branch (分公司) is none of it, for it is another customer. A phone loses its
// extension. Empty: like nothing.
std::string likeness_key(Likeness of, std::string_view value, const Chinese& chinese);

}  // namespace kernel
