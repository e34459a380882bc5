#include "kernel/backup/backups.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace kernel {

namespace files = std::filesystem;

namespace {

constexpr std::string_view unfinished = ".part";

// "20260131T080000Z-…": sorts by time, and no two are alike.
std::string name_at(Instant now) {
    std::string text = format_instant(now);
    std::erase_if(text, [](char letter) { return letter == '-' || letter == ':'; });
    std::replace(text.begin(), text.end(), '.', '-');
    return "bylaw-" + text + ".backup";
}

void make_durable(const files::path& folder) {
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    ::fsync(file);
    ::close(file);
}

}  // namespace

class Backups::Sink final : public CopySink {
public:
    Sink(Backups& backups, BackupWriter& writer) : backups_(backups), writer_(writer) {}
    void expect(std::int64_t bytes) override { writer_.expect(bytes); }
    void put(std::string_view piece) override {
        if (backups_.stopping_) throw BackupError("the server stopped before the backup was done");
        writer_.put(piece);
        backups_.report(State::copying, writer_.bytes(), writer_.of_bytes());
    }

private:
    Backups& backups_;
    BackupWriter& writer_;
};

Backups::Backups(Store& store, const AuditLog& audit, const Clock& clock, Options options)
    : store_(store), audit_(audit), clock_(clock), options_(std::move(options)) {
    std::error_code error;
    for (const auto& entry : files::directory_iterator(options_.folder, error))
        if (entry.path().extension() == unfinished) files::remove(entry.path(), error);
}

Backups::~Backups() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

bool Backups::start(std::int64_t actor) {
    const std::lock_guard lock(mutex_);
    if (status_.state == State::copying || status_.state == State::checking) return false;
    if (thread_.joinable()) thread_.join();
    status_ = {.state = State::copying, .file = {}, .bytes = 0, .of_bytes = 0, .problem = {}};
    thread_ = std::thread([this, actor] { run(actor); });
    return true;
}

Backups::Status Backups::status() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

void Backups::report(State state, std::int64_t bytes, std::int64_t of_bytes) {
    const std::lock_guard lock(mutex_);
    status_.state = state;
    status_.bytes = bytes;
    status_.of_bytes = of_bytes;
}

void Backups::run(std::int64_t actor) {
    std::string path;
    try {
        // First, so that the copy tells of itself.
        store_.write_and_wait([&](Transaction& transaction) {
            audit_.append(transaction, {{.actor = actor, .action = "backup", .record = "", .changes = "[]"}});
            return true;
        });
        if (files::create_directories(options_.folder)) files::permissions(options_.folder, files::perms::owner_all);
        const std::string target = options_.folder + '/' + name_at(clock_.now());
        path = target + std::string(unfinished);
        make(path);
        check(path);
        files::rename(path, target);
        make_durable(options_.folder);
        const std::lock_guard lock(mutex_);
        status_.state = State::done;
        status_.file = target;
    } catch (const std::exception& error) {
        std::error_code ignored;
        if (!path.empty()) files::remove(path, ignored);
        const std::lock_guard lock(mutex_);
        status_.state = State::failed;
        status_.problem = error.what();
    }
}

void Backups::make(const std::string& path) {
    const std::string engine = store_.engine() == Engine::sqlite ? "sqlite" : "postgres";
    BackupWriter writer(path, options_.key, {engine, format_instant(clock_.now()), options_.program});
    Sink sink(*this, writer);
    store_.copy_out(sink);
    writer.finish();
}

// What cannot be read again is no backup.
void Backups::check(const std::string& path) {
    BackupReader reader(path, options_.key);
    for (std::string piece; reader.next(piece);) {
        if (stopping_) throw BackupError("the server stopped before the backup was done");
        report(State::checking, reader.bytes(), reader.of_bytes());
    }
}

}  // namespace kernel
