// What is wrong with the rows of a file, in order; bounded.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "kernel/base/result.h"
#include "kernel/exchange/limits.h"

namespace kernel {

enum class Severity : std::uint8_t { warning, error };

struct RowProblem {
    std::uint64_t row = 0;
    std::string column;  // its header; empty: the row as a whole
    std::string value;   // of the cell, cut
    Severity severity = Severity::error;
    std::string key;
    MessageArguments arguments;
};

class ProblemList {
public:
    void add(RowProblem problem) {
        (problem.severity == Severity::error ? errors_ : warnings_) += 1;
        if (kept_.size() < limits::import_problems)
            kept_.push_back(std::move(problem));
        else
            ++left_out_;
    }
    const std::vector<RowProblem>& kept() const { return kept_; }
    std::size_t left_out() const { return left_out_; }
    std::size_t errors() const { return errors_; }
    std::size_t warnings() const { return warnings_; }
    void sort() { std::ranges::stable_sort(kept_, {}, &RowProblem::row); }

    // To take back what a batch said that is to be done again.
    struct Mark {
        std::size_t kept = 0, left_out = 0, errors = 0, warnings = 0;
    };
    Mark mark() const { return {kept_.size(), left_out_, errors_, warnings_}; }
    void back_to(const Mark& mark) {
        kept_.resize(mark.kept);
        left_out_ = mark.left_out;
        errors_ = mark.errors;
        warnings_ = mark.warnings;
    }

private:
    std::vector<RowProblem> kept_;
    std::size_t left_out_ = 0, errors_ = 0, warnings_ = 0;
};

}  // namespace kernel
