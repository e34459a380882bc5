#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "kernel/table/csv.h"
#include "kernel/table/reading.h"
#include "kernel/table/xlsx.h"

namespace kernel::table {

namespace {

class Memory final : public ByteSource {
public:
    explicit Memory(std::string bytes) : bytes_(std::move(bytes)) {}
    std::uint64_t size() const override { return bytes_.size(); }
    std::size_t read(std::uint64_t offset, char* to, std::size_t count) override {
        if (offset >= bytes_.size()) return 0;
        return bytes_.copy(to, count, static_cast<std::size_t>(offset));
    }

private:
    std::string bytes_;
};

class File final : public ByteSource {
public:
    explicit File(const std::string& path) : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (descriptor_ < 0) throw std::runtime_error(complaint("cannot be opened"));
        struct stat about = {};
        const bool known = ::fstat(descriptor_, &about) == 0;
        if (!known || !S_ISREG(about.st_mode)) {
            ::close(descriptor_);
            throw std::runtime_error("The file " + path_ + " is not a plain file.");
        }
        size_ = static_cast<std::uint64_t>(about.st_size);
    }
    ~File() override { ::close(descriptor_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    std::uint64_t size() const override { return size_; }
    std::size_t read(std::uint64_t offset, char* to, std::size_t count) override {
        for (;;) {
            const ssize_t got = ::pread(descriptor_, to, count, static_cast<off_t>(offset));
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) throw std::runtime_error(complaint("cannot be read"));
        }
    }

private:
    std::string complaint(std::string_view what) const {
        return "The file " + path_ + " " + std::string(what) + ": " + std::strerror(errno) + ".";
    }

    std::string path_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

std::string bytes_at(ByteSource& source, std::uint64_t offset, std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t there = 0;
    while (there < count) {
        const std::size_t got = source.read(offset + there, bytes.data() + there, count - there);
        if (got == 0) break;
        there += got;
    }
    bytes.resize(there);
    return bytes;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < count; ++i) number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return number;
}

// An OLE container holds either an old .xls or a workbook with a password, which its directory tells apart.
Problem refuse_container(ByteSource& source) {
    constexpr std::size_t header_bytes = 512;
    constexpr std::size_t directory_bytes = 4096;
    constexpr std::string_view encrypted("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
    const std::string header = bytes_at(source, 0, header_bytes);
    if (header.size() < header_bytes) return refusal("old_excel");
    const std::uint32_t sector_bits = std::min<std::uint32_t>(little_endian(header, 30, 2), 12);
    const std::uint64_t directory = (std::uint64_t{little_endian(header, 48, 4)} + 1) << sector_bits;
    const bool found = bytes_at(source, directory, directory_bytes).find(encrypted) != std::string::npos;
    return refusal(found ? "encrypted" : "old_excel");
}

}  // namespace

std::unique_ptr<ByteSource> bytes_in_memory(std::string bytes) { return std::make_unique<Memory>(std::move(bytes)); }

std::unique_ptr<ByteSource> bytes_in_file(const std::string& path) { return std::make_unique<File>(path); }

Result<std::unique_ptr<TableReader>> open_table(std::unique_ptr<ByteSource> source) {
    const std::string start = bytes_at(*source, 0, 8);
    if (start == "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") return refuse_container(*source);
    for (const std::string_view mark : {"PK\x03\x04", "PK\x05\x06", "PK\x07\x08"}) {
        if (start.starts_with(mark)) return xlsx_reader(std::move(source));
    }
    return csv_reader(std::move(source));
}

}  // namespace kernel::table
