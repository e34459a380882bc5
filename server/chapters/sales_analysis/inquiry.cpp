#include "chapters/sales_analysis/inquiry.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "kernel/records/limits.h"

namespace sales {

using namespace kernel;

namespace {

constexpr std::size_t longest_ledger = kernel::limits::filter_characters / 2;

// One question at work: reads the facts as often as needed.
class Inquiry {
public:
    Inquiry(Scanner& scanner, const Question& question) : scanner_(scanner), question_(question) {
        if (question.rows) rows_.emplace(*question.rows, scanner.masters());
        if (question.columns) columns_.emplace(*question.columns, scanner.masters());
    }

    void choose_groups(Report& report);
    Layer layer(const Shift& shift);
    void name_headings(Report& report);

private:
    Figures figures(const Tally& tally, std::size_t cell) const;
    Layer added_up(const Tally& cells);
    std::vector<std::int64_t> chosen(const Tally& tally, const Dimension& dimension, bool sorted, int limit, std::size_t& left_out) const;

    Scanner& scanner_;
    const Question& question_;
    std::optional<Grouping> rows_, columns_;
    std::vector<std::int64_t> row_groups_, column_groups_;
    bool other_rows_ = false, other_columns_ = false;  // that have figures in any layer
};

// The groups to be shown: those with the most (or least) of what is sorted by, or a stretch of time without gaps.
std::vector<std::int64_t> Inquiry::chosen(const Tally& tally, const Dimension& dimension, bool sorted, int limit,
                                          std::size_t& left_out) const {
    struct Candidate {
        std::int64_t group, value;
    };
    std::vector<Candidate> candidates;
    for (std::size_t n = 0; n < tally.side(0).groups().size(); ++n) {
        const std::int64_t group = tally.side(0).groups()[n];
        if (tally.sum(lines_measure, n) == 0) continue;
        candidates.push_back({group, sorted && question_.sort ? value_of(*question_.sort, tally, n) : group});
    }
    const bool descending = sorted && question_.descending;
    const bool by_value = sorted && question_.sort;
    if (dimension.is_time() && !by_value && candidates.size() > 1) {
        const auto [first, last] = std::ranges::minmax(candidates, {}, &Candidate::group);
        if (last.group - first.group < limit) {
            candidates.clear();
            for (std::int64_t group = first.group; group <= last.group; ++group) candidates.push_back({group, group});
        }
    }
    std::ranges::sort(candidates, [descending](const Candidate& one, const Candidate& other) {
        if (one.value != other.value) return descending ? one.value > other.value : one.value < other.value;
        return one.group < other.group;
    });
    const std::size_t kept = std::min(candidates.size(), static_cast<std::size_t>(limit));
    left_out = candidates.size() - kept;
    // Of a stretch of time too long to be shown, the last part.
    if (dimension.is_time() && !by_value && !descending)
        candidates.erase(candidates.begin(), candidates.end() - static_cast<std::ptrdiff_t>(kept));
    std::vector<std::int64_t> groups;
    for (std::size_t n = 0; n < kept; ++n) groups.push_back(candidates[n].group);
    return groups;
}

void Inquiry::choose_groups(Report& report) {
    if (!rows_) return;
    const Shift none;
    const auto shown = [none](Day day) { return none.shown(day); };
    const std::vector<const Measure*> sort_by{question_.sort ? question_.sort : question_.measures.front()};
    const Counting to_sort = counting_of(sort_by);
    const std::vector<Tally> tallies = scanner_.scan(none, to_sort, [&] {
        std::vector<Tally> made;
        made.push_back(std::move(Tally(to_sort, key_day).by(Side(rows_->cut(shown)))));
        if (columns_) made.push_back(std::move(Tally(to_sort, key_day).by(Side(columns_->cut(shown)))));
        return made;
    });
    row_groups_ = chosen(tallies[0], rows_->dimension(), true, question_.limit, report.rows_left_out);
    if (!columns_) return;
    const bool by_value = !columns_->dimension().is_time();
    column_groups_ = chosen(tallies[1], columns_->dimension(), by_value, question_.column_limit, report.columns_left_out);
}

Figures Inquiry::figures(const Tally& tally, std::size_t cell) const {
    Figures figures;
    for (const Measure* measure : question_.measures) figures.push_back(value_of(*measure, tally, cell));
    return figures;
}

// Of sums alone, what rows and columns come to follows from their cells.
Layer Inquiry::added_up(const Tally& cells) {
    const auto add = [](Figures& to, const Figures& more) { std::ranges::transform(to, more, to.begin(), std::plus{}); };
    const std::size_t rows = row_groups_.size() + 1, columns = column_groups_.size() + 1;
    Layer layer;
    layer.total.resize(question_.measures.size());
    layer.rows.assign(rows, layer.total);
    layer.columns.assign(columns, layer.total);
    for (std::size_t row = 0; row < rows; ++row) {
        auto& of_row = layer.cells.emplace_back();
        for (std::size_t column = 0; column < columns; ++column) {
            const std::size_t cell = row * columns + column;
            of_row.push_back(figures(cells, cell));
            for (Figures* to : {&layer.total, &layer.rows[row], &layer.columns[column]}) add(*to, of_row.back());
            if (cells.sum(lines_measure, cell) == 0) continue;
            other_rows_ = other_rows_ || row + 1 == rows;
            other_columns_ = other_columns_ || column + 1 == columns;
        }
    }
    return layer;
}

Layer Inquiry::layer(const Shift& shift) {
    const auto shown = [shift](Day day) { return shift.shown(day); };
    const Counting wanted = counting_of(question_.measures);
    const bool adds_up = columns_ && !wanted.scattered_matters() && wanted.distinct == kernel::limits::fact_keys;
    const auto crossed = [&] {
        return std::move(Tally(wanted, key_day).by(Side(rows_->cut(shown), row_groups_)).by(Side(columns_->cut(shown), column_groups_)));
    };
    if (adds_up) {
        const std::vector<Tally> cells = scanner_.scan(shift, wanted, [&] {
            std::vector<Tally> made;
            made.push_back(crossed());
            return made;
        });
        return added_up(cells.front());
    }
    const std::vector<Tally> tallies = scanner_.scan(shift, wanted, [&] {
        std::vector<Tally> made;
        made.emplace_back(wanted, key_day);
        if (rows_) made.push_back(std::move(Tally(wanted, key_day).by(Side(rows_->cut(shown), row_groups_))));
        if (columns_) made.push_back(std::move(Tally(wanted, key_day).by(Side(columns_->cut(shown), column_groups_))));
        if (columns_) made.push_back(crossed());
        return made;
    });
    Layer layer;
    layer.total = figures(tallies[0], 0);
    const std::size_t rows = row_groups_.size() + 1, columns = column_groups_.size() + 1;
    const auto has_others = [](const Tally& tally) { return tally.sum(lines_measure, tally.cells() - 1) != 0; };
    if (rows_) {
        for (std::size_t row = 0; row < rows; ++row) layer.rows.push_back(figures(tallies[1], row));
        other_rows_ = other_rows_ || has_others(tallies[1]);
    }
    if (columns_) {
        for (std::size_t column = 0; column < columns; ++column) layer.columns.push_back(figures(tallies[2], column));
        other_columns_ = other_columns_ || has_others(tallies[2]);
        for (std::size_t row = 0; row < rows; ++row) {
            auto& cells = layer.cells.emplace_back();
            for (std::size_t column = 0; column < columns; ++column) cells.push_back(figures(tallies[3], row * columns + column));
        }
    }
    return layer;
}

void Inquiry::name_headings(Report& report) {
    const auto trim = [&](Layer& layer) {
        if (rows_ && !other_rows_) {
            layer.rows.pop_back();
            if (columns_) layer.cells.pop_back();
        }
        if (columns_ && !other_columns_) {
            layer.columns.pop_back();
            for (auto& row : layer.cells) row.pop_back();
        }
    };
    trim(report.current);
    if (report.previous) trim(*report.previous);
    if (report.last_year) trim(*report.last_year);
    if (rows_) report.rows = headings_of(*rows_, row_groups_, other_rows_);
    if (columns_) report.columns = headings_of(*columns_, column_groups_, other_columns_);
}

}  // namespace

std::vector<Heading> headings_of(const Grouping& grouping, std::span<const std::int64_t> groups, bool others) {
    std::vector<Heading> headings;
    const auto titles = grouping.titles(groups), notes = grouping.notes(groups);
    const auto text = [](const std::map<std::int64_t, std::string>& texts, std::int64_t group) {
        const auto found = texts.find(group);
        return found == texts.end() ? std::string() : found->second;
    };
    std::string any;
    for (const std::int64_t group : groups) {
        headings.push_back({grouping.name(group), text(titles, group), grouping.ledger(group), false, text(notes, group)});
        any += (any.empty() ? "" : " or ") + headings.back().ledger;
    }
    const bool nameable = any.size() < longest_ledger && groups.size() < kernel::limits::filter_conditions / 2;
    if (others) headings.push_back({{}, {}, nameable && !any.empty() ? "not (" + any + ')' : std::string(), true});
    return headings;
}

Report ask(const App& app, const SalesFacts& facts, const Viewer& viewer, Connection& connection, Question question,
           const Patience& patience) {
    Report report;
    report.question = std::move(question);
    Scanner scanner(app, facts, viewer, connection, patience, report.question);
    Inquiry inquiry(scanner, report.question);
    inquiry.choose_groups(report);
    const auto layer = [&](const Shift& shift) {
        Layer made = inquiry.layer(shift);
        std::tie(made.from, made.to) = own_days(report.question, shift);
        return made;
    };
    report.current = layer({});
    if (report.question.previous) report.previous = layer(shift_to_previous(report.question));
    if (report.question.last_year) report.last_year = layer(shift_to_last_year);
    inquiry.name_headings(report);
    report.ledger = common_ledger(facts, report.question);
    return report;
}

}  // namespace sales
