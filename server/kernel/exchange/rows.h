// The rows of a file in batches, their cells read into values while the batch before is being written.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "kernel/exchange/cells.h"
#include "kernel/table/table.h"

namespace kernel {

struct ReadRow {
    table::TableRow table;
    Row root, line;
    std::uint64_t root_given = 0, line_given = 0;  // bit i: fields[i] was in the row; links are the importer's
    bool sound = true;
    bool has_line = false;
    std::string_view cell(std::size_t column) const {
        return column < table.cells.size() ? std::string_view(table.cells[column]) : std::string_view();
    }
};

struct Batch {
    std::vector<ReadRow> rows;
    std::size_t count = 0;  // of them in use
    std::vector<RowProblem> problems;
    std::uint64_t bytes = 0;  // of the file read up to here
    bool last = false;
    std::optional<Problem> broken;  // the file cannot be read on
};

bool is_nothing(std::string_view cell);  // blank, or NULL

class RowParser {
public:
    // `root` and `line`: the values a record has before the row says anything.
    RowParser(const Plan& plan, std::vector<std::string> headers, Row root, Row line);
    void parse(Batch& batch) const;
    RowProblem problem(const ReadRow& row, std::optional<std::size_t> column, std::string key, MessageArguments arguments = {},
                       Severity severity = Severity::error) const;
    const Plan& plan() const { return plan_; }

private:
    void parse_row(ReadRow& row, std::vector<RowProblem>& problems) const;
    void parse_part(const PartPlan& part, ReadRow& row, Row& values, std::uint64_t& given, std::vector<RowProblem>& problems) const;

    const Plan& plan_;
    std::vector<std::string> headers_;
    Row root_, line_;
    std::vector<bool> used_;  // columns that anything is read from
};

// One thread reads and parses ahead by one batch.
class RowSource {
public:
    RowSource(std::unique_ptr<table::TableReader> reader, const RowParser& parser);
    ~RowSource();
    RowSource(const RowSource&) = delete;
    RowSource& operator=(const RowSource&) = delete;
    // The next batch, its place taken by the one that is done with. Rethrows what reading threw. The last one says so itself.
    void next(std::unique_ptr<Batch>& batch);

private:
    void run() noexcept;
    void fill(Batch& batch);

    std::unique_ptr<table::TableReader> reader_;
    const RowParser& parser_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::unique_ptr<Batch> free_, ready_;
    std::exception_ptr error_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace kernel
