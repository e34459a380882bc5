#include "house.h"

#include <filesystem>
#include <stdexcept>

#include "kernel/base/text.h"
#include "program/house.h"

namespace bench {

using namespace kernel;

namespace {

Key master_key(const std::string& data_directory) {
    std::filesystem::create_directories(data_directory);
    return key_from_file(data_directory + "/bylaw.key", true);
}

std::unique_ptr<Store> opened(const std::string& data_directory, const std::string& connection_string, const Key& master) {
    const Key page_key = derived_key(master, 1, "pagekey1");
    StoreOptions options;
    options.engine = connection_string.empty() ? Engine::sqlite : Engine::postgres;
    options.data_directory = data_directory;
    options.connection_string = connection_string;
    options.key.assign(reinterpret_cast<const char*>(page_key.data()), page_key.size());
    return open_store(options);
}

// Fills `row` and gives the bits of what was filled in.
std::uint64_t set(const RecordType& type, Row& row, const OfflineHouse::Values& values) {
    std::uint64_t given = 0;
    for (const auto& [name, value] : values) {
        const std::size_t place = type.place(name);
        if (place == RecordType::npos) throw std::logic_error("no field " + std::string(name));
        row[place] = value;
        given |= std::uint64_t{1} << place;
    }
    return given;
}

}  // namespace

OfflineHouse::OfflineHouse(const std::string& data_directory, const std::string& connection_string)
    : master_(master_key(data_directory)),
      policy_((program::open_house(house_), house_), program::embedded_text("regulation/roles.json")),
      store_(opened(data_directory, connection_string, master_)),
      ids_(clock_, 1),
      audit_(clock_, derived_key(master_, 2, "auditlog"), 1),
      accounts_(policy_, clock_, ids_, derived_key(master_, 3, "accounts")),
      records_(house_, clock_, ids_, audit_) {
    migrate(*store_, house_.migrations());
}

Viewer OfflineHouse::viewer(std::int64_t account, std::string_view role) const {
    Viewer viewer;
    viewer.account = account;
    viewer.role = policy_.role(role);
    return viewer;
}

void OfflineHouse::write(const std::function<void(Transaction&)>& work) {
    store_->write_and_wait([&](Transaction& transaction) {
        work(transaction);
        return true;
    });
}

std::int64_t OfflineHouse::insert(Transaction& transaction, const Viewer& viewer, std::string_view record, const Values& values,
                                  const std::vector<Values>& lines) {
    const RecordType& type = house_.get(record);
    Records::Insert made;
    made.values = records_.fresh(type);
    made.given = set(type, made.values, values);
    for (const Values& line_values : lines) {
        LineDraft line{.id = 0, .values = records_.fresh(*type.lines), .given = 0};
        line.given = set(*type.lines, line.values, line_values);
        made.lines.push_back(std::move(line));
    }
    std::vector<AuditEntry> entries;
    auto id = records_.insert(transaction, viewer, type, std::move(made), entries);
    if (!id) throw std::runtime_error(std::string(record) + ": " + id.problem().key);
    return *id;
}

std::string schema_digest() {
    House house;
    program::open_house(house);
    std::string text;
    for (const Migration& migration : house.migrations()) text += migration.sql;
    const Digest made = digest(text);
    return hex({reinterpret_cast<const char*>(made.data()), made.size()});
}

}  // namespace bench
