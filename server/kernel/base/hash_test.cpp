#include "kernel/base/hash.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "kernel/base/id.h"
#include "kernel/base/text.h"

namespace kernel {
namespace {

std::string figures(const Digest& digest) { return hex({reinterpret_cast<const char*>(digest.data()), digest.size()}); }

class Hash : public testing::Test {
protected:
    static void SetUpTestSuite() { ready_cryptography(); }
};

TEST_F(Hash, digest_is_blake2b_256) {
    EXPECT_EQ(figures(digest("")), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    EXPECT_EQ(figures(digest("abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_F(Hash, sha256_is_the_same_in_one_piece_and_in_many) {
    Sha256 whole;
    whole.add("abc");
    EXPECT_EQ(whole.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 pieces;
    for (const char* piece : {"a", "", "bc"}) pieces.add(piece);
    EXPECT_EQ(pieces.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(Hash, keyed_digest_depends_on_key_and_bytes) {
    Key key{};
    Key other{};
    other[31] = 1;
    EXPECT_EQ(keyed_digest(key, "abc"), keyed_digest(key, "abc"));
    EXPECT_NE(keyed_digest(key, "abc"), keyed_digest(other, "abc"));
    EXPECT_NE(keyed_digest(key, "abc"), keyed_digest(key, "abd"));
    EXPECT_NE(keyed_digest(key, "abc"), digest("abc"));
}

TEST_F(Hash, derived_keys_differ_by_master_number_and_context) {
    Key master{};
    Key other{};
    other[0] = 1;
    const Key key = derived_key(master, 1, "sessions");
    EXPECT_EQ(key, derived_key(master, 1, "sessions"));
    EXPECT_NE(key, derived_key(master, 2, "sessions"));
    EXPECT_NE(key, derived_key(master, 1, "database"));
    EXPECT_NE(key, derived_key(other, 1, "sessions"));
}

TEST_F(Hash, same_compares_bytes_and_lengths) {
    EXPECT_TRUE(same("", ""));
    EXPECT_TRUE(same({}, {}));
    EXPECT_TRUE(same("abc", "abc"));
    EXPECT_FALSE(same("abc", "abd"));
    EXPECT_FALSE(same("abc", "ab"));
    EXPECT_FALSE(same("", "a"));
}

TEST_F(Hash, password_matches_its_own_salted_hash_only) {
    const std::string hash = hash_password("正確的密碼");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << hash;
    EXPECT_NE(hash, hash_password("正確的密碼"));
    EXPECT_TRUE(password_matches(hash, "正確的密碼"));
    EXPECT_FALSE(password_matches(hash, "正確的密码"));
    EXPECT_FALSE(password_matches(hash, ""));
}

TEST_F(Hash, no_password_matches_a_malformed_hash) {
    for (const char* hash : {"", "x", "$argon2id$", "$argon2id$v=19$m=65536,t=2,p=1$"}) EXPECT_FALSE(password_matches(hash, "")) << hash;
    EXPECT_FALSE(password_matches(std::string(1000, 'a'), "a"));
}

class KeyFile : public Hash {
protected:
    KeyFile() : folder_(std::filesystem::temp_directory_path() / ("bylaw_key_" + random_token())) {
        std::filesystem::create_directory(folder_);
    }
    ~KeyFile() override { std::filesystem::remove_all(folder_); }

    std::string path() const { return (folder_ / "key").string(); }

    void write(const std::string& text, mode_t mode = 0600) const {
        std::ofstream(path()) << text;
        ::chmod(path().c_str(), mode);
    }

    std::string refusal(bool create = false) const {
        try {
            key_from_file(path(), create);
        } catch (const std::runtime_error& problem) { return problem.what(); }
        return "none";
    }

    std::filesystem::path folder_;
};

TEST_F(KeyFile, is_made_once_and_closed_to_others) {
    const Key key = key_from_file(path(), true);
    EXPECT_EQ(key_from_file(path(), true), key);
    EXPECT_EQ(key_from_file(path(), false), key);
    EXPECT_NE(key, Key{});
    struct stat status {};
    ASSERT_EQ(::stat(path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(status.st_size, 65);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1) << "nothing is left beside it";
}

TEST_F(KeyFile, holds_64_hexadecimal_digits) {
    write("000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F\r\n");
    const Key key = key_from_file(path(), false);
    for (std::size_t place = 0; place < key.size(); ++place) EXPECT_EQ(key[place], place);
}

TEST_F(KeyFile, is_not_made_when_nobody_asked) {
    EXPECT_EQ(refusal(), "The key file " + path() + " is missing.");
    EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(KeyFile, is_refused_when_others_may_read_it) {
    for (const mode_t mode : {0640U, 0604U, 0644U, 0660U}) {
        write(std::string(64, 'a'), mode);
        EXPECT_NE(refusal().find("chmod 600"), std::string::npos) << mode;
    }
}

TEST_F(KeyFile, is_refused_when_malformed_and_never_replaced) {
    for (const std::string& text : {std::string(), std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'g'), std::string(1000, 'a'),
                                    std::string(32, 'a') + " " + std::string(31, 'a')}) {
        write(text);
        EXPECT_NE(refusal(true).find("64 hexadecimal digits"), std::string::npos) << text;
        EXPECT_EQ(std::filesystem::file_size(path()), text.size());
    }
}

TEST_F(KeyFile, is_refused_when_it_is_a_folder_or_cannot_be_made) {
    std::filesystem::create_directory(path());
    std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
    EXPECT_NE(refusal().find("is not a file"), std::string::npos);
    EXPECT_THROW(key_from_file((folder_ / "no" / "key").string(), true), std::runtime_error);
}

TEST_F(KeyFile, is_one_key_for_makers_at_the_same_time) {
    std::vector<Key> keys(4);
    std::vector<std::thread> threads;
    for (Key& key : keys) threads.emplace_back([this, &key] { key = key_from_file(path(), true); });
    for (std::thread& thread : threads) thread.join();
    for (const Key& key : keys) EXPECT_EQ(key, keys[0]);
}

}  // namespace
}  // namespace kernel
