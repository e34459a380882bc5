#include "chapters/customers/region.h"

namespace customers {

using namespace kernel;
using namespace kernel::words;

static constexpr auto region = describe<Region>({.clause = "3.4.1",
                                                 .title = "name",
                                                 .columns = {"full_name", "code", "manager"},
                                                 .sort = "full_name",
                                                 .keys = {"parent+name"},
                                                 .tree = true},
                                                {
                                                    field<&Region::id>(),
                                                    field<&Region::name>({required, filterable, sortable, max_length(60)}),
                                                    field<&Region::parent>({fixed, filterable}),
                                                    field<&Region::code>({unique, filterable, sortable, searchable, max_length(12)}),
                                                    field<&Region::manager>({filterable, sortable, max_length(60), clause("3.4.1")}),
                                                });

const Declaration& declaration(const Region*) {
    static constexpr Declaration made = declare<Region>(region);
    return made;
}

}  // namespace customers
