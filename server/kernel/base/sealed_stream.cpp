#include "kernel/base/sealed_stream.h"

#include <sodium.h>

#include <stdexcept>

namespace kernel {

namespace {

static_assert(sealed_head_bytes == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(sealed_extra_bytes == crypto_secretstream_xchacha20poly1305_ABYTES);
static_assert(std::tuple_size_v<Key> == crypto_secretstream_xchacha20poly1305_KEYBYTES);

using Stream = crypto_secretstream_xchacha20poly1305_state;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

struct StreamSealer::State {
    Stream stream;
};
struct StreamOpener::State {
    Stream stream;
};

StreamSealer::StreamSealer(const Key& key) : state_(std::make_unique<State>()) {
    crypto_secretstream_xchacha20poly1305_init_push(&state_->stream, head_.data(), key.data());
}

StreamSealer::~StreamSealer() { sodium_memzero(&state_->stream, sizeof state_->stream); }

void StreamSealer::seal(std::string& out, std::string_view message, std::string_view beside, bool last) {
    const std::size_t start = out.size();
    out.resize(start + message.size() + sealed_extra_bytes);
    const unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    const int failed =
        crypto_secretstream_xchacha20poly1305_push(&state_->stream, reinterpret_cast<unsigned char*>(out.data() + start), nullptr,
                                                   bytes_of(message), message.size(), bytes_of(beside), beside.size(), tag);
    if (failed != 0) throw std::length_error("too long to be sealed");
}

StreamOpener::StreamOpener(const Key& key, const SealedHead& head) : state_(std::make_unique<State>()) {
    crypto_secretstream_xchacha20poly1305_init_pull(&state_->stream, head.data(), key.data());
}

StreamOpener::~StreamOpener() { sodium_memzero(&state_->stream, sizeof state_->stream); }

bool StreamOpener::open(std::string& message, std::string_view sealed, std::string_view beside, bool& last) {
    if (sealed.size() < sealed_extra_bytes) return false;
    message.resize(sealed.size() - sealed_extra_bytes);
    unsigned char tag = 0;
    const int failed =
        crypto_secretstream_xchacha20poly1305_pull(&state_->stream, reinterpret_cast<unsigned char*>(message.data()), nullptr, &tag,
                                                   bytes_of(sealed), sealed.size(), bytes_of(beside), beside.size());
    last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return failed == 0;
}

}  // namespace kernel
