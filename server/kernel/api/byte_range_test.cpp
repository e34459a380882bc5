#include "kernel/api/byte_range.h"

#include <gtest/gtest.h>

namespace kernel {
namespace {

TEST(ByteRange, is_the_part_that_is_asked_for) {
    EXPECT_EQ(byte_range("bytes=0-0", 10), (ByteRange{0, 0}));
    EXPECT_EQ(byte_range("bytes=3-", 10), (ByteRange{3, 9}));
    EXPECT_EQ(byte_range("bytes=3-100", 10), (ByteRange{3, 9}));
    EXPECT_EQ(byte_range("bytes=-4", 10), (ByteRange{6, 9}));
    EXPECT_EQ(byte_range("bytes=-40", 10), (ByteRange{0, 9}));
}

TEST(ByteRange, is_none_where_it_makes_no_sense) {
    for (const char* header : {"", "bytes", "bytes=", "bytes=-", "bytes=-0", "bytes=10-", "bytes=5-4", "bytes=1-2,4-5", "bytes=a-b",
                               "bytes=1-b", "bytes=+1-2", "bytes= 1-2", "lines=1-2", "bytes=99999999999999999999-"})
        EXPECT_EQ(byte_range(header, 10), std::nullopt) << header;
    EXPECT_EQ(byte_range("bytes=0-", 0), std::nullopt);
}

}  // namespace
}  // namespace kernel
