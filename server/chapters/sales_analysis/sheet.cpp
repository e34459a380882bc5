#include "chapters/sales_analysis/sheet.h"

#include "chapters/sales_analysis/report_json.h"
#include "kernel/base/number.h"
#include "kernel/base/time.h"

namespace sales {

using namespace kernel;

namespace {

constexpr int share_scale = 1;  // tenths of a percent

// "1,234,567.80": thousands by commas, for paper.
std::string grouped(std::string text) {
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    std::size_t at = std::min(text.find('.'), text.size());
    while (at > first + 3) text.insert(at -= 3, ",");
    return text;
}

class SheetMaker {
public:
    explicit SheetMaker(const SheetWords& words) : words_(words) {}

    std::string word(const std::string& key, const MessageArguments& arguments = {}) const {
        return words_.messages.text(words_.locale, "analysis." + key, arguments);
    }
    std::string dimension(const Dimension& of) const { return word("dimension." + std::string(of.name)); }

    void owed_on(Sheet& sheet, Day day) const { sheet.notes.push_back(word("sheet.owed_on", {{"day", format_day(day)}})); }
    void notes(Sheet& sheet, const Question& question) const {
        std::string states;
        for (const std::string& state : words_.states) states += (states.empty() ? "" : "、") + state;
        sheet.notes.push_back(word("sheet.counted", {{"states", states}}));
        if (question.from || question.to)
            sheet.notes.push_back(word("sheet.days", {{"from", question.from ? format_day(*question.from) : "…"},
                                                      {"to", question.to ? format_day(*question.to) : "…"}}));
    }
    std::string title_of(const Heading& heading) const {
        if (heading.others) return word("sheet.others");
        if (heading.title.empty()) return word("sheet.no_value");
        return heading.note.empty() ? heading.title : word("sheet.noted", {{"title", heading.title}, {"note", heading.note}});
    }
    static SheetCell number(std::int64_t units, int scale, bool keeps_zeros) {
        return {grouped(format_decimal(units, scale, keeps_zeros ? Zeros::keep : Zeros::trim)), units, scale};
    }
    static SheetCell figure(const Measure& measure, std::int64_t value) { return number(value, measure.scale, measure.is_money()); }
    // Tenths of a percent of the whole; growth when `less` is taken off first.
    static SheetCell percent(std::int64_t part, std::int64_t whole) {
        const auto tenths = whole == 0 ? std::nullopt : multiply_divide(part, 1000, whole < 0 ? -whole : whole);
        if (!tenths) return {"–"};
        return {format_decimal(*tenths, share_scale, Zeros::keep) + '%', *tenths, share_scale, true};
    }

    void compared(const Report& report, std::vector<SheetCell>& row, std::int64_t now,
                  const std::function<std::int64_t(const Layer&)>& before) const {
        for (const auto* layer : {&report.previous, &report.last_year})
            if (*layer) row.push_back(percent(now - before(**layer), before(**layer)));
    }
    void compared_columns(const Report& report, Sheet& sheet) const {
        if (report.previous) sheet.columns.push_back({word("sheet.on_previous"), true});
        if (report.last_year) sheet.columns.push_back({word("sheet.on_last_year"), true});
    }

    void plain(const Report& report, Sheet& sheet) const {
        for (const Measure* measure : report.question.measures)
            sheet.columns.push_back({word("measure." + std::string(measure->name)), true});
        sheet.columns.push_back({word("sheet.share"), true});
        compared_columns(report, sheet);
        const auto add = [&](const std::string& title, const Figures& figures, const std::function<std::int64_t(const Layer&)>& before) {
            std::vector<SheetCell> row{{title}};
            for (std::size_t m = 0; m < figures.size(); ++m) row.push_back(figure(*report.question.measures[m], figures[m]));
            row.push_back(percent(figures[0], report.current.total[0]));
            compared(report, row, figures[0], before);
            sheet.rows.push_back(std::move(row));
        };
        for (std::size_t r = 0; r < report.rows.size(); ++r)
            add(title_of(report.rows[r]), report.current.rows[r], [r](const Layer& layer) { return layer.rows[r][0]; });
        add(word("sheet.total"), report.current.total, [](const Layer& layer) { return layer.total[0]; });
        sheet.totals = 1;
    }

    void crossed(const Report& report, Sheet& sheet) const {
        const Measure& measure = *report.question.measures.front();
        for (const Heading& column : report.columns) sheet.columns.push_back({title_of(column), true});
        sheet.columns.push_back({word("sheet.total"), true});
        compared_columns(report, sheet);
        for (std::size_t r = 0; r < report.rows.size(); ++r) {
            std::vector<SheetCell> row{{title_of(report.rows[r])}};
            for (const Figures& cell : report.current.cells[r]) row.push_back(figure(measure, cell[0]));
            row.push_back(figure(measure, report.current.rows[r][0]));
            compared(report, row, report.current.rows[r][0], [r](const Layer& layer) { return layer.rows[r][0]; });
            sheet.rows.push_back(std::move(row));
        }
        std::vector<SheetCell> total{{word("sheet.total")}};
        for (const Figures& column : report.current.columns) total.push_back(figure(measure, column[0]));
        total.push_back(figure(measure, report.current.total[0]));
        compared(report, total, report.current.total[0], [](const Layer& layer) { return layer.total[0]; });
        sheet.rows.push_back(std::move(total));
        sheet.totals = 1;
    }

private:
    const SheetWords& words_;
};

}  // namespace

Sheet sheet_of(const Report& report, const SheetWords& words) {
    const SheetMaker maker(words);
    Sheet sheet;
    const std::string measure = maker.word("measure." + std::string(report.question.measures.front()->name));
    if (report.question.columns)
        sheet.title = maker.word("sheet.title_of_two", {{"measure", measure},
                                                        {"rows", maker.dimension(*report.question.rows)},
                                                        {"columns", maker.dimension(*report.question.columns)}});
    else if (report.question.rows)
        sheet.title = maker.word("sheet.title", {{"measure", measure}, {"rows", maker.dimension(*report.question.rows)}});
    else
        sheet.title = measure;
    if (report.owed_on)
        maker.owed_on(sheet, *report.owed_on);
    else
        maker.notes(sheet, report.question);
    sheet.columns.push_back({report.question.rows ? maker.dimension(*report.question.rows) : std::string(), false});
    if (report.question.columns)
        maker.crossed(report, sheet);
    else
        maker.plain(report, sheet);
    return sheet;
}

Sheet sheet_of(const Classified& classified, const SheetWords& words) {
    const SheetMaker maker(words);
    static constexpr std::string_view kinds[] = {"abc", "rfm", "flow"};
    const std::string kind(kinds[static_cast<std::size_t>(classified.classing)]);
    Sheet sheet;
    sheet.title = maker.word("class." + kind, {{"rows", maker.dimension(*classified.question.rows)}});
    maker.notes(sheet, classified.question);
    sheet.columns = {{maker.dimension(*classified.question.rows), false}, {maker.word("class"), false}};
    const auto label = [&](const Classified::Column& column) {
        const std::string key(column.name);
        return words.messages.has(words.locale, "analysis.measure." + key) ? maker.word("measure." + key) : maker.word("column." + key);
    };
    for (const Classified::Column& column : classified.columns) sheet.columns.push_back({label(column), !column.is_day});
    for (const Classified::Item& item : classified.items) {
        std::vector<SheetCell> row{{maker.title_of(item.heading)},
                                   {maker.word("class." + kind + '.' + std::string(classified.classes[item.of_class].name))}};
        for (std::size_t i = 0; i < item.figures.size(); ++i) {
            const Classified::Column& column = classified.columns[i];
            if (column.is_day)
                row.push_back({format_day(Day{static_cast<std::int32_t>(item.figures[i])})});
            else
                row.push_back(SheetMaker::number(item.figures[i], column.scale, column.scale > 0));
            row.back().is_percent = column.scale == share_scale;
            if (row.back().is_percent) row.back().text += '%';
        }
        sheet.rows.push_back(std::move(row));
    }
    return sheet;
}

}  // namespace sales
