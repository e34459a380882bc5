#include "chapters/sales_analysis/question.h"

#include <algorithm>
#include <charconv>

#include "kernel/base/id.h"
#include "kernel/base/text.h"
#include "kernel/base/time.h"
#include "kernel/records/filter.h"

namespace sales {

using namespace kernel;

namespace {

constexpr std::string_view clause = "4.4";

Problem refused(std::string_view what, std::string_view text) {
    return {.code = Code::invalid,
            .key = "problem.analysis." + std::string(what),
            .arguments = {{"text", cut(std::string(text), 60)}},
            .clause = std::string(clause)};
}

template <class Thing>
const Thing* named(const std::vector<Thing>& things, std::string_view name) {
    const auto found = std::ranges::find(things, name, &Thing::name);
    return found == things.end() ? nullptr : &*found;
}

Result<const Dimension*> dimension_from(const House& house, const Viewer& viewer, std::string_view name) {
    const Dimension* dimension = named(dimensions(), name);
    if (!dimension || !may_use(house, viewer, *dimension)) return refused("dimension", name);
    return dimension;
}

Result<const Measure*> measure_from(const House& house, const Viewer& viewer, std::string_view name) {
    const Measure* measure = named(measures(), name);
    if (!measure || !may_use(house, viewer, *measure)) return refused("measure", name);
    return measure;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const auto comma = text.find(',');
        words.push_back(text.substr(0, comma));
        text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
    }
    return words;
}

Result<int> number_from(std::string_view text, int most) {
    int number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
    if (end != text.data() + text.size() || number < 1 || number > most)
        return Problem{
            .code = Code::invalid, .key = "problem.limit", .arguments = {{"max", std::to_string(most)}}, .clause = std::string(clause)};
    return number;
}

Result<Done> set_sort(Question& question, const House& house, const Viewer& viewer, std::string_view text) {
    question.descending = text.starts_with('-');
    if (question.descending) text.remove_prefix(1);
    if (text == "key") return question.sort = nullptr, Done{};
    TRY_ASSIGN(question.sort, measure_from(house, viewer, text));
    if (std::ranges::find(question.measures, question.sort) == question.measures.end()) return refused("sort", text);
    return Done{};
}

Result<Done> set_compare(Question& question, std::string_view text) {
    for (const auto word : words_of(text)) {
        if (word != "previous" && word != "last_year") return refused("compare", word);
        (word == "previous" ? question.previous : question.last_year) = true;
    }
    const bool has_time = (question.rows && question.rows->is_time()) || (question.columns && question.columns->is_time());
    if (question.previous && !has_time && (!question.from || !question.to)) return refused("compare_when", text);
    return Done{};
}

Result<Term> term_from(const House& house, const Viewer& viewer, const Filter& filter) {
    using Of = Filter::Of;
    TRY_ASSIGN(const Dimension* dimension, dimension_from(house, viewer, filter.path));
    if (dimension->is_time()) return refused("filter_time", filter.path);
    Term term{.dimension = dimension, .negated = filter.of == Of::unequal || filter.of == Of::not_empty, .values = filter.values};
    if (dimension->of == Dimension::Of::flag) {
        if (filter.of != Of::equal) return refused("filter", filter.path);
        if (term.values[0] != "yes" && term.values[0] != "no") return refused("flag", term.values[0]);
        return term;
    }
    if (filter.of == Of::empty || filter.of == Of::not_empty) return term.values.clear(), term;
    const bool is_within = filter.of == Of::within && dimension->of == Dimension::Of::tree;
    if (filter.of != Of::equal && filter.of != Of::unequal && filter.of != Of::in && !is_within) return refused("filter", filter.path);
    for (std::string& value : term.values) {
        if (dimension->of == Dimension::Of::text) continue;
        if (dimension->record == "accounts" && value == "me") value = std::to_string(viewer.account);
        if (!parse_id(value)) return refused("value", value);
    }
    return term;
}

Result<Done> set_days(Question& question, const Parameters& parameters) {
    for (const auto& [name, text] : parameters) {
        if (name != "from" && name != "to") continue;
        const auto day = parse_day(text);
        if (!day) return refused("day", text);
        (name == "from" ? question.from : question.to) = *day;
    }
    if (question.from && question.to && *question.to < *question.from) return refused("days", format_day(*question.to));
    return Done{};
}

}  // namespace

const std::vector<Dimension>& dimensions() {
    using Of = Dimension::Of;
    static const std::vector<Dimension> all{
        {"year", Of::year, key_day, 0, "", "order.ordered_on"},
        {"quarter", Of::quarter, key_day, 0, "", "order.ordered_on"},
        {"month", Of::month, key_day, 0, "", "order.ordered_on"},
        {"region", Of::tree, key_region, 1, "regions", "region"},
        {"province", Of::tree, key_region, 2, "regions", "region"},
        {"city", Of::tree, key_region, 3, "regions", "region"},
        {"segment", Of::text, key_customer, 0, "customers", "order.customer.segment"},
        {"category", Of::tree, key_product, 1, "categories", "product.category"},
        {"subcategory", Of::tree, key_product, 2, "categories", "product.category"},
        {"product", Of::link, key_product, 0, "products", "product"},
        {"customer", Of::link, key_customer, 0, "customers", "order.customer"},
        {"salesperson", Of::link, key_owner, 0, "accounts", "order.owner"},
        {"returned", Of::flag, key_order, 0, "orders", "order.returned"},
    };
    return all;
}

bool may_use(const House& house, const Viewer& viewer, const Dimension& dimension) {
    if (dimension.record == "accounts" || dimension.is_time()) return true;
    if (!may(viewer, house.get(dimension.record), Action::read)) return false;
    return dimension.record != "categories" || may(viewer, house.get("products"), Action::read);
}

const std::vector<Measure>& measures() {
    using Of = Measure::Of;
    static const std::vector<Measure> all{
        {"revenue", Of::sum, amount_measure, "amount", 2, ""},
        {"quantity", Of::sum, quantity_measure, "quantity", 3, ""},
        {"profit", Of::profit, 0, "profit", 2, ""},
        {"cost", Of::sum, cost_measure, "cost", 2, ""},
        {"orders", Of::records, lines_measure, "", 0, ""},
        {"customers", Of::distinct, 0, "", 0, ""},
        {"lines", Of::sum, lines_measure, "", 0, ""},
        {"loss_lines", Of::sum, loss_lines_measure, "profit", 0, "profit < 0"},
        {"loss", Of::sum, loss_measure, "profit", 2, "profit < 0"},
        {"returned", Of::sum, returned_measure, "returned_amount", 2, "returned_amount > 0"},
        {"returned_quantity", Of::sum, returned_quantity_measure, "returned", 3, "returned > 0"},
        {"returned_orders", Of::records, returned_measure, "returned_amount", 0, "returned_amount > 0"},
        {"problem_loss", Of::sum, problem_loss_measure, "problem_loss", 2, "problem_loss > 0"},
    };
    return all;
}

bool may_use(const House& house, const Viewer& viewer, const Measure& measure) {
    const RecordType& lines = house.get("order_lines");
    return measure.field.empty() || may_read(viewer, lines.fields[lines.place(measure.field)]);
}

Result<std::vector<Term>> terms_from(const House& house, const Viewer& viewer, std::string_view text) {
    std::vector<Term> terms;
    if (text.empty()) return terms;
    TRY_ASSIGN(Filter filter, parse_filter(text));
    const std::vector<Filter> parts = filter.of == Filter::Of::all ? filter.parts : std::vector{filter};
    if (parts.size() > limits::analysis_terms) return refused("filter", text);
    for (const Filter& part : parts) {
        if (part.of == Filter::Of::all || part.of == Filter::Of::any || part.of == Filter::Of::none) return refused("filter", text);
        TRY_ASSIGN(Term term, term_from(house, viewer, part));
        terms.push_back(std::move(term));
    }
    return terms;
}

Result<Question> question_from(const House& house, const Viewer& viewer, const Parameters& parameters) {
    Question question;
    const auto parameter = [&](std::string_view name) -> std::string_view {
        const auto found = std::ranges::find(parameters, name, &Parameters::value_type::first);
        return found == parameters.end() ? std::string_view() : found->second;
    };
    if (const auto name = parameter("rows"); !name.empty()) { TRY_ASSIGN(question.rows, dimension_from(house, viewer, name)); }
    if (const auto name = parameter("columns"); !name.empty()) { TRY_ASSIGN(question.columns, dimension_from(house, viewer, name)); }
    if (question.columns && !question.rows) std::swap(question.columns, question.rows);
    if (question.rows && question.rows == question.columns) return refused("twice", question.rows->name);
    const auto wanted = parameter("measures");
    for (const auto name : words_of(wanted.empty() ? "revenue" : wanted)) {
        TRY_ASSIGN(const Measure* measure, measure_from(house, viewer, name));
        if (std::ranges::find(question.measures, measure) == question.measures.end()) question.measures.push_back(measure);
    }
    TRY(set_days(question, parameters));
    TRY_ASSIGN(question.terms, terms_from(house, viewer, parameter("filter")));
    if (const auto text = parameter("compare"); !text.empty()) TRY(set_compare(question, text));
    const bool in_time = question.rows && question.rows->is_time();
    question.sort = in_time ? nullptr : question.measures.front();
    question.descending = !in_time;
    if (const auto text = parameter("sort"); !text.empty()) TRY(set_sort(question, house, viewer, text));
    if (const auto text = parameter("limit"); !text.empty()) { TRY_ASSIGN(question.limit, number_from(text, limits::analysis_rows)); }
    if (const auto text = parameter("column_limit"); !text.empty()) {
        TRY_ASSIGN(question.column_limit, number_from(text, limits::analysis_columns));
    }
    return question;
}

}  // namespace sales
