#include "kernel/exchange/rows.h"

#include <algorithm>

#include "kernel/base/text.h"
#include "kernel/exchange/limits.h"

namespace kernel {

bool is_nothing(std::string_view cell) {
    if (cell.empty()) return true;
    const std::string_view bare = trimmed(cell);
    return bare.empty() || bare == "NULL";
}

RowParser::RowParser(const Plan& plan, std::vector<std::string> headers, Row root, Row line)
    : plan_(plan), headers_(std::move(headers)), root_(std::move(root)), line_(std::move(line)), used_(headers_.size()) {
    for (const PartPlan* part : {&plan_.root, &plan_.lines}) {
        for (const CellPlan& cell : part->cells) used_[cell.column] = true;
        for (const LinkPlan& link : part->links)
            for (const std::size_t column : link.columns) used_[column] = true;
    }
}

RowProblem RowParser::problem(const ReadRow& row, std::optional<std::size_t> column, std::string key, MessageArguments arguments,
                              Severity severity) const {
    RowProblem made{
        .row = row.table.number, .column = {}, .value = {}, .severity = severity, .key = std::move(key), .arguments = std::move(arguments)};
    if (column) {
        made.column = headers_[*column];
        made.value = cut(std::string(row.cell(*column)), limits::import_value_characters);
    }
    return made;
}

void RowParser::parse_part(const PartPlan& part, ReadRow& row, Row& values, std::uint64_t& given, std::vector<RowProblem>& problems) const {
    given = 0;
    for (const CellPlan& cell : part.cells) {
        bool has = false;
        if (auto refusal = read_cell(cell, row.cell(cell.column), values[cell.place], has)) {
            problems.push_back(problem(row, cell.column, std::move(refusal->key), std::move(refusal->arguments)));
            row.sound = false;
        }
        if (has) given |= std::uint64_t{1} << cell.place;
    }
}

void RowParser::parse_row(ReadRow& row, std::vector<RowProblem>& problems) const {
    row.sound = true;
    for (const std::uint32_t column : row.table.unreadable) {
        if (column >= used_.size() || !used_[column]) continue;
        problems.push_back(problem(row, column, "problem.import.formula"));
        row.sound = false;
    }
    row.root = root_;
    parse_part(plan_.root, row, row.root, row.root_given, problems);
    row.has_line = false;
    if (!plan_.has_lines()) return;
    row.line = line_;
    parse_part(plan_.lines, row, row.line, row.line_given, problems);
    row.has_line = row.line_given != 0;
    for (const LinkPlan& link : plan_.lines.links)
        for (const std::size_t column : link.columns) row.has_line = row.has_line || !is_nothing(row.cell(column));
}

void RowParser::parse(Batch& batch) const {
    batch.problems.clear();
    for (std::size_t i = 0; i < batch.count; ++i) parse_row(batch.rows[i], batch.problems);
}

RowSource::RowSource(std::unique_ptr<table::TableReader> reader, const RowParser& parser)
    : reader_(std::move(reader)), parser_(parser), free_(std::make_unique<Batch>()), thread_([this] { run(); }) {}

RowSource::~RowSource() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void RowSource::fill(Batch& batch) {
    batch.rows.resize(limits::import_batch);
    batch.count = 0;
    while (batch.count < limits::import_batch && !batch.last) {
        const auto more = reader_->next(batch.rows[batch.count].table);
        if (!more) batch.broken = more.problem();
        if (!more || !*more)
            batch.last = true;
        else
            ++batch.count;
    }
    batch.bytes = reader_->bytes_read();
    parser_.parse(batch);
}

void RowSource::run() noexcept {
    for (bool last = false; !last;) {
        std::unique_ptr<Batch> batch;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || free_; });
            if (stopping_) return;
            batch = std::move(free_);
        }
        std::exception_ptr error;
        try {
            fill(*batch);
        } catch (...) { error = std::current_exception(); }
        last = error || batch->last;
        const std::lock_guard lock(mutex_);
        error_ = error;
        ready_ = std::move(batch);
        changed_.notify_all();
    }
}

void RowSource::next(std::unique_ptr<Batch>& batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ready_ != nullptr; });
    if (error_) std::rethrow_exception(error_);
    // The reader goes on with the batch that the caller is done with, or with a second one at the beginning.
    std::unique_ptr<Batch> done = batch ? std::move(batch) : std::make_unique<Batch>();
    batch = std::move(ready_);
    free_ = std::move(done);
    changed_.notify_all();
}

}  // namespace kernel
