// 4.3: what is owed today, by how long it has been due: for each customer or salesperson.
#pragma once
#include "chapters/sales_analysis/inquiry.h"

namespace sales {

// "customer" or "salesperson"; nothing for any other name.
const Dimension* ageing_rows(std::string_view name);
bool may_ask_ageing(const kernel::House& house, const kernel::Viewer& viewer);
// The `limit` rows with the most owed are named, all the others come together. The viewer may ask.
Report ageing(const kernel::App& app, const kernel::Viewer& viewer, kernel::Connection& connection, const Dimension& rows, int limit);

}  // namespace sales
