#include "kernel/store/sqlite_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "kernel/store/directory_lock.h"
#include "kernel/store/sqlite_connection.h"

namespace kernel {

namespace {

// A piece: the number of its first page in four bytes, the lowest first, then the pages that follow one another.
constexpr std::size_t number_bytes = 4;
constexpr std::size_t pages_per_piece = 32;
constexpr std::size_t lock_byte = 0x40000000;  // the page at this place of the file is never used

[[noreturn]] void refuse(const std::string& why) { throw DatabaseError(why, false); }

std::int64_t number(SqliteConnection& connection, std::string_view sql) {
    Rows rows = connection.query(sql, {});
    return rows.next() ? rows.integer(0) : 0;
}

void append_number(std::string& out, std::uint32_t value) {
    for (unsigned byte = 0; byte < number_bytes; ++byte) out += static_cast<char>(value >> (8 * byte) & 0xffU);
}

std::uint32_t number_of(std::string_view piece) {
    std::uint32_t value = 0;
    for (unsigned byte = 0; byte < number_bytes; ++byte) value |= std::uint32_t{static_cast<unsigned char>(piece[byte])} << (8 * byte);
    return value;
}

// Removed again unless it is kept.
class Aside {
public:
    explicit Aside(std::string path) : path_(std::move(path)) {
        remove();
        const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file < 0) refuse("cannot make " + path_ + ": " + std::strerror(errno));
        ::close(file);
    }
    ~Aside() {
        if (!path_.empty()) remove();
    }
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;

    const std::string& path() const { return path_; }
    void keep_as(const std::string& target) {
        synchronise(path_);
        if (::rename(path_.c_str(), target.c_str()) != 0) refuse("cannot make " + target + ": " + std::strerror(errno));
        path_.clear();
        synchronise(std::filesystem::path(target).parent_path().string());
    }

private:
    static void synchronise(const std::string& path) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        const bool done = file >= 0 && ::fsync(file) == 0;
        const int error = errno;
        if (file >= 0) ::close(file);
        if (!done) refuse("cannot write " + path + ": " + std::strerror(error));
    }
    void remove() const {
        for (const char* tail : {"", "-wal", "-shm", "-journal"}) ::unlink((path_ + tail).c_str());
    }

    std::string path_;
};

void write_pages(SqliteConnection& connection, CopySource& source) {
    const auto page = static_cast<std::size_t>(number(connection, "PRAGMA page_size"));
    std::uint32_t expected = 1;
    connection.execute("BEGIN IMMEDIATE", {});
    for (std::string piece; source.next(piece);) {
        if (piece.size() <= number_bytes || (piece.size() - number_bytes) % page != 0 || number_of(piece) != expected)
            refuse("the copy was not made by this engine, or with pages of another size");
        for (std::size_t at = number_bytes; at < piece.size(); at += page, ++expected) {
            if (expected == lock_byte / page + 1) continue;
            const Argument row[] = {std::int64_t{expected}, Bytes{std::string_view(piece).substr(at, page)}};
            connection.execute("INSERT INTO sqlite_dbpage (pgno, data) VALUES ($1, $2)", row);
        }
    }
    if (expected == 1) refuse("the copy is empty");
    connection.execute("COMMIT", {});
}

// The pages are those that were copied: what is wrong here was wrong there, or the disk has lost it since.
void check_pages(const std::string& path, std::string_view key) {
    SqliteConnection connection(path, key, SqliteConnection::Role::restorer);
    Rows rows = connection.query("PRAGMA integrity_check(1)", {});
    const std::string found = rows.next() ? std::string(rows.text(0)) : "no answer";
    if (found != "ok") refuse("the restored database is not sound: " + found);
    Rows links = connection.query("PRAGMA foreign_key_check", {});
    if (links.next())
        refuse("the restored database is not sound: a row of " + std::string(links.text(0)) + " points at one that is not there");
}

}  // namespace

void copy_out_sqlite(const std::string& path, std::string_view key, CopySink& sink) {
    SqliteConnection connection(path, key, SqliteConnection::Role::reader);
    connection.execute("BEGIN", {});  // from the first read on, what others commit is not seen
    const auto page = static_cast<std::size_t>(number(connection, "PRAGMA page_size"));
    sink.expect(number(connection, "PRAGMA page_count") * static_cast<std::int64_t>(page));
    Rows rows = connection.query("SELECT pgno, data FROM sqlite_dbpage", {});
    std::string piece;
    while (rows.next()) {
        if (piece.empty()) append_number(piece, static_cast<std::uint32_t>(rows.integer(0)));
        piece += rows.text(1);
        if (piece.size() < number_bytes + pages_per_piece * page) continue;
        sink.put(piece);
        piece.clear();
    }
    if (!piece.empty()) sink.put(piece);
}

void copy_in_sqlite(const StoreOptions& options, CopySource& source) {
    const DirectoryLock lock(options.data_directory);
    const std::string target = options.data_directory + "/bylaw.db";
    for (const char* tail : {"", "-wal"})
        if (std::filesystem::exists(target + tail))
            refuse("there is a database in " + options.data_directory + " already: nothing is overwritten");
    Aside aside(target + ".restoring");
    {
        SqliteConnection connection(aside.path(), options.key, SqliteConnection::Role::restorer);
        write_pages(connection, source);
    }
    check_pages(aside.path(), options.key);
    aside.keep_as(target);
}

}  // namespace kernel
