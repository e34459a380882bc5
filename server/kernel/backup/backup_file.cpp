#include "kernel/backup/backup_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "kernel/base/json.h"

namespace kernel {

namespace {

constexpr std::string_view magic{"bylaw backup 1\n\0", 16};
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t length_bytes = 4;
constexpr std::size_t longest_message = limits::copy_piece + 4096;

std::string_view view(const std::array<unsigned char, 32>& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

Key file_key(const Key& key, std::string_view salt) { return keyed_digest(key, "file " + std::string(salt)); }
Digest key_mark(const Key& key) { return keyed_digest(key, "mark"); }

std::string facts_json(const BackupFacts& facts) {
    std::string out;
    JsonWriter json(out);
    json.object().key("engine").value(facts.engine).key("made_at").value(facts.made_at).key("program").value(facts.program).end_object();
    return out;
}

BackupFacts facts_of(const std::string& text) {
    const boost::json::value value = boost::json::parse(text);
    const auto of = [&](const char* key) { return std::string(value.at(key).as_string()); };
    return {of("engine"), of("made_at"), of("program")};
}

}  // namespace

BackupWriter::BackupWriter(const std::string& path, const Key& key, const BackupFacts& facts) : path_(path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) throw BackupError("cannot make " + path + ": " + std::strerror(errno));
    file_.reset(::fdopen(file, "wb"));
    std::string salt(salt_bytes, '\0');
    randombytes_buf(salt.data(), salt.size());
    const Key own = file_key(key, salt);
    sealer_ = std::make_unique<StreamSealer>(own);
    const SealedHead& head = sealer_->head();
    beside_ =
        std::string(magic) + salt + std::string(view(key_mark(own))) + std::string(reinterpret_cast<const char*>(head.data()), head.size());
    write(beside_);
    seal(facts_json(facts), false);
    beside_.clear();
}

void BackupWriter::write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
        throw BackupError("cannot write " + path_ + ": " + std::strerror(errno));
}

void BackupWriter::seal(std::string_view message, bool last) {
    sealed_.clear();
    const std::size_t length = message.size() + sealed_extra_bytes;
    for (unsigned byte = 0; byte < length_bytes; ++byte) sealed_ += static_cast<char>(length >> (8 * byte) & 0xffU);
    sealer_->seal(sealed_, message, beside_, last);
    write(sealed_);
}

void BackupWriter::put(std::string_view piece) {
    seal(piece, false);
    ++pieces_;
    bytes_ += static_cast<std::int64_t>(piece.size());
}

void BackupWriter::finish() {
    seal(std::to_string(pieces_), true);
    const bool kept = std::fflush(file_.get()) == 0 && ::fsync(::fileno(file_.get())) == 0;
    if (!kept) throw BackupError("cannot write " + path_ + ": " + std::strerror(errno));
}

BackupReader::BackupReader(const std::string& path, const Key& key) : path_(path), file_(std::fopen(path.c_str(), "rbe")) {
    if (!file_) throw BackupError("cannot read " + path + ": " + std::strerror(errno));
    size_ = static_cast<std::int64_t>(std::filesystem::file_size(path));
    if (!read(beside_, magic.size() + salt_bytes + sizeof(Digest) + sealed_head_bytes) || !beside_.starts_with(magic))
        refuse("is no backup of Bylaw, or of a version that this program does not know");
    std::string_view rest = std::string_view(beside_).substr(magic.size());
    const Key own = file_key(key, rest.substr(0, salt_bytes));
    rest.remove_prefix(salt_bytes);
    if (!same(rest.substr(0, sizeof(Digest)), view(key_mark(own))))
        refuse("was made with another key than this one: give the key file that belongs to it with --key");
    SealedHead head;
    std::memcpy(head.data(), rest.data() + sizeof(Digest), head.size());
    opener_ = std::make_unique<StreamOpener>(own, head);
    std::string facts;
    if (open(facts)) refuse("is empty");
    beside_.clear();
    facts_ = facts_of(facts);
}

void BackupReader::refuse(const std::string& why) const { throw BackupError(path_ + ' ' + why); }

bool BackupReader::read(std::string& bytes, std::size_t count) {
    bytes.resize(count);
    const std::size_t got = std::fread(bytes.data(), 1, count, file_.get());
    if (std::ferror(file_.get()) != 0) refuse(std::string("cannot be read: ") + std::strerror(errno));
    at_ += static_cast<std::int64_t>(got);
    return got == count;
}

// True when it was the last.
bool BackupReader::open(std::string& message) {
    const std::string place = " near byte " + std::to_string(at_);
    if (!read(sealed_, length_bytes)) refuse("is cut off: its end is missing");
    std::size_t length = 0;
    for (unsigned byte = 0; byte < length_bytes; ++byte) length |= std::size_t{static_cast<unsigned char>(sealed_[byte])} << (8 * byte);
    if (length > longest_message) refuse("is damaged" + place);
    if (!read(sealed_, length)) refuse("is cut off: its end is missing");
    bool last = false;
    if (!opener_->open(message, sealed_, beside_, last)) refuse("is damaged" + place);
    return last;
}

bool BackupReader::next(std::string& piece) {
    if (!open(piece)) {
        ++pieces_;
        return true;
    }
    if (piece != std::to_string(pieces_)) refuse("is not whole");
    std::string more;
    if (read(more, 1)) refuse("goes on after its end");
    return false;
}

}  // namespace kernel
