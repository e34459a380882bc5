#include "kernel/base/hash.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <new>
#include <stdexcept>

#include "kernel/base/id.h"
#include "kernel/base/text.h"

namespace kernel {
namespace {

constexpr unsigned long long password_passes = 2;
constexpr std::size_t password_memory = 64UL * 1024 * 1024;
constexpr std::size_t key_characters = 64;

static_assert(std::tuple_size_v<Digest> == crypto_generichash_BYTES);
static_assert(std::tuple_size_v<Key> == crypto_kdf_KEYBYTES);
static_assert(crypto_kdf_CONTEXTBYTES == 8);

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

class File {
public:
    File(const std::string& path, int flags, mode_t mode = 0) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

[[noreturn]] void refuse_key(const std::string& path, const std::string& why) {
    throw std::runtime_error("The key file " + path + " " + why + ".");
}

[[noreturn]] void refuse_key_for_errno(const std::string& path, const std::string& what) {
    refuse_key(path, what + ": " + std::strerror(errno));
}

bool write_all(const File& file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file.descriptor(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file.descriptor()) == 0;
}

// Written aside and then linked into place: whoever looks finds the whole key or none, and of two makers one wins.
void make_key_file(const std::string& path) {
    const std::string aside = path + "." + random_token() + ".new";
    unsigned char key[sizeof(Key)];
    char text[key_characters + 1];
    randombytes_buf(key, sizeof key);
    sodium_bin2hex(text, sizeof text, key, sizeof key);
    text[key_characters] = '\n';
    bool written = false;
    {
        const File file(aside, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
        if (!file.is_open()) refuse_key_for_errno(path, "cannot be made");
        written = write_all(file, {text, sizeof text});
    }
    sodium_memzero(key, sizeof key);
    sodium_memzero(text, sizeof text);
    const bool linked = written && (::link(aside.c_str(), path.c_str()) == 0 || errno == EEXIST);
    const int cause = errno;
    ::unlink(aside.c_str());
    errno = cause;
    if (!linked) refuse_key_for_errno(path, "cannot be made");
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    const File directory(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
    if (directory.is_open()) ::fsync(directory.descriptor());
}

Key read_key(const File& file, const std::string& path) {
    struct stat status {};
    if (::fstat(file.descriptor(), &status) != 0) refuse_key_for_errno(path, "cannot be read");
    if (!S_ISREG(status.st_mode)) refuse_key(path, "is not a file");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) refuse_key(path, "is open to other users; say: chmod 600 " + path);
    char text[key_characters + 8];
    std::size_t length = 0;
    while (length < sizeof text) {
        const ssize_t got = ::read(file.descriptor(), text + length, sizeof text - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) refuse_key_for_errno(path, "cannot be read");
        if (got == 0) break;
        length += static_cast<std::size_t>(got);
    }
    const std::string_view figures = trimmed({text, length});
    Key key{};
    std::size_t key_length = 0;
    const bool sound = figures.size() == key_characters &&
                       sodium_hex2bin(key.data(), key.size(), figures.data(), figures.size(), nullptr, &key_length, nullptr) == 0;
    sodium_memzero(text, sizeof text);
    if (!sound || key_length != key.size()) refuse_key(path, "is not a key: 64 hexadecimal digits are wanted");
    return key;
}

}  // namespace

void ready_cryptography() {
    if (sodium_init() < 0) throw std::runtime_error("The cryptography library (libsodium) cannot start.");
}

Digest digest(std::string_view bytes) {
    Digest result;
    crypto_generichash(result.data(), result.size(), bytes_of(bytes), bytes.size(), nullptr, 0);
    return result;
}

std::int64_t short_digest(std::string_view bytes) {
    const Digest whole = digest(bytes);
    std::uint64_t number = 0;
    std::memcpy(&number, whole.data(), sizeof number);
    return static_cast<std::int64_t>(number >> 1U);
}

Digest keyed_digest(const Key& key, std::string_view bytes) {
    Digest result;
    crypto_generichash(result.data(), result.size(), bytes_of(bytes), bytes.size(), key.data(), key.size());
    return result;
}

Key derived_key(const Key& master, std::uint64_t number, const char (&context)[9]) {
    Key key;
    crypto_kdf_derive_from_key(key.data(), key.size(), number, context, master.data());
    return key;
}

struct Sha256::State {
    crypto_hash_sha256_state sodium;
};
Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->sodium); }
Sha256::~Sha256() = default;
void Sha256::add(std::string_view bytes) { crypto_hash_sha256_update(&state_->sodium, bytes_of(bytes), bytes.size()); }
std::string Sha256::hex() {
    std::array<char, crypto_hash_sha256_BYTES> figures;
    crypto_hash_sha256_final(&state_->sodium, reinterpret_cast<unsigned char*>(figures.data()));
    return kernel::hex({figures.data(), figures.size()});
}

bool same(std::string_view a, std::string_view b) { return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0; }

std::string hash_password(std::string_view password) {
    char hash[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(hash, password.data(), password.size(), password_passes, password_memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();  // the only way it fails
    return hash;
}

bool password_matches(const std::string& hash, std::string_view password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

Key key_from_file(const std::string& path, bool create) {
    if (create && ::access(path.c_str(), F_OK) != 0 && errno == ENOENT) make_key_file(path);
    const File file(path, O_RDONLY);
    if (!file.is_open() && errno == ENOENT) refuse_key(path, "is missing");
    if (!file.is_open()) refuse_key_for_errno(path, "cannot be read");
    return read_key(file, path);
}

}  // namespace kernel
