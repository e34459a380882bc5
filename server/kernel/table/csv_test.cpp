#include <gtest/gtest.h>

#include <chrono>

#include "kernel/table/testing.h"

namespace kernel::table {

using testing::read_through;
using testing::read_whole;

namespace {

constexpr std::size_t chunk = 256 * 1024;

struct Case {
    const char* name;
    std::string bytes;
    std::string expected;
};

void hold(const std::vector<Case>& cases) {
    for (const Case& one : cases) EXPECT_EQ(read_whole(one.bytes), one.expected) << one.name;
}

class OneByteAtATime final : public ByteSource {
public:
    explicit OneByteAtATime(std::string bytes) : bytes_(std::move(bytes)) {}
    std::uint64_t size() const override { return bytes_.size(); }
    std::size_t read(std::uint64_t offset, char* to, std::size_t) override {
        if (offset >= bytes_.size()) return 0;
        *to = bytes_[static_cast<std::size_t>(offset)];
        return 1;
    }

private:
    std::string bytes_;
};

class Broken final : public ByteSource {
public:
    std::uint64_t size() const override { return 100; }
    std::size_t read(std::uint64_t, char*, std::size_t) override { throw std::runtime_error("The disk is gone."); }
};

Format format_of(std::string bytes) { return (*open_table(bytes_in_memory(std::move(bytes))))->format(); }

}  // namespace

TEST(csv, reads_rows_and_cells) {
    hold({
        {"plain", "a,b\n1,2\n", "1:a|b\n2:1|2\n"},
        {"no line end at the end", "a,b\n1,2", "1:a|b\n2:1|2\n"},
        {"carriage returns and line feeds", "a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n"},
        {"carriage returns alone", "a,b\r1,2\r3,4", "1:a|b\n2:1|2\n3:3|4\n"},
        {"empty cells", "a,b,c\n,,3\n1,,\n", "1:a|b|c\n2:||3\n3:1||\n"},
        {"a delimiter at the very end", "a,b\n1,", "1:a|b\n2:1|\n"},
        {"one column", "a\n1\n", "1:a\n2:1\n"},
        {"a header alone", "a,b\n", "1:a|b\n"},
        {"ragged rows", "a,b\n1\n1,2,3\n4\n", "1:a|b\n2:1\n3:1|2|3\n4:4\n"},
        {"empty rows are passed over but counted", "\na,b\n\n , \n1,2\n\n", "2:a|b\n5:1|2\n"},
        {"the header is trimmed, the rows are not",
         " a ,\xE3\x80\x80"
         "b\n 1 ,2\n",
         "1:a|b\n2: 1 |2\n"},
        {"a byte order mark",
         "\xEF\xBB\xBF"
         "a,b\n1,2\n",
         "1:a|b\n2:1|2\n"},
        {"a byte order mark before a quote", "\xEF\xBB\xBF\"a\",b\n1,2\n", "1:a|b\n2:1|2\n"},
    });
}

TEST(csv, reads_quotes) {
    hold({
        {"commas and line breaks inside", "a,b\n\"1,5\",\"x\ny\"\n", "1:a|b\n2:1,5|x\ny\n"},
        {"a line break inside counts no row", "a\n\"x\r\ny\"\nz\n", "1:a\n2:x\r\ny\n3:z\n"},
        {"doubled quotes", "a\n\"5\"\" by \"\"4\"\"\"\n", "1:a\n2:5\" by \"4\"\n"},
        {"an empty quoted cell", "a,b\n\"\",1\n", "1:a|b\n2:|1\n"},
        {"a quote at the end of the file", "a\n\"b\"", "1:a\n2:b\n"},
        {"quotes in the middle stay", "a,b\n5 1/2\" x,2\n", "1:a|b\n2:5 1/2\" x|2\n"},
        {"text after a closing quote is kept", "a,b\n\"x\"y,2\n", "1:a|b\n2:xy|2\n"},
        {"an unclosed quote", "a,b\n1,2\n3,\"x\ny,z\n", "1:a|b\n2:1|2\n!unclosed_quote row 3, column 2"},
        {"a quote as the last byte", "a\n\"", "1:a\n!unclosed_quote row 2, column 1"},
    });
}

TEST(csv, finds_the_delimiter_in_the_header) {
    hold({
        {"semicolons", "a;b;c,d\n1;2;3\n", "1:a|b|c,d\n2:1|2|3\n"},
        {"tabs", "a\tb\n1,5\t2\n", "1:a|b\n2:1,5|2\n"},
        {"not in quotes", "\"a;b;c\",d\n1,2\n", "1:a;b;c|d\n2:1|2\n"},
        {"a comma when there is none", "a\n1;2\n", "1:a\n2:1;2\n"},
        {"after empty lines", "\r\n\r\na;b\r\n1;2\r\n", "3:a|b\n4:1|2\n"},
    });
    EXPECT_EQ(format_of("a;b\n").delimiter, ';');
    EXPECT_EQ(format_of("a\tb\n").delimiter, '\t');
    EXPECT_EQ(format_of("a,b\n").delimiter, ',');
}

TEST(csv, finds_the_encoding) {
    // 客户 and 㐀 (four bytes in GB18030) and 𠀀.
    const std::string rows = "1:客户|b\n2:㐀|𠀀\n";
    hold({
        {"UTF-8", "客户,b\n㐀,𠀀\n", rows},
        {"GB18030", "\xBF\xCD\xBB\xA7,b\n\x81\x39\xEE\x39,\x95\x32\x82\x36\n", rows},
        {"GB18030 with its mark", "\x84\x31\x95\x33\xBF\xCD\xBB\xA7,b\n\x81\x39\xEE\x39,\x95\x32\x82\x36\n", rows},
        {"UTF-16 little endian",
         std::string("\xFF\xFE"
                     "a\0,\0b\0\n\0\xA2\x5B,\0\x40\xD8\x00\xDC",
                     18),
         "1:a|b\n2:客|𠀀\n"},
        {"UTF-16 big endian", std::string("\xFE\xFF\0a\0\n\x5B\xA2", 8), "1:a\n2:客\n"},
    });
    EXPECT_EQ(format_of("客户\n").encoding, Format::Encoding::utf8);
    EXPECT_EQ(format_of("\xBF\xCD\xBB\xA7\n").encoding, Format::Encoding::gb18030);
    EXPECT_EQ(format_of(std::string("\xFF\xFE"
                                    "a\0",
                                    4))
                  .encoding,
              Format::Encoding::utf16);
}

TEST(csv, refuses_what_is_no_text_and_says_where) {
    hold({
        {"neither encoding", "a,b\n1,x\xFF\xFF\n", "1:a|b\n!not_text row 2, column 2"},
        {"a character that the end cuts off", "客\nx\xE5\xAE", "1:客\n!not_text row 2, column 1"},
        {"GB18030 cut off", "\xBF\xCD\n\xBF", "1:客\n!not_text row 2, column 1"},
        {"overlong", "a\n\xC0\xAF\xFF\n", "1:a\n!not_text row 2, column 1"},
        {"a NUL", std::string("a,b\n1,x\0y\n", 10), "1:a|b\n!nul_byte row 2, column 2"},
        {"a NUL in quotes", std::string("a\n\"x\0y\"\n", 8), "1:a\n!nul_byte row 2, column 1"},
        {"a NUL at the start of a row", std::string("a\n\0", 3), "1:a\n!nul_byte row 2, column 1"},
        {"UTF-16 without a mark", std::string("a\0,\0b\0", 6), "!nul_byte row 1, column 1"},
        {"an odd byte of UTF-16",
         std::string("\xFF\xFE"
                     "a\0b",
                     5),
         "!not_text row 1, column 1"},
        {"nothing", "", "!empty"},
        {"a mark alone", "\xEF\xBB\xBF", "!empty"},
        {"blanks alone", "\n , \n\n", "!empty"},
    });
}

TEST(csv, does_not_take_broken_utf8_for_gb18030) {
    std::string text = "名称\n";
    for (int i = 0; i < 50; ++i) text += "客户名称\n";
    EXPECT_TRUE(read_whole(text + "客\xE6\x88\n").ends_with("!not_text row 52, column 1"));
}

TEST(csv, decides_the_encoding_where_the_first_character_beyond_ascii_stands) {
    std::string text = "name\n";
    while (text.size() < 3 * chunk) text += "ascii only\n";
    auto opened = open_table(bytes_in_memory(text + "\xBF\xCD\xBB\xA7\n"));
    EXPECT_EQ((*opened)->format().encoding, Format::Encoding::utf8);
    EXPECT_TRUE(read_whole(text + "\xBF\xCD\xBB\xA7\n").ends_with(":客户\n"));
    EXPECT_TRUE(read_whole(text + "客户\n").ends_with(":客户\n"));
}

TEST(csv, holds_together_what_the_end_of_a_chunk_cuts) {
    const std::string tails[] = {"客户,\"a\"\"b\",c\r\n\"x\r\ny\",𠀀\r\nlast,1\r\n",
                                 "\xBF\xCD\xBB\xA7,\"a\"\"b\",c\r\n\"x\r\ny\",\x95\x32\x82\x36\r\nlast,1\r\n"};
    for (const std::string& tail : tails) {
        for (std::size_t before = 0; before < tail.size(); ++before) {
            std::string text = "name\n";
            while (text.size() + 120 < chunk - before) text += std::string(99, 'x') + "\n";
            text += std::string(chunk - before - text.size() - 1, 'y') + "\n";
            ASSERT_EQ(text.size(), chunk - before);
            const auto rows = std::count(text.begin(), text.end(), '\n');
            const std::string expected = std::to_string(rows + 1) + ":客户|a\"b|c\n" + std::to_string(rows + 2) + ":x\r\ny|𠀀\n" +
                                         std::to_string(rows + 3) + ":last|1\n";
            ASSERT_TRUE(read_whole(text + tail).ends_with(expected)) << before;
        }
    }
}

TEST(csv, reads_a_source_that_gives_one_byte_at_a_time) {
    const std::string text = "客户,b\r\n\"x\"\"y\",𠀀\r\n";
    EXPECT_EQ(read_whole(open_table(std::make_unique<OneByteAtATime>(text))), "1:客户|b\n2:x\"y|𠀀\n");
}

TEST(csv, lets_the_failure_of_its_source_through) { EXPECT_THROW(read_whole(open_table(std::make_unique<Broken>())), std::runtime_error); }

TEST(csv, keeps_to_the_limits) {
    const std::string most(limits::cell_bytes, 'x');
    std::string wide = "a";
    for (std::size_t i = 1; i < limits::columns; ++i) wide += ",a";
    std::string long_row = most;
    for (int i = 0; i < 8; ++i) long_row += "," + most;
    std::string swallowed = "a,b\n1,\"2\n";
    while (swallowed.size() < 2 * limits::cell_bytes) swallowed += "another row,3\n";
    EXPECT_EQ(read_whole("a\n" + most + "\n"), "1:a\n2:" + most + "\n");
    EXPECT_EQ(read_whole(wide).size(), 2 + 2 * limits::columns);
    hold({
        {"one byte too many", "a\n" + most + "x\n", "1:a\n!cell_too_large row 2, column 1"},
        {"a million characters", "a,b\n1," + std::string(1'000'000, 'x'), "1:a|b\n!cell_too_large row 2, column 2"},
        {"a million characters in quotes", "a,b\n1,\"" + std::string(1'000'000, 'x') + "\"", "1:a|b\n!cell_too_large row 2, column 2"},
        {"a quote that swallows rows", swallowed, "1:a|b\n!unclosed_quote row 2, column 2"},
        {"one column too many", wide + ",a", "!too_many_columns row 1"},
        {"a row too long", "a\n" + long_row, "1:a\n!row_too_large row 2"},
    });
}

TEST(csv, says_what_is_over_a_limit_and_by_which) {
    auto opened = open_table(bytes_in_memory("a\n" + std::string(limits::cell_bytes + 1, 'x')));
    TableRow row;
    ASSERT_TRUE((*opened)->header());
    const Result<bool> more = (*opened)->next(row);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.problem().code, Code::too_large);
    EXPECT_EQ(more.problem().key, "problem.table.cell_too_large");
    EXPECT_EQ(more.problem().arguments, (MessageArguments{{"row", "2"}, {"column", "1"}, {"limit", "128 KiB"}}));
}

TEST(csv, stops_at_too_many_rows) {
    auto full = open_table(std::make_unique<testing::Generated>("a\n", "1\n", limits::rows - 1));
    ASSERT_TRUE((*full)->header());
    EXPECT_EQ(read_through(**full), std::pair(std::uint64_t{limits::rows - 1}, std::string()));
    auto over = open_table(std::make_unique<testing::Generated>("a\n", "1\n", limits::rows));
    ASSERT_TRUE((*over)->header());
    EXPECT_EQ(read_through(**over).second, "!too_many_rows row 2000001");
    auto empty = open_table(std::make_unique<testing::Generated>("a\n", "\n", limits::rows));
    ASSERT_TRUE((*empty)->header());
    EXPECT_EQ(read_through(**empty).second, "!too_many_rows row 2000001");
}

TEST(csv, takes_no_more_memory_for_a_longer_file) {
    const std::string row = "CN-2023-103800,2023-01-03,\"Message Book, Wirebound\",广州,119.248,2,0.2,40.24619999999999\n";
    const std::uint64_t times = 50'000'000 / row.size();
    const std::uint64_t before = testing::resident_bytes();
    auto opened = open_table(std::make_unique<testing::Generated>("a,b,c,d,e,f,g,h\n", row, times));
    ASSERT_TRUE((*opened)->header());
    EXPECT_EQ(read_through(**opened), std::pair(times, std::string()));
    const std::uint64_t after = testing::resident_bytes();
    EXPECT_LT(after, before + 16 * 1024 * 1024);
    EXPECT_EQ((*opened)->bytes_read(), 16 + times * row.size());
}

TEST(csv, keeps_the_cells_of_a_row_where_they_are) {
    auto opened = open_table(bytes_in_memory("a\n" + std::string(100, 'x') + "\n" + std::string(90, 'y') + "\n"));
    TableRow row;
    ASSERT_TRUE((*opened)->header());
    ASSERT_TRUE((*opened)->next(row));
    const char* where = row.cells[0].data();
    ASSERT_TRUE((*opened)->next(row));
    EXPECT_EQ(row.cells[0].data(), where);
}

TEST(csv, reads_the_shared_files_whole) {
    struct {
        const char* name;
        std::uint64_t rows;
        std::size_t columns;
    } files[] = {{"sales_cn/orders.csv", 10'194, 21}, {"targets/reseller_sales.csv", 57'851, 11}};
    for (const auto& file : files) {
        const std::string path = testing::shared_file(file.name);
        if (path.empty()) GTEST_SKIP() << "the shared data are not here";
        auto opened = open_table(bytes_in_file(path));
        const Result<TableRow> header = (*opened)->header();
        ASSERT_TRUE(header);
        EXPECT_EQ(header->cells.size(), file.columns);
        EXPECT_EQ(read_through(**opened), std::pair(file.rows, std::string())) << file.name;
    }
}

TEST(bytes_in_file, says_in_a_sentence_what_is_wrong_with_a_file) {
    EXPECT_THROW(bytes_in_file("/no/such/file.csv"), std::runtime_error);
    try {
        bytes_in_file(std::filesystem::temp_directory_path().string());
        FAIL();
    } catch (const std::runtime_error& error) { EXPECT_TRUE(std::string_view(error.what()).ends_with("is not a plain file.")); }
}

}  // namespace kernel::table
