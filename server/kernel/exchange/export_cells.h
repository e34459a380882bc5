// Values of fields as cells of a table, in the reader's words.
#pragma once
#include <deque>
#include <map>
#include <string>

#include "kernel/record/messages.h"
#include "kernel/record/type.h"
#include "kernel/records/value.h"
#include "kernel/table/writer.h"

namespace kernel {

class ExportCells {
public:
    ExportCells(const Messages& messages, std::string locale, int offset_minutes)
        : messages_(messages), locale_(std::move(locale)), offset_(std::int64_t{offset_minutes} * 60'000'000) {}

    // The cell borrows from `cell` and from this, until forget().
    table::OutCell of(const RecordType& type, const Field& field, const Cell& cell);
    void forget() { made_.clear(); }  // after each row

    static table::OutColumn column(std::string title, Kind kind);

private:
    std::string_view label(const RecordType& type, const Field& field, std::string_view choice);
    table::OutCell text(std::string made);

    const Messages& messages_;
    const std::string locale_;
    const std::int64_t offset_;
    std::map<std::pair<const Field*, std::string>, std::string> labels_;
    std::deque<std::string> made_;
};

}  // namespace kernel
