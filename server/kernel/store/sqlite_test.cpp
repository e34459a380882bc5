// What only the embedded store promises: one encrypted file, one process, nothing lost with the process.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include "kernel/store/limits.h"
#include "kernel/store/sqlite_connection.h"
#include "kernel/store/store_for_test.h"

namespace kernel {

namespace {

using test::Place;
namespace files = std::filesystem;

constexpr std::string_view insert = "INSERT INTO things (id, code) VALUES ($1, $2)";

void make_things(Store& store) {
    store.write_and_wait([](Transaction& transaction) {
        transaction.script(for_engine("CREATE TABLE things (id ID, code TEXT NOT NULL, body BYTES);", Engine::sqlite));
        return true;
    });
}

bool put(Store& store, std::int64_t id, std::string_view code) {
    return store.write_and_wait([&](Transaction& transaction) { return transaction.execute(insert, {id, code}) == 1; });
}

std::int64_t count(Store& store) {
    std::int64_t found = -1;
    store.read_and_wait([&](Connection& connection) {
        Rows rows = connection.query("SELECT count(*) FROM things");
        if (rows.next()) found = rows.integer(0);
    });
    return found;
}

std::string content(const files::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream all;
    all << file.rdbuf();
    return all.str();
}

std::string refusal(const StoreOptions& options) {
    try {
        open_store(options);
    } catch (const DatabaseError& error) { return error.what(); }
    return "";
}

bool any_file_contains(const std::string& directory, std::string_view text) {
    return std::any_of(files::directory_iterator(directory), files::directory_iterator(),
                       [&](const auto& entry) { return content(entry.path()).find(text) != std::string::npos; });
}

}  // namespace

TEST(SqliteTest, leaves_no_plain_text_in_any_file) {
    const Place place(Engine::sqlite);
    const std::string canary = "canary-of-the-house-7c1f";
    auto store = place.open();
    make_things(*store);
    for (int n = 0; n < 100; ++n)
        store->write_and_wait([&](Transaction& transaction) {
            transaction.post("INSERT INTO things (id, code, body) VALUES ($1, $2, $3)", {n, canary, Bytes{canary}});
            return true;
        });
    const std::string log = place.directory() + "/bylaw.db-wal";
    EXPECT_GT(files::file_size(log), 100'000U);
    EXPECT_FALSE(any_file_contains(place.directory(), "canary"));
    EXPECT_FALSE(any_file_contains(place.directory(), "things"));
    EXPECT_FALSE(any_file_contains(place.directory(), "SQLite format"));
    store.reset();
    EXPECT_FALSE(files::exists(log)) << "closing copies the log into the database";
    EXPECT_GT(files::file_size(place.directory() + "/bylaw.db"), 10'000U);
    EXPECT_FALSE(any_file_contains(place.directory(), "canary"));
    store = place.open();
    EXPECT_EQ(count(*store), 100);
}

TEST(SqliteTest, refuses_a_key_that_is_not_its_own_and_changes_nothing) {
    const Place place(Engine::sqlite);
    auto store = place.open();
    make_things(*store);
    put(*store, 1, "a");
    store.reset();
    const std::string before = content(place.directory() + "/bylaw.db");
    StoreOptions options = place.options();
    options.key[31] = 'x';
    EXPECT_EQ(refusal(options), "the key does not open this database: check that the key file and the data directory belong together");
    options.key = "short";
    EXPECT_EQ(refusal(options), "the page key must have 32 bytes");
    EXPECT_EQ(content(place.directory() + "/bylaw.db"), before);
    EXPECT_EQ(count(*place.open()), 1);
}

TEST(SqliteTest, refuses_a_file_that_is_no_database) {
    const Place place(Engine::sqlite);
    std::ofstream(place.directory() + "/bylaw.db") << std::string(8192, 'x');
    EXPECT_NE(refusal(place.options()).find("the key does not open this database"), std::string::npos);
}

TEST(SqliteTest, lets_only_one_process_use_a_directory) {
    const Place place(Engine::sqlite);
    auto store = place.open();
    EXPECT_EQ(refusal(place.options()), "the data directory " + place.directory() + " is in use by another bylaw process");
    store.reset();
    EXPECT_EQ(refusal(place.options()), "");
}

TEST(SqliteTest, keeps_its_files_to_the_owner) {
    const Place place(Engine::sqlite);
    StoreOptions options = place.options();
    options.data_directory += "/made/here";
    const auto store = open_store(options);
    make_things(*store);
    constexpr auto others = files::perms::group_all | files::perms::others_all;
    EXPECT_EQ(files::status(options.data_directory).permissions() & others, files::perms::none);
    for (const auto& entry : files::directory_iterator(options.data_directory))
        EXPECT_EQ(entry.status().permissions() & others, files::perms::none) << entry.path();
}

TEST(SqliteTest, closes_the_reader_of_a_thread_that_ended) {
    const auto open_files = [] { return std::distance(files::directory_iterator("/proc/self/fd"), files::directory_iterator()); };
    const Place place(Engine::sqlite);
    const auto store = place.open();
    make_things(*store);
    count(*store);
    const auto before = open_files();
    for (int n = 0; n < 20; ++n) std::thread([&] { count(*store); }).join();
    EXPECT_LE(open_files(), before + 1) << "SQLite keeps one to use again";
}

TEST(SqliteTest, serves_one_thread_from_many_stores_one_after_the_other) {
    for (int n = 0; n < 5; ++n) {
        const Place one(Engine::sqlite);
        const Place other(Engine::sqlite);
        const auto first = one.open();
        const auto second = other.open();
        make_things(*first);
        make_things(*second);
        put(*first, 1, "a");
        EXPECT_EQ(count(*first), 1);
        EXPECT_EQ(count(*second), 0);
    }
}

TEST(SqliteTest, checkpoints_while_it_writes) {
    const Place place(Engine::sqlite);
    const auto store = place.open();
    make_things(*store);
    const std::string body(200'000, 'b');
    for (int n = 0; n < 150; ++n)
        store->write_and_wait([&](Transaction& transaction) {
            transaction.post("INSERT INTO things (id, code, body) VALUES ($1, $2, $3)", {n, "a", Bytes{body}});
            return true;
        });
    EXPECT_LT(files::file_size(place.directory() + "/bylaw.db-wal"), 3U * 4096 * limits::checkpoint_pages);
}

TEST(SqliteTest, cuts_a_long_log_when_nothing_is_to_be_written) {
    const Place place(Engine::sqlite);
    const auto store = place.open();
    make_things(*store);
    store->write_and_wait([](Transaction& transaction) {
        const std::string body(50'000, 'b');
        for (int n = 0; n < 1000; ++n) transaction.post("INSERT INTO things (id, code, body) VALUES ($1, $2, $3)", {n, "a", Bytes{body}});
        return true;
    });
    const std::string log = place.directory() + "/bylaw.db-wal";
    EXPECT_GT(files::file_size(log), static_cast<std::uintmax_t>(limits::wal_bytes));
    for (int tenths = 0; tenths < 300 && files::file_size(log) > 0; ++tenths) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_EQ(files::file_size(log), 0U);
    EXPECT_EQ(count(*store), 1000);
}

TEST(SqliteTest, says_no_when_the_database_is_full_and_goes_on_when_there_is_room) {
    const Place place(Engine::sqlite);
    const auto store = place.open();
    make_things(*store);
    const auto pages = [&](const std::string& most) {
        store->write_and_wait([&](Transaction& transaction) {
            transaction.script("PRAGMA max_page_count=" + most);
            return false;
        });
    };
    pages("20");
    const std::string large(200'000, 'x');
    EXPECT_THROW(put(*store, 1, large), DatabaseError);
    EXPECT_TRUE(put(*store, 2, "small"));
    pages("100000");
    EXPECT_TRUE(put(*store, 1, large));
    EXPECT_EQ(count(*store), 2);
}

TEST(SqliteTest, writes_nothing_more_after_the_disk_has_failed_and_has_lost_nothing) {
    const Place place(Engine::sqlite);
    auto store = place.open();
    make_things(*store);
    std::int64_t kept = 0;
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = signal(SIGXFSZ, SIG_IGN);
    testing::internal::CaptureStderr();
    rlimit small = before;
    small.rlim_cur = 200'000;  // every write past it fails, as on a broken disk
    setrlimit(RLIMIT_FSIZE, &small);
    std::string error;
    try {
        for (;; ++kept) put(*store, kept + 1, std::string(1000, 'x'));
    } catch (const DatabaseError& thrown) { error = thrown.what(); }
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    EXPECT_NE(error.find("the storage failed"), std::string::npos) << error;
    EXPECT_THROW(put(*store, 1'000'000, "after"), DatabaseError);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("cannot be written any more"), std::string::npos);
    EXPECT_GT(kept, 10);
    EXPECT_EQ(count(*store), kept) << "reading goes on";
    store.reset();
    store = place.open();
    EXPECT_EQ(count(*store), kept);
    EXPECT_TRUE(put(*store, 1'000'000, "after"));
}

TEST(SqliteTest, has_the_settings_that_keep_data_safe) {
    const Place place(Engine::sqlite);
    const auto store = place.open();
    constexpr std::pair<std::string_view, std::string_view> settings[] = {
        {"journal_mode", "wal"}, {"synchronous", "2"},        {"foreign_keys", "1"},    {"secure_delete", "1"}, {"trusted_schema", "0"},
        {"mmap_size", "0"},      {"wal_autocheckpoint", "0"}, {"cell_size_check", "1"}, {"temp_store", "2"},    {"cipher", "aegis"}};
    const auto check = [&](Connection& connection) {
        for (const auto& [name, value] : settings) {
            Rows rows = connection.query("PRAGMA " + std::string(name));
            EXPECT_EQ(rows.next() ? rows.text(0) : "", value) << name;
        }
    };
    store->read_and_wait(check);
    store->write_and_wait([&](Transaction& transaction) {
        check(transaction);
        return false;
    });
}

// Not a test: what the next one starts as a child to be killed. Tells each durable row's id through the pipe it is given.
TEST(SqliteTest, DISABLED_child_writes_until_killed) {
    StoreOptions options;
    options.data_directory = std::getenv("BYLAW_TEST_CHILD_DIRECTORY");
    options.key = std::string(32, 'k');
    const auto store = open_store(options);
    const auto first = std::atoll(std::getenv("BYLAW_TEST_CHILD_FIRST"));
    const int pipe = std::atoi(std::getenv("BYLAW_TEST_CHILD_PIPE"));
    std::vector<std::thread> threads;
    for (int lane = 0; lane < 8; ++lane)
        threads.emplace_back([&, lane] {
            for (std::int64_t id = first + lane;; id += 8) {
                if (!put(*store, id, std::string(static_cast<std::size_t>(id % 3000), 'x'))) continue;
                if (::write(pipe, &id, sizeof id) != sizeof id) return;
            }
        });
    for (std::thread& thread : threads) thread.join();
}

namespace {

// Runs the child until so many rows are acknowledged and kills it; gives all ids that it told of.
std::set<std::int64_t> acknowledged_before_kill(const Place& place, std::int64_t first, std::size_t enough) {
    int ends[2];
    if (pipe(ends) != 0) return {};
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        setenv("BYLAW_TEST_CHILD_PIPE", std::to_string(ends[1]).c_str(), 1);
        setenv("BYLAW_TEST_CHILD_DIRECTORY", place.directory().c_str(), 1);
        setenv("BYLAW_TEST_CHILD_FIRST", std::to_string(first).c_str(), 1);
        execl("/proc/self/exe", "store_test", "--gtest_filter=*child_writes_until_killed", "--gtest_also_run_disabled_tests",
              "--gtest_brief=1", nullptr);
        _exit(127);
    }
    close(ends[1]);
    std::string told;
    char buffer[4096];
    bool killed = false;
    for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
        told.append(buffer, static_cast<std::size_t>(got));
        if (!killed && told.size() > enough * sizeof(std::int64_t)) killed = kill(child, SIGKILL) == 0;
    }
    close(ends[0]);
    waitpid(child, nullptr, 0);
    std::set<std::int64_t> ids;
    for (std::size_t at = 0; at + sizeof(std::int64_t) <= told.size(); at += sizeof(std::int64_t)) {
        std::int64_t id = 0;
        std::memcpy(&id, told.data() + at, sizeof id);
        ids.insert(id);
    }
    return ids;
}

}  // namespace

TEST(SqliteTest, loses_no_acknowledged_row_when_it_is_killed) {
    const Place place(Engine::sqlite);
    make_things(*place.open());
    std::set<std::int64_t> acknowledged;
    for (int round = 0; round < 4; ++round) {
        const auto told = acknowledged_before_kill(place, 1 + round * 1'000'000, 500U + 700U * static_cast<unsigned>(round));
        EXPECT_GT(told.size(), 500U);
        acknowledged.insert(told.begin(), told.end());
        const auto store = place.open();
        std::set<std::int64_t> found;
        store->read_and_wait([&](Connection& connection) {
            Rows rows = connection.query("SELECT id, length(code) = id % 3000 FROM things");
            while (rows.next())
                if (rows.integer(1) == 1) found.insert(rows.integer(0));
            Rows check = connection.query("PRAGMA integrity_check");
            EXPECT_TRUE(check.next());
            EXPECT_EQ(check.text(0), "ok");
        });
        EXPECT_TRUE(std::includes(found.begin(), found.end(), acknowledged.begin(), acknowledged.end()));
    }
}

}  // namespace kernel
