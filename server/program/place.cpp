#include "program/place.h"

#include <sys/stat.h>

#include <filesystem>
#include <stdexcept>

namespace program {

using namespace kernel;

namespace {

// The data directory belongs to one user: nobody else reads what is in it.
void make_directory(const std::string& path) {
    if (std::filesystem::create_directories(path)) ::chmod(path.c_str(), 0700);
    if (!std::filesystem::is_directory(path)) throw std::runtime_error("not a directory: " + path);
}

}  // namespace

Key master_key(const Options& options, bool may_create) {
    make_directory(options.data);
    const std::string path = options.key.empty() ? options.data + "/bylaw.key" : options.key;
    // A new key beside an old database could not open it: better to say that the key is missing.
    return key_from_file(path, may_create && !std::filesystem::exists(options.data + "/bylaw.db"));
}

StoreOptions store_options(const Options& options, const Key& master) {
    const Key page_key = derived_key(master, 1, "pagekey1");
    StoreOptions made;
    made.engine = options.database.empty() ? Engine::sqlite : Engine::postgres;
    made.data_directory = options.data;
    made.key.assign(reinterpret_cast<const char*>(page_key.data()), page_key.size());
    made.connection_string = options.database;
    return made;
}

Key audit_key(const Key& master) { return derived_key(master, 2, "auditlog"); }
Key accounts_key(const Key& master) { return derived_key(master, 3, "accounts"); }
Key backup_key(const Key& master) { return derived_key(master, 4, "backups_"); }

}  // namespace program
