// Backups made while the server works: one at a time, on a thread of its own, into a folder of the data directory.
#pragma once
#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "kernel/audit/audit.h"
#include "kernel/backup/backup_file.h"
#include "kernel/base/time.h"

namespace kernel {

class Backups {
public:
    struct Options {
        std::string folder;   // made when it is needed
        std::string program;  // version of the program
        Key key;
    };
    // What an earlier start left unfinished is removed.
    Backups(Store& store, const AuditLog& audit, const Clock& clock, Options options);
    ~Backups();  // gives up the one under way

    enum class State : std::uint8_t { none, copying, checking, done, failed };
    struct Status {
        State state = State::none;
        std::string file;  // when done: made durable, and read again whole
        std::int64_t bytes = 0;
        std::int64_t of_bytes = 0;  // of a copy of PostgreSQL a guess
        std::string problem;        // when failed: a sentence for the operator
    };
    bool start(std::int64_t actor);  // false when one is under way
    Status status() const;

private:
    class Sink;
    void run(std::int64_t actor);
    void make(const std::string& path);
    void check(const std::string& path);
    void report(State state, std::int64_t bytes, std::int64_t of_bytes);

    Store& store_;
    const AuditLog& audit_;
    const Clock& clock_;
    const Options options_;
    mutable std::mutex mutex_;
    Status status_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace kernel
