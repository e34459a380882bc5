// bylaw backup and bylaw restore.
#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "kernel/backup/backup_file.h"
#include "program/client_of_server.h"
#include "program/commands.h"
#include "program/house.h"
#include "program/place.h"

namespace program {

namespace json = boost::json;
namespace files = std::filesystem;
using kernel::http::Client;

namespace {

void show(const char* what, std::int64_t bytes, std::int64_t of_bytes) {
    static const bool watched = ::isatty(STDERR_FILENO) != 0;
    if (!watched) return;
    constexpr std::int64_t mebibyte = 1 << 20;
    std::fprintf(stderr, "\r%s %lld of %lld MiB ", what, static_cast<long long>(bytes / mebibyte),
                 static_cast<long long>(std::max(bytes, of_bytes) / mebibyte));
}

void synchronise(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = file >= 0 && ::fsync(file) == 0;
    const std::string why = std::strerror(errno);
    if (file >= 0) ::close(file);
    if (!done) throw std::runtime_error("cannot write " + path + ": " + why);
}

// Under its name only when it is whole: onto another disk it goes aside first.
void move_file(const std::string& from, const std::string& to) {
    if (::link(from.c_str(), to.c_str()) != 0) {
        if (errno == EEXIST) throw std::runtime_error(to + " is there already: nothing is overwritten");
        const std::string aside = to + ".part";
        files::copy_file(from, aside, files::copy_options::overwrite_existing);
        synchronise(aside);
        files::rename(aside, to);
    }
    files::remove(from);
    const std::string folder = files::path(to).parent_path().string();
    synchronise(folder.empty() ? "." : folder);
}

std::string wait_for_backup(Client& client) {
    for (int pause_ms = 5;; pause_ms = std::min(pause_ms * 2, 200)) {
        const json::value status = expect(client.send("GET", "/api/v1/operator/backup"));
        const std::string state = text_of(status.at("state"));
        if (state == "done") return text_of(status.at("file"));
        if (state != "copying" && state != "checking") throw std::runtime_error("no backup was made: " + text_of(status.at("problem")));
        show(state.c_str(), status.at("bytes").to_number<std::int64_t>(), status.at("of_bytes").to_number<std::int64_t>());
        std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
    }
}

// Says how far it is, and passes everything on.
class Shown final : public kernel::CopySource {
public:
    Shown(kernel::BackupReader& reader, const char* what) : reader_(reader), what_(what) {}
    bool next(std::string& piece) override {
        show(what_, reader_.bytes(), reader_.of_bytes());
        return reader_.next(piece);
    }

private:
    kernel::BackupReader& reader_;
    const char* what_;
};

kernel::BackupFacts check(const std::string& file, const kernel::Key& key) {
    kernel::BackupReader reader(file, key);
    Shown source(reader, "checking");
    for (std::string piece; source.next(piece);) {}
    return reader.facts();
}

}  // namespace

int backup(const Options& options, const std::string& file) {
    if (files::exists(file)) throw std::runtime_error(file + " is there already: nothing is overwritten");
    return with_server(options, [&](Client& client) {
        expect(client.send("POST", "/api/v1/operator/backup"));
        move_file(wait_for_backup(client), file);
        std::printf("%s: %llu bytes, read again and whole. It opens with the key file of this data directory only.\n", file.c_str(),
                    static_cast<unsigned long long>(files::file_size(file)));
        return 0;
    });
}

int restore(const Options& options, const std::string& file, bool only_check) {
    kernel::ready_cryptography();
    const kernel::Key master = master_key(options, false), key = backup_key(master);
    const kernel::BackupFacts facts = check(file, key);
    std::printf("%s: made %s by Bylaw %s (%s), whole.\n", file.c_str(), facts.made_at.c_str(), facts.program.c_str(), facts.engine.c_str());
    if (only_check) return 0;
    if ((facts.engine == "sqlite") != options.database.empty())
        throw std::runtime_error(options.database.empty() ? "the backup is of a PostgreSQL database: say which one takes it with --database"
                                                          : "the backup is of an embedded database: restore it without --database");
    kernel::House house;
    open_house(house);
    {
        kernel::BackupReader reader(file, key);
        Shown source(reader, "restoring");
        kernel::copy_in(store_options(options, master), source, house.migrations());
    }
    std::puts("Restored. Now the audit log and the sums:");
    return verify(options);
}

}  // namespace program
