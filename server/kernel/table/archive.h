// A zip archive read in place, part by part, within limits: a part that unpacks to too much is a bomb and ends the reading.
#pragma once
#include <zip.h>

#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/table/table.h"

namespace kernel::table {

class Archive;

class Part {
public:
    // Up to `count` bytes; 0 at the end, where the checksum has been held against the bytes.
    Result<std::size_t> read(char* to, std::size_t count);
    const std::string& name() const { return name_; }
    std::uint64_t claimed_bytes() const { return claimed_; }  // what the archive says; it may lie
    std::uint64_t bytes_read() const { return read_; }

private:
    friend class Archive;
    struct Close {
        void operator()(zip_file_t* file) const { zip_fclose(file); }
    };
    Archive* archive_ = nullptr;
    std::unique_ptr<zip_file_t, Close> file_;
    std::string name_;
    std::uint64_t packed_ = 0;
    std::uint64_t claimed_ = 0;
    std::uint64_t read_ = 0;
};

class Archive {
public:
    static Result<std::unique_ptr<Archive>> open(std::unique_ptr<ByteSource> source);
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    std::uint64_t size() const { return source_->size(); }
    // Names are taken without regard to case, as the packaging convention asks. Nothing when there is no such part.
    Result<std::unique_ptr<Part>> part(const std::string& name);

private:
    friend class Part;
    explicit Archive(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
    static zip_int64_t answer_zip(void* archive, void* data, zip_uint64_t length, zip_source_cmd_t command);
    zip_int64_t answer(void* data, zip_uint64_t length, zip_source_cmd_t command);
    zip_int64_t read(char* to, std::uint64_t count);
    Problem failure(std::string_view part) const;
    bool has_absurd_directory();

    std::unique_ptr<ByteSource> source_;
    std::uint64_t at_ = 0;
    std::uint64_t directory_budget_ = 0;  // bytes that may still be read before the archive counts as open
    bool opening_ = true;
    std::exception_ptr thrown_;  // by the source: C code lies between the throw and the catch
    zip_error_t error_ = {};
    zip_t* zip_ = nullptr;
};

}  // namespace kernel::table
