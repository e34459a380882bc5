// One file that holds a whole database: sealed under a key that follows from the master key and the file's own salt, so that without the
// master key it shows nothing but its size, and no byte of it can be altered, removed or cut off unseen.
//
//   "bylaw backup 1\n\0" | salt 16 | digest that tells whether a key is the right one 32 | head of the sealed stream 24
//   messages, each with its sealed length in four bytes (the lowest first) before it: the facts as JSON, the pieces of the copy
//   (kernel/store/copy.h), and last how many pieces there were
#pragma once
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kernel/base/hash.h"
#include "kernel/base/sealed_stream.h"
#include "kernel/store/copy.h"

namespace kernel {

struct BackupFacts {
    std::string engine;   // "sqlite", "postgres"
    std::string made_at;  // instant
    std::string program;  // version of the program
};

// A sentence for the operator.
struct BackupError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class BackupWriter final : public CopySink {
public:
    // Makes the file, mode 0600; it must not be there. Throws BackupError, as the others do.
    BackupWriter(const std::string& path, const Key& key, const BackupFacts& facts);
    void expect(std::int64_t bytes) override { of_bytes_ = bytes; }
    void put(std::string_view piece) override;
    void finish();  // and makes it durable

    std::int64_t bytes() const { return bytes_; }  // of the database, so far
    std::int64_t of_bytes() const { return of_bytes_; }

private:
    void write(std::string_view bytes);
    void seal(std::string_view message, bool last);

    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    const std::string path_;
    std::unique_ptr<std::FILE, Close> file_;
    std::string beside_;  // what stands before the messages, held by the first of them
    std::unique_ptr<StreamSealer> sealer_;
    std::string sealed_;
    std::int64_t pieces_ = 0;
    std::int64_t bytes_ = 0;
    std::int64_t of_bytes_ = 0;
};

class BackupReader final : public CopySource {
public:
    // Throws BackupError when this is no backup, another key's, or the first message is not as it was written.
    BackupReader(const std::string& path, const Key& key);
    const BackupFacts& facts() const { return facts_; }
    bool next(std::string& piece) override;  // after the last it has made sure that nothing is missing or added

    std::int64_t bytes() const { return at_; }  // of the file, so far
    std::int64_t of_bytes() const { return size_; }

private:
    bool read(std::string& bytes, std::size_t count);
    bool open(std::string& message);
    [[noreturn]] void refuse(const std::string& why) const;

    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    const std::string path_;
    std::unique_ptr<std::FILE, Close> file_;
    std::int64_t size_ = 0;
    std::int64_t at_ = 0;
    std::string beside_;
    std::unique_ptr<StreamOpener> opener_;
    std::string sealed_;
    std::int64_t pieces_ = 0;
    BackupFacts facts_;
};

}  // namespace kernel
