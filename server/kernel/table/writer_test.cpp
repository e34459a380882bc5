#include "kernel/table/writer.h"

#include <gtest/gtest.h>

#include "kernel/table/testing.h"

namespace kernel::table {

using testing::read_whole;

namespace {

OutCell text(std::string_view value) { return {.of = OutCell::Of::text, .text = value}; }
OutCell number(std::int64_t units, int scale, bool keeps_zeros = false) {
    return {.of = OutCell::Of::number, .text = {}, .units = units, .scale = scale, .keeps_zeros = keeps_zeros};
}
OutCell day(std::int64_t since_1970) { return {.of = OutCell::Of::day, .text = {}, .units = since_1970}; }
OutCell instant(std::int64_t microseconds) { return {.of = OutCell::Of::instant, .text = {}, .units = microseconds}; }

const std::vector<OutColumn> columns{{"名稱"}, {"b"}, {"c"}};

std::string csv(const std::vector<std::vector<OutCell>>& rows) {
    std::string out;
    const auto writer = csv_writer(columns, [&](std::string_view piece) { out += piece; });
    for (const auto& row : rows) writer->row(row);
    writer->finish();
    return out;
}
std::string xlsx(const std::vector<std::vector<OutCell>>& rows) {
    std::string out;
    const auto writer = xlsx_writer(columns, {"訂單/臺賬", "A & B"}, [&](std::string_view piece) { out += piece; });
    for (const auto& row : rows) writer->row(row);
    writer->finish();
    return out;
}

TEST(Writer, csv_opens_in_a_spreadsheet_with_money_dates_and_quotes) {
    EXPECT_EQ(csv({{text("甲,\"乙\""), number(-1250, 2, true), day(20'484)},
                   {text("two\nlines"), number(2500, 3), instant(1'769'846'400'000'000)},
                   {{}, number(0, 2, true), {}}}),
              "\xEF\xBB\xBF名稱,b,c\r\n\"甲,\"\"乙\"\"\",-12.50,2026-01-31\r\n\"two\nlines\",2.5,2026-01-31 08:00:00\r\n,0.00,\r\n");
}

TEST(Writer, csv_leaves_a_spreadsheet_nothing_to_run) {
    for (const std::string_view danger : {"=1+1", "+cmd", "-cmd", "@sum", "\tx", "\rx", "＝1", "＋1", "－x", "＠x"}) {
        const std::string written = csv({{text(danger), text("a"), text("b")}});
        EXPECT_NE(written.find("'" + std::string(danger)), std::string::npos) << danger;
    }
    EXPECT_EQ(csv({{text("a=b"), number(-5, 0), text("x-y")}}), "\xEF\xBB\xBF名稱,b,c\r\na=b,-5,x-y\r\n");
}

TEST(Writer, xlsx_has_typed_cells_and_reads_back_as_it_was) {
    EXPECT_EQ(read_whole(xlsx({{text("=1+1"), number(-1250, 2, true), day(20'484)},
                               {text("00123456789012345678"), number(2500, 3), instant(1'769'846'400'000'000)},
                               {text("@甲"), number(999'999'999'999'999, 2, true), day(-25'600)}})),
              "1:名稱|b|c\n2:=1+1|-12.5|2026-01-31\n3:00123456789012345678|2.5|2026-01-31 08:00:00\n"
              "4:@甲|9999999999999.99|1899-11-29\n");
}

TEST(Writer, a_share_is_a_part_of_one_in_a_spreadsheet_and_in_percent_as_text) {
    OutCell share = number(666, 1, true);
    share.is_percent = true;
    EXPECT_EQ(read_whole(xlsx({{text("a"), share, number(5, 0)}})), "1:名稱|b|c\n2:a|0.666|5\n");
    EXPECT_EQ(csv({{text("a"), share, number(5, 0)}}), "\xEF\xBB\xBF名稱,b,c\r\na,66.6%,5\r\n");
}

TEST(Writer, xlsx_keeps_numbers_that_a_spreadsheet_would_round_as_text) {
    EXPECT_EQ(read_whole(xlsx({{text("a"), number(1'234'567'890'123'456, 2, true), text(std::string(40'000, 'x'))}})),
              "1:名稱|b|c\n2:a|12345678901234.56|" + std::string(32'766, 'x') + "…\n");
}

TEST(Writer, a_long_table_takes_no_more_memory_than_a_short_one) {
    std::size_t size = 0;
    const auto writer = xlsx_writer(columns, {"a", "b"}, [&](std::string_view piece) { size += piece.size(); });
    const std::uint64_t before = testing::resident_bytes();
    const std::string value(60, 'v');
    for (int i = 0; i < 60'000; ++i) writer->row(std::vector<OutCell>{text(value + std::to_string(i)), number(i, 2, true), day(i)});
    const std::uint64_t grown = testing::resident_bytes() - before;
    EXPECT_TRUE(!testing::memory_is_told || grown < (8U << 20U)) << grown;
    writer->finish();
    EXPECT_GT(size, 100'000U);
}

}  // namespace

}  // namespace kernel::table
