#include <gtest/gtest.h>

#include "kernel/table/testing.h"
#include "kernel/table/xlsx_testing.h"

namespace kernel::table {

using testing::header_row;
using testing::Parts;
using testing::parts_of_workbook;
using testing::read_whole;
using testing::relationship;
using testing::relationships;
using testing::workbook;
using testing::zipped;

namespace {

std::string cell(const std::string& attributes, const std::string& inside) { return "<c " + attributes + ">" + inside + "</c>"; }
std::string value(const std::string& text) { return "<v>" + text + "</v>"; }
std::string row(const std::string& cells) { return "<row>" + cells + "</row>"; }

// What the second row says when this is its cell.
std::string read_cell(const std::string& cell, const std::string& strings = "", const std::string& styles = "") {
    std::string text = read_whole(workbook(header_row() + row(cell), strings, styles));
    return text.starts_with("1:a\n") ? text.substr(4) : text;
}

// A format code as the one own format of a workbook, and cells that use it.
std::string with_code(const std::string& code) {
    return "<numFmts><numFmt numFmtId=\"164\" formatCode=\"" + code +
           "\"/></numFmts>"
           "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>";
}
std::string with_builtin(int id) { return "<cellXfs><xf/><xf numFmtId=\"" + std::to_string(id) + "\"/></cellXfs>"; }

}  // namespace

TEST(xlsx, reads_each_kind_of_cell) {
    const std::string strings =
        "<si><t>甲</t></si><si><r><t>rich </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">text</t></r>"
        "<rPh sb=\"0\" eb=\"1\"><t>phonetic</t></rPh></si><si/><si><t>a&amp;b_x000D_&#10;c</t></si>";
    struct {
        const char* name;
        std::string cell;
        std::string expected;
    } cases[] = {
        {"a shared string", cell("t=\"s\"", value("0")), "2:甲\n"},
        {"a shared string of runs, without how it is read aloud", cell("t=\"s\"", value("1")), "2:rich text\n"},
        {"an empty shared string", cell("t=\"s\"", value("2")), ""},
        {"escapes", cell("t=\"s\"", value("3")), "2:a&b\r\nc\n"},
        {"a shared string that is not there", cell("t=\"s\"", value("4")), "!damaged row 2, column 1"},
        {"an inline string", cell("t=\"inlineStr\"", "<is><t>乙</t></is>"), "2:乙\n"},
        {"an inline string of runs", cell("t=\"inlineStr\"", "<is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is>"), "2:ab\n"},
        {"the text of a formula", cell("t=\"str\"", "<f>A1</f>" + value("丙")), "2:丙\n"},
        {"the empty text of a formula", cell("t=\"str\"", "<f>\"\"</f><v></v>"), ""},
        {"the number of a formula", cell("", "<f>1+1</f>" + value("2")), "2:2\n"},
        {"a formula without a value", cell("", "<f>1+1</f>"), "2:?\n"},
        {"a formula with an empty value", cell("", "<f>1+1</f><v/>"), "2:?\n"},
        {"a shared formula without a value", cell("", "<f t=\"shared\" si=\"0\"/>"), "2:?\n"},
        {"an error", cell("t=\"e\"", "<f>A9</f>" + value("#REF!")), "2:?\n"},
        {"a number that is none", cell("", value("twelve")), "2:?\n"},
        {"a truth", cell("t=\"b\"", value("1")), "2:TRUE\n"},
        {"a falsehood", cell("t=\"b\"", value("0")), "2:FALSE\n"},
        {"an ISO day", cell("t=\"d\"", value("2026-01-31")), "2:2026-01-31\n"},
        {"an ISO instant", cell("t=\"d\"", value("2026-01-31T08:00:00.000Z")), "2:2026-01-31 08:00:00\n"},
        {"an ISO midnight", cell("t=\"d\"", value("2026-01-31T00:00:00")), "2:2026-01-31\n"},
        {"nothing", cell("s=\"1\"", ""), ""},
        {"a number between blanks", cell("", value(" 5\n")), "2:5\n"},
    };
    for (const auto& one : cases) EXPECT_EQ(read_cell(one.cell, strings), one.expected) << one.name;
}

TEST(xlsx, shows_numbers_as_a_spreadsheet_does) {
    const std::pair<const char*, const char*> cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"12", "12"},
        {"-12.5", "-12.5"},
        {"100", "100"},
        {"1.50", "1.5"},
        {"0.30000000000000004", "0.3"},
        {"25.664999999999992", "25.665"},
        {"16.000000000000004", "16"},
        {"1.1000000000000001", "1.1"},
        {"0.1", "0.1"},
        {".5", "0.5"},
        {"1E3", "1000"},
        {"1.5E-3", "0.0015"},
        {"123456789012345", "123456789012345"},
        {"1.10101199001011E+17", "110101199001011000"},
        {"12345678901234567", "12345678901234600"},
        {"1E+30", "1E+30"},
        {"1.25E-30", "1.25E-30"},
        {"007", "7"},
        {"999999999999999.9", "1000000000000000"},
    };
    for (const auto& [stored, shown] : cases) EXPECT_EQ(read_cell(cell("", value(stored))), std::string("2:") + shown + "\n") << stored;
    for (const char* none : {"1e400", "INF", "NaN", "1,5", "-", "1 2"}) EXPECT_EQ(read_cell(cell("", value(none))), "2:?\n") << none;
}

TEST(xlsx, shows_days_as_days) {
    const std::pair<const char*, const char*> cases[] = {
        {"46053", "2026-01-31"},
        {"46053.333333333336", "2026-01-31 08:00:00"},
        {"46053.99999999", "2026-02-01"},
        {"1", "1900-01-01"},
        {"59", "1900-02-28"},
        {"60", "60"},
        {"61", "1900-03-01"},
        {"2958465", "9999-12-31"},
        {"2958466", "2958466"},
        {"-1", "-1"},
        {"0.5", "12:00:00"},
        {"0", "00:00:00"},
        {"2958465.99999999", "2958465.99999999"},
        {"43831.000011574", "2020-01-01 00:00:01"},
    };
    for (const auto& [stored, shown] : cases) {
        EXPECT_EQ(read_cell(cell("s=\"1\"", value(stored)), "", with_builtin(14)), std::string("2:") + shown + "\n") << stored;
    }
    EXPECT_EQ(read_cell(cell("s=\"1\"", value("1.5")), "", with_builtin(46)), "2:36:00:00\n");
}

TEST(xlsx, knows_a_day_by_its_builtin_format) {
    for (const int id : {14, 22, 27, 31, 36, 50, 57, 58}) {
        EXPECT_EQ(read_cell(cell("s=\"1\"", value("46053")), "", with_builtin(id)), "2:2026-01-31\n") << id;
    }
    for (const int id : {0, 1, 2, 4, 9, 10, 11, 13, 37, 44, 48, 49, 59}) {
        EXPECT_EQ(read_cell(cell("s=\"1\"", value("46053")), "", with_builtin(id)), "2:46053\n") << id;
    }
}

TEST(xlsx, knows_a_day_by_its_own_format) {
    for (const char* code : {"yyyy-mm-dd", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", "[$-804]yyyy/m/d",
                             "[$-F800]dddd\\,\\ mmmm\\ dd", "m/d", "h:mm AM/PM", "[Red]d-mmm", "YYYY.MM.DD"}) {
        EXPECT_TRUE(read_cell(cell("s=\"1\"", value("46053")), "", with_code(code)).starts_with("2:2026-01-31")) << code;
    }
    for (const char* code : {"0.00", "#,##0&quot; yd&quot;", "General", "0\\d", "[Red]0", "0;[Red]-0", "_ * #,##0.00_ ", "0.00E+00", "0_d",
                             "[$￥-804]#,##0.00", "@", "General&quot;元&quot;", "&quot;yyyy", "[dd", "0\\"}) {
        EXPECT_EQ(read_cell(cell("s=\"1\"", value("46053")), "", with_code(code)), "2:46053\n") << code;
    }
    EXPECT_EQ(read_cell(cell("s=\"1\"", value("1.5")), "", with_code("[h]:mm:ss")), "2:36:00:00\n");
    EXPECT_EQ(read_cell(cell("s=\"99\"", value("46053")), "", with_code("yyyy")), "2:46053\n");
}

TEST(xlsx, counts_days_from_1904_where_the_workbook_says_so) {
    Parts parts =
        parts_of_workbook(header_row() + row(cell("s=\"1\"", value("0")) + cell("s=\"1\"", value("44591.5"))), "", with_builtin(14));
    std::string& book = parts["xl/workbook.xml"];
    book.insert(book.find("<sheets>"), "<workbookPr date1904=\"1\"/>");
    EXPECT_EQ(read_whole(zipped(parts)), "1:a\n2:1904-01-01|2026-01-31 12:00:00\n");
}

TEST(xlsx, puts_cells_where_their_references_say) {
    const std::string sparse =
        "<row r=\"3\"><c r=\"B3\" t=\"str\"><v> b </v></c><c r=\"D3\" t=\"str\"><v>d</v></c></row>"
        "<row r=\"4\"/><row r=\"5\"><c r=\"A5\" s=\"1\"/></row>"
        "<row r=\"9\"><c r=\"AA9\"><v>27</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>"
        "<row r=\"12\"><c r=\"C12\"><f>1</f></c><c r=\"XFD12\" s=\"1\"/></row>";
    EXPECT_EQ(read_whole(workbook(sparse)), "3:|b||d\n9:" + std::string(26, '|') + "27\n10:1|2\n12:||?\n");
    EXPECT_EQ(read_cell("<c r=\"C2\"><v>3</v></c><c r=\"A2\"><v>1</v></c>"), "2:1||3\n");
    EXPECT_EQ(read_cell("<c r=\"IW2\"><v>1</v></c>"), "!too_many_columns row 2");
    EXPECT_EQ(read_cell("<c r=\"12\"><v>1</v></c>"), "!damaged row 2");
    EXPECT_EQ(read_cell("<c r=\"ABCD2\"><v>1</v></c>"), "!damaged row 2");
    EXPECT_EQ(read_whole(workbook(header_row() + header_row())), "1:a\n!damaged row 2");
    EXPECT_EQ(read_whole(workbook(header_row() + "<row r=\"2000001\"><c><v>1</v></c></row>")), "1:a\n!too_many_rows row 2000001");
}

TEST(xlsx, takes_names_with_prefixes) {
    Parts parts = parts_of_workbook("");
    parts["xl/worksheets/sheet1.xml"] =
        "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row><x:c t=\"inlineStr\"><x:is><x:t>a</x:t></x:is></x:c>"
        "</x:row></x:sheetData><x:c><x:v>1</x:v></x:c></x:worksheet>";
    EXPECT_EQ(read_whole(zipped(parts)), "1:a\n");
}

TEST(xlsx, reads_the_first_visible_sheet) {
    Parts parts = parts_of_workbook("");
    parts["xl/workbook.xml"] =
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"h\" state=\"hidden\" r:id=\"1\"/><sheet name=\"v\" "
        "state=\"veryHidden\" r:id=\"1\"/><sheet name=\"chart\" r:id=\"2\"/><sheet name=\"名单\" r:id=\"3\"/></sheets></workbook>";
    parts["xl/_rels/workbook.xml.rels"] =
        relationships(relationship("1", "worksheet", "worksheets/sheet1.xml") + relationship("2", "chartsheet", "chartsheets/sheet1.xml") +
                      relationship("3", "worksheet", "/XL/../xl/./Other.xml"));
    parts["xl/other.xml"] = "<worksheet><sheetData>" + header_row() + "</sheetData></worksheet>";
    auto opened = open_table(bytes_in_memory(zipped(parts)));
    ASSERT_TRUE(opened);
    EXPECT_EQ((*opened)->format().kind, Format::Kind::xlsx);
    EXPECT_EQ((*opened)->format().sheet, "名单");
    EXPECT_EQ(read_whole(zipped(parts)), "1:a\n");
    parts["xl/workbook.xml"] = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"h\" state=\"hidden\" r:id=\"1\"/></sheets></workbook>";
    EXPECT_EQ(read_whole(zipped(parts)), "!no_sheet");
    EXPECT_EQ(read_whole(workbook("")), "!empty");
}

}  // namespace kernel::table
