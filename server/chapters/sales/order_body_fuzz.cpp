// Any body of an order: read into a draft or refused, field by field; nothing else.
#include "chapters/customers/customers.h"
#include "chapters/sales/sales.h"
#include "kernel/access/account.h"
#include "kernel/records/records.h"

namespace {

struct Office {
    Office() : policy((open(), house), R"({"roles":{"manager":{"clearance":"secret","records":{"orders":{"create":"all"}}}}})") {}
    void open() {
        kernel::ready_cryptography();
        house.add<kernel::Account>("organization");
        customers::open(house);
        sales::open(house);
    }
    kernel::House house;
    kernel::Policy policy;
    kernel::SystemClock clock;
    kernel::IdMaker ids{clock, 1};
    kernel::AuditLog audit{clock, kernel::Key{}, 1};
    kernel::Records records{house, clock, ids, audit};
    kernel::Viewer viewer{.account = 1, .name = "somebody", .role = policy.role("manager")};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const Office office;
    const auto draft = office.records.draft(office.viewer, office.house.get("orders"), {reinterpret_cast<const char*>(data), size},
                                            kernel::Records::Purpose::create);
    if (!draft.ok() && draft.problem().key.empty()) __builtin_trap();
    return 0;
}
