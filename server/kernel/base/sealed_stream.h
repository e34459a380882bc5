// A series of messages that nobody without the key can read, alter, reorder, repeat or cut short unseen: libsodium's secretstream
// (XChaCha20-Poly1305). Call ready_cryptography() once before.
#pragma once
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/base/hash.h"

namespace kernel {

inline constexpr std::size_t sealed_head_bytes = 24;
inline constexpr std::size_t sealed_extra_bytes = 17;  // that a sealed message has more than the message itself
using SealedHead = std::array<unsigned char, sealed_head_bytes>;

class StreamSealer {
public:
    explicit StreamSealer(const Key& key);
    ~StreamSealer();
    const SealedHead& head() const { return head_; }  // goes before the first message; not secret
    // Appends the sealed message to `out`. `beside` is not sealed but must be the same when it is opened.
    void seal(std::string& out, std::string_view message, std::string_view beside, bool last);

private:
    struct State;
    std::unique_ptr<State> state_;
    SealedHead head_{};
};

class StreamOpener {
public:
    StreamOpener(const Key& key, const SealedHead& head);
    ~StreamOpener();
    // False when this is not what was sealed in this place. `last`: the one that was sealed as the last.
    bool open(std::string& message, std::string_view sealed, std::string_view beside, bool& last);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kernel
