#include "kernel/print/pdf.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace kernel {

namespace {

// What pdftotext reads out of the file, page after page.
std::string text_of(const std::string& pdf) {
    std::string name = (std::filesystem::temp_directory_path() / "bylaw-pdf-XXXXXX").string();
    const int file = mkstemp(name.data());
    EXPECT_GE(file, 0);
    std::ofstream(name, std::ios::binary) << pdf;
    EXPECT_EQ(std::system(("pdftotext -layout " + name + ' ' + name + ".txt").c_str()), 0);
    std::ifstream text(name + ".txt");
    std::string read(std::istreambuf_iterator<char>(text), {});
    std::filesystem::remove(name);
    std::filesystem::remove(name + ".txt");
    return read;
}

PrintedTable table(std::size_t rows) {
    PrintedTable made{.title = "銷售額，按區域",
                      .notes = {"口徑：計入已確認的訂單；2026-01-01 至 2026-12-31"},
                      .columns = {{"區域", false}, {"銷售額", true}, {"占比", true}},
                      .rows = {},
                      .footer = "陳思遠 2026-11-25",
                      .language = "zh-Hant"};
    for (std::size_t n = 0; n < rows; ++n)
        made.rows.push_back({.cells = {"華東第" + std::to_string(n) + "區", std::to_string(n) + ".00", "3.2%"}});
    made.rows.push_back({.cells = {"合計", "-1,234.50", "100.0%"}, .is_total = true});
    return made;
}

TEST(Pdf, keeps_its_chinese_text_so_that_it_can_be_read_out_again) {
    const std::string text = text_of(pdf_of(table(3)));
    for (const char* part : {"銷售額，按區域", "口徑：計入已確認的訂單", "華東第2區", "合計", "-1,234.50", "陳思遠 2026-11-25"})
        EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
}

TEST(Pdf, repeats_the_head_of_a_long_table_on_every_page) {
    const std::string text = text_of(pdf_of(table(200)));
    std::size_t heads = 0, pages = 0;
    for (std::size_t at = text.find("占比"); at != std::string::npos; at = text.find("占比", at + 1)) ++heads;
    for (const char character : text) pages += character == '\f';
    EXPECT_GT(pages, 2U);
    EXPECT_EQ(heads, pages);
    EXPECT_NE(text.find("華東第199區"), std::string::npos);
}

TEST(Pdf, carries_its_font_in_a_small_file) {
    const std::string pdf = pdf_of(table(40));
    EXPECT_TRUE(pdf.starts_with("%PDF-"));
    EXPECT_LT(pdf.size(), 200'000U);
}

}  // namespace

}  // namespace kernel
