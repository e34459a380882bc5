#include "chapters/sales_analysis/report_json.h"
#include "chapters/sales_analysis/signals.h"

namespace sales {

using namespace kernel;

namespace {

void write_rule(JsonWriter& json, const Signals::Rule& rule) {
    json.object().key("name").value(rule.name).key("dimension").value(rule.dimension).key("bounds").object();
    for (const auto& [name, bound] : rule.bounds) json.key(name).value(bound);
    json.end_object();
    write_columns(json, rule.columns);
    json.key("filter").value(rule.ledger).key("items").array();
    for (const Signals::Item& item : rule.items) {
        json.object().key("key").value(item.heading.name).key("title");
        if (item.heading.title.empty())
            json.null();
        else
            json.value(item.heading.title);
        json.key("filter").value(item.heading.ledger).key("figures").array();
        for (std::size_t n = 0; n < item.figures.size(); ++n) write_figure(json, rule.columns[n], item.figures[n]);
        json.end_array().end_object();
    }
    json.end_array().key("left_out").value(static_cast<std::int64_t>(rule.left_out)).end_object();
}

}  // namespace

std::string json_of(const Signals& signals) {
    std::string out;
    JsonWriter json(out);
    json.object().key("record").value("order_lines");
    write_day(json, "from", signals.from);
    write_day(json, "to", signals.to);
    write_day(json, "previous_from", signals.previous_from);
    write_day(json, "previous_to", signals.previous_to);
    json.key("rules").array();
    for (const Signals::Rule& rule : signals.rules) write_rule(json, rule);
    json.end_array().end_object();
    return out;
}

}  // namespace sales
