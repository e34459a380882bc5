// Hashes and keys, by libsodium. Call ready() once before anything else.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kernel {

void ready_cryptography();  // throws when libsodium cannot start

using Digest = std::array<unsigned char, 32>;
using Key = std::array<unsigned char, 32>;
Digest digest(std::string_view bytes);              // BLAKE2b-256
std::int64_t short_digest(std::string_view bytes);  // 63 bits of it, for what nobody forges
Digest keyed_digest(const Key& key, std::string_view bytes);
Key derived_key(const Key& master, std::uint64_t number, const char (&context)[9]);  // crypto_kdf; 8 characters of context
bool same(std::string_view a, std::string_view b);                                   // constant time

// The SHA-256 of what comes piece by piece, as `sha256sum` prints it.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(std::string_view bytes);
    std::string hex();  // once

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Argon2id, 64 MiB and two passes: some 75 ms, so it belongs on the long pool.
std::string hash_password(std::string_view password);
bool password_matches(const std::string& hash, std::string_view password);

// The key file: 32 random bytes as hex, mode 0600. Made when `create` and it is not there. Throws std::runtime_error with a sentence for
// the operator when it is missing, readable by others or malformed.
Key key_from_file(const std::string& path, bool create);

}  // namespace kernel
