#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "kernel/table/testing.h"
#include "kernel/table/xlsx_testing.h"

namespace kernel::table {

using testing::header_row;
using testing::Parts;
using testing::parts_of_workbook;
using testing::read_through;
using testing::read_whole;
using testing::workbook;
using testing::zipped;

namespace {

constexpr std::string_view sheet_part = "xl/worksheets/sheet1.xml";

void put_number(std::string& bytes, std::size_t at, std::uint64_t number, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) bytes[at + i] = static_cast<char>((number >> (8 * i)) & 0xFF);
}

// Changes a field of the sheet's entry in the directory of the archive: offset 24 is what it unpacks to, 20 what it is packed in,
// 10 the method, 8 the flags.
std::string with_directory_field(std::string archive, std::size_t offset, std::uint64_t number, std::size_t count) {
    const std::size_t entry = archive.rfind(sheet_part) - 46;
    EXPECT_EQ(archive.compare(entry, 4, "PK\x01\x02"), 0);
    put_number(archive, entry + offset, number, count);
    return archive;
}

std::string blank_sheet(std::size_t blanks) {
    Parts parts = parts_of_workbook(header_row() + std::string(blanks, ' '));
    return zipped(parts, ZIP_CM_DEFLATE);
}

// A part that unpacks to so many zero bytes, deflated as it is made.
struct Zeros {
    std::uint64_t size = 0;
    std::uint64_t at = 0;

    static zip_int64_t answer(void* zeros, void* data, zip_uint64_t length, zip_source_cmd_t command) {
        auto& self = *static_cast<Zeros*>(zeros);
        if (command == ZIP_SOURCE_SUPPORTS) {
            return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
                                                  ZIP_SOURCE_FREE, -1);
        }
        if (command == ZIP_SOURCE_STAT) {
            zip_stat_init(static_cast<zip_stat_t*>(data));
            return sizeof(zip_stat_t);
        }
        if (command != ZIP_SOURCE_READ) return 0;
        const std::uint64_t count = std::min(length, self.size - self.at);
        std::fill_n(static_cast<char*>(data), count, '\0');
        self.at += count;
        return static_cast<zip_int64_t>(count);
    }
};

std::string with_zeros(Parts parts, const std::string& name, std::uint64_t size) {
    parts.erase(name);
    Zeros zeros{size};
    return zipped(parts, ZIP_CM_DEFAULT, [&](zip_t* zip) {
        zip_source_t* source = zip_source_function(zip, &Zeros::answer, &zeros);
        const zip_int64_t index = zip_file_add(zip, name.c_str(), source, ZIP_FL_OVERWRITE);
        zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 1);
    });
}

std::string utf16(std::string_view ascii) {
    std::string wide;
    for (const char c : ascii) wide.append(1, c).append(1, '\0');
    return wide;
}

// An OLE container of 512-byte sectors, its directory in the second.
std::string container(std::string_view entry) {
    std::string bytes(4096, '\0');
    bytes.replace(0, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    put_number(bytes, 30, 9, 2);
    put_number(bytes, 48, 1, 4);
    bytes.replace(1024, 20, utf16("Root Entry"));
    bytes.replace(1024 + 128, entry.size() * 2, utf16(entry));
    return bytes;
}

}  // namespace

TEST(xlsx, refuses_a_gigabyte_of_zeros) {
    const std::string bomb = with_zeros(parts_of_workbook(header_row()), std::string(sheet_part), limits::unpacked_bytes);
    EXPECT_LT(bomb.size(), 8 * 1024 * 1024);
    const std::uint64_t before = testing::resident_bytes();
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(read_whole(bomb), "!bomb");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
    EXPECT_LT(testing::resident_bytes(), before + 32 * 1024 * 1024);
}

TEST(xlsx, refuses_a_bomb_that_lies_about_its_size) {
    constexpr std::size_t blanks = 64 * 1024 * 1024;
    const std::string honest = blank_sheet(blanks);
    EXPECT_EQ(read_whole(honest), "!bomb");
    EXPECT_EQ(read_whole(with_directory_field(honest, 24, 1000, 4)), "1:a\n!bomb");
    EXPECT_EQ(read_whole(with_directory_field(honest, 20, 0xFFFFFFF0, 4)), "!bomb");
    EXPECT_EQ(read_whole(blank_sheet(8 * 1024 * 1024)), "1:a\n");
}

TEST(xlsx, refuses_shared_strings_without_end) {
    Parts parts = parts_of_workbook(header_row(), "<si><t>x</t></si>");
    std::string& strings = parts["xl/sharedStrings.xml"];
    strings = "<sst>";
    for (std::size_t i = 0; i < 40; ++i) strings += "<si>" + std::string(1024 * 1024, ' ') + "</si>";
    EXPECT_EQ(read_whole(zipped(parts)), "!bomb");
    EXPECT_EQ(read_whole(workbook(header_row() + "<row><c t=\"s\"><v>0</v></c></row>",
                                  "<si><t>" + std::string(limits::cell_bytes + 1, 'x') + "</t></si>")),
              "1:a\n!cell_too_large row 2, column 1");
}

TEST(xlsx, does_not_let_one_shared_string_fill_a_row) {
    std::string cells;
    for (int i = 0; i < 20; ++i) cells += "<c t=\"s\"><v>0</v></c>";
    EXPECT_EQ(read_whole(workbook(header_row() + "<row>" + cells + "</row>", "<si><t>" + std::string(100'000, 'x') + "</t></si>")),
              "1:a\n!row_too_large row 2");
    EXPECT_EQ(read_whole(workbook(header_row() + "<row><c t=\"inlineStr\"><is><t>" + std::string(1'000'000, 'x') + "</t></is></c></row>")),
              "1:a\n!cell_too_large row 2, column 1");
}

TEST(xlsx, refuses_document_types_and_so_entities) {
    const std::string laughs = "<!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    const std::string outside = "<!DOCTYPE w [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>";
    for (const std::string& type : {laughs, outside, std::string("<!DOCTYPE w>")}) {
        for (const char* name : {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "_rels/.rels"}) {
            Parts parts = parts_of_workbook(header_row(), "<si/>");
            parts[name].insert(parts[name].starts_with("<?") ? parts[name].find("?>") + 2 : 0, type);
            EXPECT_EQ(read_whole(zipped(parts)), "!damaged") << name;
        }
    }
    EXPECT_EQ(read_whole(workbook(header_row() + "<row><c t=\"str\"><v>&b;</v></c></row>")), "1:a\n!damaged");
}

TEST(xlsx, refuses_what_is_nested_too_deep_or_never_ends) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<x>";
    EXPECT_EQ(read_whole(workbook(header_row() + deep)), "1:a\n!damaged");
    const std::uint64_t before = testing::resident_bytes();
    EXPECT_EQ(read_whole(workbook(header_row() + "<row r=\"" + std::string(8'000'000, ' ') + "\"/>")), "1:a\n!damaged");
    EXPECT_EQ(read_whole(workbook(header_row() + "<!--" + std::string(8'000'000, ' ') + "-->")), "1:a\n!damaged");
    EXPECT_LT(testing::resident_bytes(), before + 32 * 1024 * 1024);
    std::string many = "<row";
    for (int i = 0; i < 30'000; ++i) many += " a" + std::to_string(i) + "=\"1\"";
    EXPECT_EQ(read_whole(workbook(header_row() + many + "/>")), "1:a\n");
}

TEST(xlsx, says_that_a_broken_archive_is_damaged) {
    const std::string whole = workbook(header_row() + "<row><c t=\"str\"><v>b</v></c></row>");
    for (std::size_t length = 4; length < whole.size(); length += 7) {
        ASSERT_EQ(read_whole(whole.substr(0, length)), "!damaged") << length;
    }
    std::string wrong = whole;
    wrong[whole.find(sheet_part) + sheet_part.size() + 5] ^= 0x55;
    EXPECT_TRUE(read_whole(wrong).ends_with("!damaged"));
    EXPECT_EQ(read_whole(with_directory_field(whole, 10, 14, 2)), "!damaged");
    EXPECT_EQ(read_whole(std::string("PK\x05\x06") + std::string(18, '\0')), "!damaged");
    EXPECT_EQ(read_whole(zipped({{"readme.txt", "no workbook"}})), "!damaged");
    Parts parts = parts_of_workbook(header_row());
    parts.erase(std::string(sheet_part));
    EXPECT_EQ(read_whole(zipped(parts)), "!damaged");
    parts[std::string(sheet_part)] = "<worksheet><sheetData>" + header_row() + "<row><c>";
    EXPECT_EQ(read_whole(zipped(parts)), "1:a\n!damaged");
    parts[std::string(sheet_part)] = "";
    EXPECT_EQ(read_whole(zipped(parts)), "!damaged");
}

TEST(xlsx, names_the_damaged_part) {
    Parts parts = parts_of_workbook(header_row(), "", "<cellXfs>");
    const auto opened = open_table(bytes_in_memory(zipped(parts)));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.problem().key, "problem.table.damaged");
    EXPECT_EQ(opened.problem().arguments, (MessageArguments{{"part", "xl/styles.xml"}}));
}

TEST(xlsx, refuses_a_directory_without_end) {
    std::string archive = workbook(header_row());
    const std::size_t end = archive.rfind("PK\x05\x06");
    std::string record("PK\x06\x06", 4);
    record.resize(56, '\0');
    put_number(record, 4, 44, 8);
    put_number(record, 24, 200'000'000, 8);
    put_number(record, 32, 200'000'000, 8);
    std::string locator("PK\x06\x07", 4);
    locator.resize(20, '\0');
    put_number(locator, 8, end, 8);
    put_number(locator, 16, 1, 4);
    archive.insert(end, record + locator);
    EXPECT_EQ(read_whole(archive), "!bomb");

    Parts parts = parts_of_workbook(header_row());
    for (int i = 0; i < 20'000; ++i)
        parts["xl/media/a_rather_long_name_of_a_picture_that_nobody_will_look_at_" + std::to_string(i) + ".png"] = "";
    EXPECT_EQ(read_whole(zipped(parts, ZIP_CM_STORE)), "!bomb");
}

TEST(xlsx, does_not_look_into_nested_archives_or_outside_of_its_own) {
    Parts parts = parts_of_workbook(header_row());
    parts["xl/worksheets/sheet1.xml"] = workbook(header_row());
    EXPECT_EQ(read_whole(zipped(parts)), "!damaged");
    parts = parts_of_workbook(header_row());
    std::string& links = parts["xl/_rels/workbook.xml.rels"];
    links.replace(links.find("worksheets/sheet1.xml"), 21, "../../../../etc/hostname");
    EXPECT_EQ(read_whole(zipped(parts)), "!damaged");
}

TEST(open_table, knows_old_and_encrypted_workbooks) {
    EXPECT_EQ(read_whole(container("Workbook")), "!old_excel");
    EXPECT_EQ(read_whole(container("EncryptedPackage")), "!encrypted");
    EXPECT_EQ(read_whole(container("Workbook").substr(0, 20)), "!old_excel");
    EXPECT_EQ(read_whole(with_directory_field(workbook(header_row()), 8, 1, 2)), "!encrypted");
    const std::string path = testing::shared_file("sales_cn/示例-超市.xls");
    if (path.empty()) GTEST_SKIP() << "the shared data are not here";
    EXPECT_EQ(read_whole(open_table(bytes_in_file(path))), "!old_excel");
}

TEST(open_table, takes_text_that_begins_like_an_archive_for_text) { EXPECT_EQ(read_whole("PK,b\n1,2\n"), "1:PK|b\n2:1|2\n"); }

TEST(xlsx, takes_no_more_memory_for_a_longer_sheet) {
    std::string rows = header_row();
    std::uint64_t count = 0;
    for (; rows.size() < 50'000'000; ++count) {
        rows += "<row><c t=\"inlineStr\"><is><t>" + std::to_string(count * 7919 % 1'000'003) + "</t></is></c><c><v>" +
                std::to_string(count) + ".5</v></c></row>";
    }
    auto source = bytes_in_memory(zipped(parts_of_workbook(rows), ZIP_CM_STORE));
    rows = std::string();
    const std::uint64_t before = testing::resident_bytes();
    const std::uint64_t size = source->size();
    auto opened = open_table(std::move(source));
    ASSERT_TRUE(opened);
    ASSERT_TRUE((*opened)->header());
    EXPECT_EQ(read_through(**opened), std::pair(count, std::string()));
    EXPECT_LT(testing::resident_bytes(), before + 16 * 1024 * 1024);
    EXPECT_EQ((*opened)->bytes_read(), size);
}

}  // namespace kernel::table
