#include "kernel/base/number.h"
#include "kernel/base/text.h"
#include "kernel/base/time.h"
#include "kernel/table/writer.h"

namespace kernel::table {

namespace {

class CsvWriter final : public TableWriter {
public:
    CsvWriter(const std::vector<OutColumn>& columns, Sink sink) : sink_(std::move(sink)) {
        held_ = "\xEF\xBB\xBF";
        for (const OutColumn& column : columns) {
            if (&column != &columns.front()) held_ += ',';
            append_csv_cell(held_, column.title);
        }
        held_ += "\r\n";
    }

    void row(std::span<const OutCell> cells) override {
        for (const OutCell& cell : cells) {
            if (&cell != &cells.front()) held_ += ',';
            append(cell);
        }
        held_ += "\r\n";
        if (held_.size() >= limits::written_piece_bytes) flush();
    }
    void finish() override { flush(); }

private:
    void append(const OutCell& cell) {
        switch (cell.of) {
            case OutCell::Of::empty:
                break;
            case OutCell::Of::text:
                append_csv_cell(held_, cell.text);
                break;
            case OutCell::Of::number:
                append_decimal(held_, cell.units, cell.scale, cell.keeps_zeros ? Zeros::keep : Zeros::trim);
                if (cell.is_percent) held_ += '%';
                break;
            case OutCell::Of::day:
                append_day(held_, Day{static_cast<std::int32_t>(cell.units)});
                break;
            case OutCell::Of::instant: {
                std::string text = format_instant(Instant{cell.units});  // 2026-01-31T08:00:00.000000Z
                text[10] = ' ';
                held_ += std::string_view(text).substr(0, 19);
                break;
            }
        }
    }
    void flush() {
        sink_(held_);
        held_.clear();
    }

    Sink sink_;
    std::string held_;
};

}  // namespace

std::unique_ptr<TableWriter> csv_writer(const std::vector<OutColumn>& columns, Sink sink) {
    return std::make_unique<CsvWriter>(columns, std::move(sink));
}

}  // namespace kernel::table
