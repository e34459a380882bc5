#include "chapters/sales_analysis/signals.h"

#include <algorithm>
#include <map>

#include "kernel/base/number.h"
#include "kernel/base/time.h"

namespace sales {

using namespace kernel;

namespace {

constexpr std::int64_t whole_permille = 1000;
constexpr std::int64_t months_of_year = 12;
constexpr std::int64_t quantity_units = 1000;  // in one piece

struct Sums {
    std::int64_t revenue = 0, quantity = 0, cost = 0, orders = 0, first_day = 0, last_day = 0;
};
using ByGroup = std::map<std::int64_t, Sums>;

std::int64_t permille(std::int64_t part, std::int64_t whole) {
    return whole <= 0 ? 0 : multiply_divide(part, whole_permille, whole).value_or(0);
}
std::int64_t price(const Sums& sums) { return multiply_divide(sums.revenue, quantity_units, sums.quantity).value_or(0); }
std::int64_t whole_of(const ByGroup& groups) {
    std::int64_t whole = 0;
    for (const auto& [group, sums] : groups) whole += sums.revenue;
    return whole;
}
Sums of(const ByGroup& groups, std::int64_t group) {
    const auto found = groups.find(group);
    return found == groups.end() ? Sums{} : found->second;
}
const Dimension& dimension_named(std::string_view name) { return *std::ranges::find(dimensions(), name, &Dimension::name); }

class Lookout {
public:
    Lookout(const App& app, const SalesFacts& facts, const Viewer& viewer, Connection& connection, Question question, Day today,
            const Patience& patience)
        : app_(app),
          facts_(facts),
          viewer_(viewer),
          connection_(connection),
          asked_(std::move(question)),
          today_(today),
          patience_(patience) {
        asked_.rows = asked_.columns = nullptr;
    }

    Signals look() {
        made_.from = asked_.from;
        made_.to = asked_.to;
        std::tie(made_.previous_from, made_.previous_to) = own_days(asked_, shift_to_last_year);
        look_at_customers();
        look_at_products();
        look_at_months();
        return std::move(made_);
    }

private:
    // One dimension of the facts of a stretch, with what is needed to name its groups.
    struct Reading {
        Question question;
        Scanner scanner;
        Grouping grouping;
        Reading(Lookout& lookout, std::string_view dimension, std::optional<Day> from, std::optional<Day> to)
            : question(lookout.asked_),
              scanner(lookout.app_, lookout.facts_, lookout.viewer_, lookout.connection_, lookout.patience_, question),
              grouping(dimension_named(dimension), scanner.masters()) {
            question.rows = &grouping.dimension();
            question.from = from;
            question.to = to;
        }
        Reading(const Reading&) = delete;
        Reading& operator=(const Reading&) = delete;

        ByGroup sums(const Shift& shift, const Counting& counting) {
            const std::vector<Tally> tallies = scanner.scan(shift, counting, [&] {
                std::vector<Tally> one;
                one.push_back(std::move(Tally(counting, key_day).by(Side(grouping.cut([shift](Day day) { return shift.shown(day); })))));
                return one;
            });
            ByGroup sums;
            const auto& groups = tallies[0].side(0).groups();
            for (std::size_t n = 0; n < groups.size(); ++n)
                if (tallies[0].sum(lines_measure, n) != 0)
                    sums[groups[n]] = {tallies[0].sum(amount_measure, n),
                                       tallies[0].sum(quantity_measure, n),
                                       tallies[0].sum(cost_measure, n),
                                       counting.records ? tallies[0].records(n) : 0,
                                       counting.days ? tallies[0].first_day(n) : 0,
                                       counting.days ? tallies[0].last_day(n) : 0};
            return sums;
        }
    };
    static constexpr std::uint32_t all_sums = 1U << lines_measure | 1U << quantity_measure | 1U << amount_measure | 1U << cost_measure;

    struct Found {
        std::int64_t group;
        std::int64_t weight;  // the weightiest first
        Figures figures;
    };
    void add(Signals::Rule rule, const Reading& reading, std::vector<Found> found);
    void look_at_customers();
    void look_at_silence(std::optional<Day> end);
    void look_at_products();
    void look_at_months();
    void add_months(Reading& reading, const ByGroup& months, std::int64_t first, std::int64_t last);

    const App& app_;
    const SalesFacts& facts_;
    const Viewer& viewer_;
    Connection& connection_;
    Question asked_;
    Day today_;
    const Patience& patience_;
    Signals made_;
};

void Lookout::add(Signals::Rule rule, const Reading& reading, std::vector<Found> found) {
    std::ranges::stable_sort(found, std::greater{}, &Found::weight);
    const std::size_t shown = std::min(found.size(), static_cast<std::size_t>(asked_.limit));
    rule.left_out = found.size() - shown;
    rule.dimension = reading.grouping.dimension().name;
    rule.ledger = common_ledger(facts_, reading.question);
    std::vector<std::int64_t> groups;
    for (std::size_t n = 0; n < shown; ++n) groups.push_back(found[n].group);
    const auto titles = reading.grouping.titles(groups);
    for (std::size_t n = 0; n < shown; ++n) {
        const auto title = titles.find(found[n].group);
        rule.items.push_back({{reading.grouping.name(found[n].group), title == titles.end() ? std::string() : title->second,
                               reading.grouping.ledger(found[n].group), false},
                              std::move(found[n].figures)});
    }
    made_.rules.push_back(std::move(rule));
}

void Lookout::look_at_customers() {
    Reading reading(*this, "customer", asked_.from, asked_.to);
    const ByGroup now = reading.sums({}, {.measures = all_sums}), then = reading.sums(shift_to_last_year, {.measures = all_sums});
    const std::int64_t whole = whole_of(now), whole_then = whole_of(then);
    std::vector<Found> concentrated, falling;
    for (const auto& [customer, sums] : now)
        if (const std::int64_t share = permille(sums.revenue, whole); share >= limits::concentrated_permille)
            concentrated.push_back({customer, sums.revenue, {sums.revenue, share}});
    for (const auto& [customer, sums] : then) {
        const std::int64_t revenue = of(now, customer).revenue, left = permille(revenue, sums.revenue);
        if (permille(sums.revenue, whole_then) < limits::falling_share_permille || left > limits::falling_permille) continue;
        falling.push_back({customer, sums.revenue - revenue, {revenue, sums.revenue, left - whole_permille}});
    }
    look_at_silence(asked_.to);
    add({.name = "falling",
         .dimension = {},
         .bounds = {{"percent", (whole_permille - limits::falling_permille) / 10}, {"share", limits::falling_share_permille / 10}},
         .columns = {{"revenue", 2}, {"year_ago_revenue", 2}, {"change", 1}},
         .ledger = {}},
        reading, std::move(falling));
    add({.name = "concentrated",
         .dimension = {},
         .bounds = {{"percent", limits::concentrated_permille / 10}},
         .columns = {{"revenue", 2}, {"share", 1}},
         .ledger = {}},
        reading, std::move(concentrated));
}

// Whoever has ordered regularly, and now not for far longer than usual.
void Lookout::look_at_silence(std::optional<Day> end) {
    const Day until = end && *end < today_ ? *end : today_;
    Reading reading(*this, "customer", std::nullopt, until);
    std::vector<Found> silent;
    for (const auto& [customer, sums] : reading.sums({}, {.measures = all_sums, .records = true, .days = true})) {
        if (sums.orders < limits::silent_orders) continue;
        const std::int64_t usual = std::max<std::int64_t>((sums.last_day - sums.first_day) / (sums.orders - 1), 1);
        const std::int64_t silence = until.since_1970 - sums.last_day;
        if (silence < limits::silent_days || silence <= limits::silent_times * usual) continue;
        silent.push_back({customer, sums.revenue, {sums.revenue, sums.orders, sums.last_day, silence, usual}});
    }
    add({.name = "silent",
         .dimension = {},
         .bounds = {{"orders", limits::silent_orders}, {"times", limits::silent_times}, {"days", limits::silent_days}},
         .columns = {{"revenue", 2}, {"orders", 0}, {"last_day", 0, true}, {"recency_days", 0}, {"usual_days", 0}},
         .ledger = {}},
        reading, std::move(silent));
}

void Lookout::look_at_products() {
    Reading reading(*this, "product", asked_.from, asked_.to);
    const ByGroup now = reading.sums({}, {.measures = all_sums}), then = reading.sums(shift_to_last_year, {.measures = all_sums});
    std::vector<Found> cheaper, losing;
    for (const auto& [product, sums] : now) {
        const Sums was = of(then, product);
        const std::int64_t left = sums.quantity > 0 && was.quantity > 0 ? permille(price(sums), price(was)) : whole_permille;
        if (price(was) > 0 && left <= limits::cheaper_permille)
            cheaper.push_back({product, sums.revenue, {price(sums), price(was), left - whole_permille, sums.revenue}});
        if (sums.revenue < sums.cost) losing.push_back({product, sums.cost - sums.revenue, {sums.revenue - sums.cost, sums.revenue}});
    }
    add({.name = "cheaper",
         .dimension = {},
         .bounds = {{"percent", (whole_permille - limits::cheaper_permille) / 10}},
         .columns = {{"price", 2}, {"year_ago_price", 2}, {"change", 1}, {"revenue", 2}},
         .ledger = {}},
        reading, std::move(cheaper));
    if (!may_use(app_.house, viewer_, *std::ranges::find(measures(), "profit", &Measure::name))) return;
    add({.name = "losing", .dimension = {}, .bounds = {}, .columns = {{"profit", 2}, {"revenue", 2}}, .ledger = {}}, reading,
        std::move(losing));
}

// By the months of the year, over as many whole years as there are, up to the end of the last whole month.
void Lookout::look_at_months() {
    const std::int64_t end = month_of(asked_.to && *asked_.to < today_ ? Day{asked_.to->since_1970 + 1} : today_);
    Reading reading(*this, "month", std::nullopt, Day{first_of_month(end).since_1970 - 1});
    const ByGroup months = reading.sums({}, {.measures = all_sums});
    const std::int64_t years = months.empty() ? 0 : (end - months.begin()->first) / months_of_year;
    if (years * months_of_year < limits::season_months) return;
    reading.question.from = first_of_month(end - years * months_of_year);
    add_months(reading, months, end - years * months_of_year, end);
}

void Lookout::add_months(Reading& reading, const ByGroup& months, std::int64_t first, std::int64_t last) {
    std::int64_t whole = 0;
    std::array<std::int64_t, months_of_year> revenue{};
    std::array<std::string, months_of_year> ledger;
    for (std::int64_t month = first; month < last; ++month) {
        const auto place = static_cast<std::size_t>(month % months_of_year);
        whole += of(months, month).revenue;
        revenue[place] += of(months, month).revenue;
        ledger[place] += (ledger[place].empty() ? "(" : " or ") + reading.grouping.ledger(month);
    }
    Signals::Rule rule{.name = "seasonal",
                       .dimension = "month",
                       .bounds = {{"strong", limits::season_strong_permille / 10}, {"weak", limits::season_weak_permille / 10}},
                       .columns = {{"index", 1}, {"average_revenue", 2}},
                       .ledger = common_ledger(facts_, reading.question)};
    const std::int64_t years = (last - first) / months_of_year;
    for (std::size_t place = 0; place < revenue.size(); ++place) {
        const std::int64_t index = permille(revenue[place] * months_of_year, whole);
        if (index < limits::season_strong_permille && index > limits::season_weak_permille) continue;
        rule.items.push_back({{std::to_string(place + 1), {}, ledger[place] + ")", false}, {index, revenue[place] / years}});
    }
    std::ranges::stable_sort(rule.items, std::greater{}, [](const Signals::Item& item) { return item.figures[0]; });
    made_.rules.push_back(std::move(rule));
}

}  // namespace

Result<Signals> signals(const App& app, const SalesFacts& facts, const Viewer& viewer, Connection& connection, Question question, Day today,
                        const Patience& patience) {
    if (!question.from || !question.to)
        return Problem{.code = Code::invalid, .key = "problem.analysis.flow_days", .arguments = {}, .clause = "4.4.2"};
    // What is still to come is not missing.
    if (*question.to > today && *question.from <= today) question.to = today;
    return Lookout(app, facts, viewer, connection, std::move(question), today, patience).look();
}

}  // namespace sales
