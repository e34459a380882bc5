#include "chapters/sales_analysis/report_json.h"

#include "kernel/base/json.h"
#include "kernel/base/number.h"
#include "kernel/base/time.h"

namespace sales {

using namespace kernel;

namespace {

class ReportWriter {
public:
    explicit ReportWriter(const Report& report) : report_(report) {}

    std::string whole(std::span<const std::string> states) {
        json_.object().key("measures").array();
        for (const Measure* measure : report_.question.measures) json_.value(measure->name);
        json_.end_array().key("measure_filters").array();
        for (const Measure* measure : report_.question.measures) text_or_null(measure->ledger);
        json_.end_array();
        side("rows", report_.question.rows, report_.rows, report_.rows_left_out);
        side("columns", report_.question.columns, report_.columns, report_.columns_left_out);
        json_.key("record").value(report_.record).key("filter").value(report_.ledger);
        write_day(json_, "owed_on", report_.owed_on);
        json_.key("states").array();
        for (const std::string& state : states) json_.value(state);
        json_.end_array();
        layer("current", &report_.current);
        layer("previous", report_.previous ? &*report_.previous : nullptr);
        layer("last_year", report_.last_year ? &*report_.last_year : nullptr);
        json_.end_object();
        return std::move(out_);
    }

private:
    void text_or_null(std::string_view text) {
        if (text.empty())
            json_.null();
        else
            json_.value(text);
    }

    void side(std::string_view name, const Dimension* dimension, const std::vector<Heading>& headings, std::size_t left_out) {
        json_.key(name);
        if (!dimension) return void(json_.null());
        json_.object().key("dimension").value(dimension->name).key("left_out").value(static_cast<std::int64_t>(left_out));
        json_.key("items").array();
        for (const Heading& heading : headings) {
            json_.object().key("key");
            text_or_null(heading.name);
            json_.key("title");
            text_or_null(heading.title);
            json_.key("note");
            text_or_null(heading.note);
            json_.key("filter");
            text_or_null(heading.ledger);
            json_.key("others").value(heading.others).end_object();
        }
        json_.end_array().end_object();
    }

    void figures(const Figures& figures) {
        json_.array();
        for (std::size_t i = 0; i < figures.size(); ++i) {
            const Measure& measure = *report_.question.measures[i];
            if (measure.scale == 0)
                json_.value(figures[i]);
            else
                json_.value(figure_text(measure, figures[i]));
        }
        json_.end_array();
    }

    void list(std::string_view name, const std::vector<Figures>& all) {
        json_.key(name).array();
        for (const Figures& one : all) figures(one);
        json_.end_array();
    }

    void layer(std::string_view name, const Layer* layer) {
        json_.key(name);
        if (!layer) return void(json_.null());
        json_.object();
        write_day(json_, "from", layer->from);
        write_day(json_, "to", layer->to);
        json_.key("total");
        figures(layer->total);
        list("rows", layer->rows);
        list("columns", layer->columns);
        json_.key("cells").array();
        for (const auto& row : layer->cells) {
            json_.array();
            for (const Figures& cell : row) figures(cell);
            json_.end_array();
        }
        json_.end_array().end_object();
    }

    const Report& report_;
    std::string out_;
    JsonWriter json_{out_};
};

}  // namespace

std::string figure_text(const Measure& measure, std::int64_t figure) {
    return format_decimal(figure, measure.scale, measure.is_money() ? Zeros::keep : Zeros::trim);
}

void write_day(JsonWriter& json, std::string_view name, const std::optional<Day>& day) {
    json.key(name);
    if (day)
        json.value(format_day(*day));
    else
        json.null();
}

void write_columns(JsonWriter& json, const std::vector<Classified::Column>& columns) {
    json.key("columns").array();
    for (const Classified::Column& column : columns)
        json.object().key("name").value(column.name).key("scale").value(column.scale).key("day").value(column.is_day).end_object();
    json.end_array();
}

void write_figure(JsonWriter& json, const Classified::Column& column, std::int64_t figure) {
    if (column.is_day)
        json.value(format_day(Day{static_cast<std::int32_t>(figure)}));
    else if (column.scale == 0)
        json.value(figure);
    else
        json.value(format_decimal(figure, column.scale, Zeros::keep));
}

std::string json_of(const Classified& classified) {
    std::string out;
    JsonWriter json(out);
    const auto text = [&json](std::string_view name, const std::string& held) {
        json.key(name);
        if (held.empty())
            json.null();
        else
            json.value(held);
    };
    json.object().key("dimension").value(classified.question.rows->name);
    json.key("record").value("order_lines").key("filter").value(classified.ledger);
    write_day(json, "from", classified.question.from);
    write_day(json, "to", classified.question.to);
    write_day(json, "previous_from", classified.previous_from);
    write_day(json, "previous_to", classified.previous_to);
    write_columns(json, classified.columns);
    json.key("classes").array();
    for (const Classified::Class& one : classified.classes) {
        json.object().key("name").value(one.name).key("count").value(one.count).key("value");
        write_figure(json, classified.columns[0], one.value);
        json.end_object();
    }
    json.end_array().key("items").array();
    for (const Classified::Item& item : classified.items) {
        json.object();
        text("key", item.heading.name);
        text("title", item.heading.title);
        text("filter", item.heading.ledger);
        json.key("class").value(classified.classes[item.of_class].name).key("figures").array();
        for (std::size_t i = 0; i < item.figures.size(); ++i) write_figure(json, classified.columns[i], item.figures[i]);
        json.end_array().end_object();
    }
    json.end_array().key("left_out").value(static_cast<std::int64_t>(classified.left_out)).end_object();
    return out;
}

std::string json_of(const Report& report, std::span<const std::string> states) { return ReportWriter(report).whole(states); }

}  // namespace sales
