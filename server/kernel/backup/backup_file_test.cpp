#include "kernel/backup/backup_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace kernel {

namespace {

namespace files = std::filesystem;

class ABackupFile : public testing::Test {
protected:
    void SetUp() override {
        ready_cryptography();
        key_.fill(5);
        std::string name = (files::temp_directory_path() / "bylaw-backup-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        path_ = folder_ + "/one.backup";
        BackupWriter writer(path_, key_, {"sqlite", "2026-01-31T08:00:00.000000Z", "1.2.3"});
        for (const char* piece : {"first piece", "second piece", "third piece"}) writer.put(piece);
        writer.finish();
        std::ifstream file(path_, std::ios::binary);
        sound_.assign(std::istreambuf_iterator<char>(file), {});
    }
    void TearDown() override { files::remove_all(folder_); }

    void write(const std::string& bytes) const { std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes; }
    // All pieces, or what was said against it.
    std::string read(const Key& key) const {
        try {
            BackupReader reader(path_, key);
            std::string all, piece;
            while (reader.next(piece)) all += piece + '|';
            return all;
        } catch (const BackupError& error) { return error.what(); }
    }
    std::string read() const { return read(key_); }

    Key key_{};
    std::string folder_, path_, sound_;
};

}  // namespace

TEST_F(ABackupFile, gives_back_the_facts_and_every_piece) {
    EXPECT_EQ(read(), "first piece|second piece|third piece|");
    const BackupReader reader(path_, key_);
    EXPECT_EQ(reader.facts().engine, "sqlite");
    EXPECT_EQ(reader.facts().made_at, "2026-01-31T08:00:00.000000Z");
    EXPECT_EQ(reader.facts().program, "1.2.3");
}

TEST_F(ABackupFile, clause_9_2_2_shows_nothing_of_what_is_in_it_and_belongs_to_its_owner) {
    for (const char* secret : {"piece", "sqlite", "1.2.3", "2026"}) EXPECT_EQ(sound_.find(secret), std::string::npos) << secret;
    struct stat status {};
    ASSERT_EQ(::stat(path_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ABackupFile, is_refused_with_any_byte_altered) {
    for (std::size_t at = 0; at < sound_.size(); ++at) {
        std::string altered = sound_;
        altered[at] = static_cast<char>(altered[at] ^ 0x10);
        write(altered);
        EXPECT_EQ(read().find("third piece|"), std::string::npos) << "byte " << at;
    }
    std::string altered = sound_;
    altered[sound_.size() / 2] = static_cast<char>(altered[sound_.size() / 2] ^ 1);
    write(altered);
    EXPECT_NE(read().find("is damaged near byte"), std::string::npos) << read();
}

TEST_F(ABackupFile, is_refused_when_it_is_cut_off_anywhere) {
    for (std::size_t size = 0; size < sound_.size(); ++size) {
        write(sound_.substr(0, size));
        EXPECT_EQ(read().find("third piece|"), std::string::npos) << size;
    }
    write(sound_.substr(0, sound_.size() - 5));
    EXPECT_NE(read().find("is cut off: its end is missing"), std::string::npos) << read();
    write(sound_ + "x");
    EXPECT_NE(read().find("goes on after its end"), std::string::npos) << read();
}

TEST_F(ABackupFile, is_refused_with_another_key) {
    Key other = key_;
    other[0] = 1;
    EXPECT_NE(read(other).find("was made with another key than this one"), std::string::npos) << read(other);
}

TEST_F(ABackupFile, that_is_something_else_is_named_so) {
    write("PK\3\4 surely something else, and long enough to hold the beginning of one of ours, which is some ninety bytes long");
    EXPECT_NE(read().find("is no backup of Bylaw"), std::string::npos) << read();
}

TEST_F(ABackupFile, is_never_written_over_another_file) {
    EXPECT_THROW(BackupWriter(path_, key_, {"sqlite", "", ""}), BackupError);
    EXPECT_EQ(read(), "first piece|second piece|third piece|");
}

}  // namespace kernel
