#include "kernel/table/archive.h"

#include <algorithm>
#include <cstring>

#include "kernel/table/reading.h"

namespace kernel::table {

namespace {

constexpr std::uint64_t directory_bytes = 2 * 1024 * 1024;  // some ten thousand parts; a workbook has a few dozen
constexpr std::uint64_t most_parts = 20'000;
constexpr std::uint64_t ratio_matters_from = 16ull * 1024 * 1024;

bool is_bomb(std::uint64_t unpacked, std::uint64_t packed) {
    if (unpacked > limits::unpacked_bytes) return true;
    return unpacked > ratio_matters_from && unpacked / limits::unpacked_ratio > packed;
}

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < count; ++i) number |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    return number;
}

}  // namespace

Result<std::unique_ptr<Archive>> Archive::open(std::unique_ptr<ByteSource> source) {
    std::unique_ptr<Archive> archive(new Archive(std::move(source)));
    if (archive->has_absurd_directory()) return refusal("bomb");
    archive->directory_budget_ = directory_bytes;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* bytes = zip_source_function_create(&Archive::answer_zip, archive.get(), &error);
    if (bytes == nullptr) throw std::bad_alloc();
    archive->zip_ = zip_open_from_source(bytes, ZIP_RDONLY, &error);
    if (archive->zip_ == nullptr) zip_source_free(bytes);
    zip_error_fini(&error);
    if (archive->thrown_) std::rethrow_exception(archive->thrown_);
    if (archive->zip_ == nullptr) return archive->directory_budget_ == 0 ? refusal("bomb") : damaged("zip");
    archive->opening_ = false;
    return archive;
}

Archive::~Archive() {
    if (zip_ != nullptr) zip_discard(zip_);
    zip_error_fini(&error_);
}

// The library makes room for as many entries as the end record claims, before it looks at one; the claim is up to 2^64.
bool Archive::has_absurd_directory() {
    constexpr std::uint64_t tail_bytes = 22 + 20 + 65535;
    const std::uint64_t from = size() - std::min(size(), tail_bytes);
    std::string tail(static_cast<std::size_t>(size() - from), '\0');
    std::size_t there = 0;
    while (there < tail.size()) {
        const std::size_t got = source_->read(from + there, tail.data() + there, tail.size() - there);
        if (got == 0) break;
        there += got;
    }
    tail.resize(there);
    for (std::size_t at = tail.find("PK\x06\x07"); at != std::string::npos; at = tail.find("PK\x06\x07", at + 1)) {
        if (at + 20 > tail.size()) break;
        char record[56];
        const std::uint64_t offset = little_endian(tail, at + 8, 8);
        if (offset >= size() || source_->read(offset, record, sizeof record) != sizeof record) continue;
        if (little_endian({record, sizeof record}, 32, 8) > most_parts) return true;
    }
    return false;
}

Result<std::unique_ptr<Part>> Archive::part(const std::string& name) {
    const zip_int64_t index = zip_name_locate(zip_, name.c_str(), ZIP_FL_NOCASE);
    if (index < 0) return std::unique_ptr<Part>();
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat_index(zip_, static_cast<zip_uint64_t>(index), 0, &about) != 0) return failure(name);
    const bool known = (about.valid & (ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD)) ==
                       (ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD);
    if (!known) return damaged(name);
    if (about.encryption_method != ZIP_EM_NONE) return refusal("encrypted");
    // Other methods are no workbook's, and some of them let the archive say how much memory unpacking takes.
    if (about.comp_method != ZIP_CM_STORE && about.comp_method != ZIP_CM_DEFLATE) return damaged(name);
    auto part = std::make_unique<Part>();
    part->archive_ = this;
    part->name_ = name;
    part->packed_ = std::min<std::uint64_t>(about.comp_size, size());
    part->claimed_ = about.size;
    if (is_bomb(part->claimed_, part->packed_)) return refusal("bomb");
    part->file_.reset(zip_fopen_index(zip_, static_cast<zip_uint64_t>(index), 0));
    if (!part->file_) return failure(name);
    return part;
}

Problem Archive::failure(std::string_view part) const {
    if (thrown_) std::rethrow_exception(thrown_);
    return damaged(part);
}

Result<std::size_t> Part::read(char* to, std::size_t count) {
    const zip_int64_t got = zip_fread(file_.get(), to, count);
    if (got < 0) return archive_->failure(name_);
    read_ += static_cast<std::uint64_t>(got);
    if (is_bomb(read_, packed_)) return refusal("bomb");
    return static_cast<std::size_t>(got);
}

zip_int64_t Archive::answer_zip(void* archive, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    return static_cast<Archive*>(archive)->answer(data, length, command);
}

zip_int64_t Archive::answer(void* data, zip_uint64_t length, zip_source_cmd_t command) {
    if (command == ZIP_SOURCE_SUPPORTS) {
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
                                              ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, -1);
    }
    if (command == ZIP_SOURCE_OPEN) at_ = 0;
    if (command == ZIP_SOURCE_OPEN || command == ZIP_SOURCE_CLOSE || command == ZIP_SOURCE_FREE) return 0;
    if (command == ZIP_SOURCE_READ) return read(static_cast<char*>(data), length);
    if (command == ZIP_SOURCE_TELL) return static_cast<zip_int64_t>(at_);
    if (command == ZIP_SOURCE_ERROR) return zip_error_to_data(&error_, data, length);
    if (command == ZIP_SOURCE_SEEK) {
        const zip_int64_t offset = zip_source_seek_compute_offset(at_, size(), data, length, &error_);
        if (offset < 0) return -1;
        at_ = static_cast<std::uint64_t>(offset);
        return 0;
    }
    if (command == ZIP_SOURCE_STAT) {
        auto* about = static_cast<zip_stat_t*>(data);
        zip_stat_init(about);
        about->size = size();
        about->valid = ZIP_STAT_SIZE;
        return static_cast<zip_int64_t>(sizeof *about);
    }
    zip_error_set(&error_, ZIP_ER_OPNOTSUPP, 0);
    return -1;
}

zip_int64_t Archive::read(char* to, std::uint64_t count) {
    try {
        if (thrown_) return -1;
        if (opening_ && count > directory_budget_) count = directory_budget_;
        const std::size_t got = source_->read(at_, to, static_cast<std::size_t>(count));
        if (opening_) directory_budget_ -= got;
        at_ += got;
        return static_cast<zip_int64_t>(got);
    } catch (...) {
        thrown_ = std::current_exception();
        zip_error_set(&error_, ZIP_ER_READ, 0);
        return -1;
    }
}

}  // namespace kernel::table
