// The store and the records without a server: by which the data is made.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "kernel/access/accounts.h"
#include "kernel/audit/audit.h"
#include "kernel/records/records.h"

namespace bench {

class OfflineHouse {
public:
    // Makes the database and its key when they are not there.
    explicit OfflineHouse(const std::string& data_directory, const std::string& connection_string = {});

    kernel::Records& records() { return records_; }
    kernel::Accounts& accounts() { return accounts_; }
    kernel::Store& store() { return *store_; }
    const kernel::House& house() const { return house_; }
    kernel::Viewer viewer(std::int64_t account, std::string_view role) const;
    void write(const std::function<void(kernel::Transaction&)>& work);

    // One record through the record layer, without an entry in the log. Values by the names of their fields.
    using Values = std::vector<std::pair<std::string_view, kernel::Value>>;
    std::int64_t insert(kernel::Transaction& transaction, const kernel::Viewer& viewer, std::string_view record, const Values& values,
                        const std::vector<Values>& lines = {});

private:
    kernel::Key master_;
    kernel::SystemClock clock_;
    kernel::House house_;
    kernel::Policy policy_;
    std::unique_ptr<kernel::Store> store_;
    kernel::IdMaker ids_;
    kernel::AuditLog audit_;
    kernel::Accounts accounts_;
    kernel::Records records_;
};

// Of everything that the data depends on but its own making: the migrations.
std::string schema_digest();

}  // namespace bench
