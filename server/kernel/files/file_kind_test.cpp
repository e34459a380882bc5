#include "kernel/files/file_kind.h"

#include <gtest/gtest.h>

#include <string>

namespace kernel {
namespace {

TEST(FileKind, goes_by_the_end_of_the_name_in_any_case) {
    EXPECT_EQ(file_kind("合同.PDF")->media_type, "application/pdf");
    EXPECT_EQ(file_kind("a.b.Jpeg")->preview, Preview::image);
    for (const char* name : {"", "pdf", ".pdf", "page.html", "drawing.svg", "script.js", "run.exe", "a.pdf.html", "a.", "data.xml"})
        EXPECT_EQ(file_kind(name), nullptr) << name;
}

TEST(FileKind, must_begin_as_its_name_says) {
    EXPECT_TRUE(begins_like(*file_kind("a.pdf"), "%PDF-1.7\n"));
    EXPECT_TRUE(begins_like(*file_kind("a.png"), "\x89PNG\r\n\x1a\n...."));
    EXPECT_TRUE(begins_like(*file_kind("a.webp"), "RIFF....WEBPVP8 "));
    EXPECT_TRUE(begins_like(*file_kind("a.txt"), "任何文字"));
    for (const char* name : {"a.pdf", "a.png", "a.jpg", "a.gif", "a.webp", "a.docx", "a.xls"})
        EXPECT_FALSE(begins_like(*file_kind(name), "<html><script>")) << name;
    EXPECT_FALSE(begins_like(*file_kind("a.txt"), std::string("MZ\0\0", 4)));
    EXPECT_FALSE(begins_like(*file_kind("a.pdf"), ""));
}

}  // namespace
}  // namespace kernel
