#include "kernel/base/sealed_stream.h"

#include <gtest/gtest.h>

#include <vector>

namespace kernel {

namespace {

struct Sealed {
    Key key{};
    SealedHead head{};
    std::vector<std::string> messages;
};

Sealed three_messages() {
    ready_cryptography();
    Sealed made;
    made.key.fill(7);
    StreamSealer sealer(made.key);
    made.head = sealer.head();
    for (const char* message : {"one", "two", "three"}) {
        const std::string text = message;
        sealer.seal(made.messages.emplace_back(), text, text == "one" ? "beside" : "", text == "three");
    }
    return made;
}

// What comes out before the first that is refused; "!" when the last came in its place.
std::string opened(const Sealed& sealed) {
    StreamOpener opener(sealed.key, sealed.head);
    std::string all, message;
    for (std::size_t n = 0; n < sealed.messages.size(); ++n) {
        bool last = false;
        if (!opener.open(message, sealed.messages[n], n == 0 ? "beside" : "", last)) break;
        all += message + (last ? "!" : " ");
    }
    return all;
}

}  // namespace

TEST(SealedStreamTest, gives_back_what_was_sealed_and_knows_the_last) { EXPECT_EQ(opened(three_messages()), "one two three!"); }

TEST(SealedStreamTest, shows_nothing_of_the_messages) {
    const Sealed sealed = three_messages();
    for (const std::string& message : sealed.messages) EXPECT_EQ(message.find("three"), std::string::npos);
}

TEST(SealedStreamTest, refuses_every_byte_that_was_altered) {
    const Sealed sound = three_messages();
    for (std::size_t at = 0; at < sound.messages[1].size(); ++at) {
        Sealed altered = sound;
        altered.messages[1][at] = static_cast<char>(altered.messages[1][at] ^ 1);
        EXPECT_EQ(opened(altered), "one ") << at;
    }
}

TEST(SealedStreamTest, refuses_a_message_left_out_repeated_or_in_anothers_place) {
    Sealed sealed = three_messages();
    sealed.messages.erase(sealed.messages.begin() + 1);
    EXPECT_EQ(opened(sealed), "one ");
    sealed = three_messages();
    sealed.messages.insert(sealed.messages.begin() + 1, sealed.messages[1]);
    EXPECT_EQ(opened(sealed), "one two ");
    sealed = three_messages();
    std::swap(sealed.messages[0], sealed.messages[1]);
    EXPECT_EQ(opened(sealed), "");
}

TEST(SealedStreamTest, refuses_another_key_and_another_head) {
    Sealed sealed = three_messages();
    sealed.key[0] = 8;
    EXPECT_EQ(opened(sealed), "");
    sealed = three_messages();
    sealed.head[3] ^= 1;
    EXPECT_EQ(opened(sealed), "");
}

}  // namespace kernel
