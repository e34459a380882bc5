// A disk under SQLite's feet, for tests: it remembers every write, truncation and sync in their order, so that a power cut can be played at
// any of them; and it can be full. Below the encryption, where a real disk is.
#pragma once
#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace kernel::test {

class Disk {
public:
    static constexpr std::int64_t endless = INT64_MAX;

    struct Event {
        enum Kind : std::uint8_t { write, truncate, sync, told } kind;
        std::string file;        // as it was opened
        std::int64_t place = 0;  // write: where; truncate: the new size; told: whatever the test gave
        std::string bytes;
    };

    // From here on every database that is opened lies on this disk. One at a time.
    Disk();
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    void record() {
        set([&] { recording_ = true; });
    }
    std::vector<Event> recorded() {
        std::vector<Event> events;
        set([&] {
            recording_ = false;
            events = std::move(events_);
        });
        return events;
    }
    // Among what is recorded: at this moment somebody was told something.
    void told(std::int64_t what) { note({Event::told, {}, what, {}}); }

    void set_room(std::int64_t bytes) {
        set([&] { room_ = bytes; });
    }  // by which its files may grow together
    // Every connection opened from now on asks for synchronous=NORMAL when it means FULL.
    void weaken() {
        set([&] { weakened_ = true; });
    }

private:
    struct File {
        sqlite3_file base;
        Disk* disk;
        const char* name;  // SQLite keeps it as long as the file is open
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
    static Disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }

    template <class Change>
    void set(Change change) {
        const std::lock_guard lock(mutex_);
        change();
    }
    void note(Event event) {
        const std::lock_guard lock(mutex_);
        if (recording_) events_.push_back(std::move(event));
    }
    bool grow(sqlite3_file* real, std::int64_t end) {
        sqlite3_int64 size = 0;
        real->pMethods->xFileSize(real, &size);
        if (end <= size) return true;
        const std::lock_guard lock(mutex_);
        if (room_ == endless) return true;
        if (end - size > room_) return false;
        room_ -= end - size;
        return true;
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out);
    static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 place);
    static int truncate(sqlite3_file* file, sqlite3_int64 size);
    static int sync(sqlite3_file* file, int flags);
    static int control(sqlite3_file* file, int operation, void* argument);
    static sqlite3_io_methods methods();

    sqlite3_vfs* const real_;
    sqlite3_vfs* const encrypting_;  // what was the default
    sqlite3_vfs vfs_;
    const sqlite3_io_methods methods_ = methods();
    std::mutex mutex_;
    bool recording_ = false;
    bool weakened_ = false;
    std::int64_t room_ = endless;
    std::vector<Event> events_;
};

inline Disk::Disk() : real_((sqlite3_initialize(), sqlite3_vfs_find("unix"))), encrypting_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.zName = "recorded";
    vfs_.pNext = nullptr;
    vfs_.pAppData = this;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.xOpen = &Disk::open;
    if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK || sqlite3mc_vfs_create("recorded", 1) != SQLITE_OK)
        throw std::runtime_error("SQLite takes no other disk");
}

inline Disk::~Disk() {
    sqlite3_vfs_register(encrypting_, 1);
    sqlite3mc_vfs_destroy("multipleciphers-recorded");
    sqlite3_vfs_unregister(&vfs_);
}

inline int Disk::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    Disk& disk = disk_of(vfs);
    File& mine = of(file);
    mine.disk = &disk;
    mine.name = name == nullptr ? "" : name;
    const int code = disk.real_->xOpen(disk.real_, name, mine.real(), flags, out);
    file->pMethods = mine.real()->pMethods == nullptr ? nullptr : &disk.methods_;
    return code;
}

inline int Disk::write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 place) {
    File& mine = of(file);
    if (!mine.disk->grow(mine.real(), place + count)) return SQLITE_FULL;
    mine.disk->note({Event::write, mine.name, place, std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count))});
    return mine.real()->pMethods->xWrite(mine.real(), bytes, count, place);
}

inline int Disk::truncate(sqlite3_file* file, sqlite3_int64 size) {
    File& mine = of(file);
    mine.disk->note({Event::truncate, mine.name, size, {}});
    return mine.real()->pMethods->xTruncate(mine.real(), size);
}

inline int Disk::sync(sqlite3_file* file, int /*flags*/) {
    File& mine = of(file);
    mine.disk->note({Event::sync, mine.name, 0, {}});
    return SQLITE_OK;  // the power of this machine stays on
}

inline int Disk::control(sqlite3_file* file, int operation, void* argument) {
    File& mine = of(file);
    if (operation == SQLITE_FCNTL_PRAGMA) {
        char** words = static_cast<char**>(argument);  // 1: the name, 2: the value, in SQLite's own memory
        const bool full = words[2] != nullptr && std::strcmp(words[1], "synchronous") == 0 && std::strcmp(words[2], "FULL") == 0;
        if (full && mine.disk->weakened_) std::memcpy(words[2], "1", 2);
    }
    return mine.real()->pMethods->xFileControl(mine.real(), operation, argument);
}

// Everything else goes on to the real file as it comes.
inline sqlite3_io_methods Disk::methods() {
    sqlite3_io_methods made{};
    made.iVersion = 2;  // without memory maps
    made.xClose = [](sqlite3_file* file) { return of(file).real()->pMethods->xClose(of(file).real()); };
    made.xRead = [](sqlite3_file* file, void* to, int count, sqlite3_int64 place) {
        return of(file).real()->pMethods->xRead(of(file).real(), to, count, place);
    };
    made.xWrite = &Disk::write;
    made.xTruncate = &Disk::truncate;
    made.xSync = &Disk::sync;
    made.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) { return of(file).real()->pMethods->xFileSize(of(file).real(), size); };
    made.xLock = [](sqlite3_file* file, int level) { return of(file).real()->pMethods->xLock(of(file).real(), level); };
    made.xUnlock = [](sqlite3_file* file, int level) { return of(file).real()->pMethods->xUnlock(of(file).real(), level); };
    made.xCheckReservedLock = [](sqlite3_file* file, int* out) {
        return of(file).real()->pMethods->xCheckReservedLock(of(file).real(), out);
    };
    made.xFileControl = &Disk::control;
    made.xSectorSize = [](sqlite3_file* file) { return of(file).real()->pMethods->xSectorSize(of(file).real()); };
    made.xDeviceCharacteristics = [](sqlite3_file* file) { return of(file).real()->pMethods->xDeviceCharacteristics(of(file).real()); };
    made.xShmMap = [](sqlite3_file* file, int page, int size, int extend, void volatile** to) {
        return of(file).real()->pMethods->xShmMap(of(file).real(), page, size, extend, to);
    };
    made.xShmLock = [](sqlite3_file* file, int offset, int count, int flags) {
        return of(file).real()->pMethods->xShmLock(of(file).real(), offset, count, flags);
    };
    made.xShmBarrier = [](sqlite3_file* file) { of(file).real()->pMethods->xShmBarrier(of(file).real()); };
    made.xShmUnmap = [](sqlite3_file* file, int remove) { return of(file).real()->pMethods->xShmUnmap(of(file).real(), remove); };
    return made;
}

// What a disk holds after the power has gone: all that was synced, and of the rest each sector of 512 bytes or not, as it happens.
class PowerCut {
public:
    using Images = std::map<std::string, std::string>;  // the bytes of each file
    explicit PowerCut(Images at_first) : durable_(std::move(at_first)) {}

    void add(const Disk::Event& event) {
        if (event.kind == Disk::Event::told) return;
        std::vector<Disk::Event>& unsynced = unsynced_[event.file];
        if (event.kind != Disk::Event::sync) return unsynced.push_back(event);
        for (const Disk::Event& one : unsynced) apply(durable_[event.file], one);
        unsynced.clear();
    }
    Images now(std::mt19937_64& random) const {
        Images images = durable_;
        for (const auto& [file, events] : unsynced_)
            for (const Disk::Event& event : events) {
                if (event.kind == Disk::Event::truncate) {
                    if (random() % 2 == 0) apply(images[file], event);
                    continue;
                }
                for (std::size_t from = 0; from < event.bytes.size();) {
                    const std::size_t in_sector = sector - (static_cast<std::size_t>(event.place) + from) % sector;
                    const std::size_t count = std::min(in_sector, event.bytes.size() - from);
                    if (random() % 2 == 0)
                        apply(images[file],
                              {Disk::Event::write, file, event.place + static_cast<std::int64_t>(from), event.bytes.substr(from, count)});
                    from += count;
                }
            }
        return images;
    }

private:
    static constexpr std::size_t sector = 512;
    static void apply(std::string& image, const Disk::Event& event) {
        const auto place = static_cast<std::size_t>(event.place);
        if (event.kind == Disk::Event::truncate) return image.resize(std::min(image.size(), place));
        if (image.size() < place + event.bytes.size()) image.resize(place + event.bytes.size());
        image.replace(place, event.bytes.size(), event.bytes);
    }

    Images durable_;
    std::map<std::string, std::vector<Disk::Event>> unsynced_;
};

}  // namespace kernel::test
