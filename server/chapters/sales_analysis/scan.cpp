#include "chapters/sales_analysis/scan.h"

#include <algorithm>

#include "kernel/base/time.h"

namespace sales {

using namespace kernel;

namespace {

constexpr int months_of_year = 12;
constexpr int most_days_lost = 3;  // by going to a shorter month

Day add_months(Day day, int months) {
    const CalendarDate date = calendar_date(day);
    const std::int64_t month = std::int64_t{date.year} * months_of_year + date.month - 1 + months;
    const std::int32_t first = first_of_month(month).since_1970, last = first_of_month(month + 1).since_1970 - 1;
    return Day{std::min(first + date.day - 1, last)};
}

bool begins_month(Day day) { return calendar_date(day).day == 1; }
bool ends_month(Day day) { return begins_month(Day{day.since_1970 + 1}); }

bool whole_months(const Question& question) {
    return (!question.from || begins_month(*question.from)) && (!question.to || ends_month(*question.to));
}

}  // namespace

Day Shift::shown(Day day) const { return Day{(months == 0 ? day : add_months(day, months)).since_1970 + days}; }
Day Shift::own(Day day) const { return add_months(Day{day.since_1970 - days}, -months); }

Shift shift_to_previous(const Question& question) {
    int months = 0;
    for (const Dimension* dimension : {question.rows, question.columns}) {
        if (!dimension || !dimension->is_time()) continue;
        const int unit = dimension->of == Dimension::Of::year ? 12 : dimension->of == Dimension::Of::quarter ? 3 : 1;
        months = months == 0 ? unit : std::min(months, unit);
    }
    if (months != 0) return {.months = months, .days = 0};
    if (whole_months(question)) return {.months = static_cast<int>(month_of(*question.to) - month_of(*question.from)) + 1, .days = 0};
    return {.months = 0, .days = question.to->since_1970 - question.from->since_1970 + 1};
}

std::pair<std::optional<Day>, std::optional<Day>> own_days(const Question& question, const Shift& shift) {
    std::pair<std::optional<Day>, std::optional<Day>> days;
    if (question.from) days.first = shift.own(*question.from);
    // The day before that on which the next stretch begins: the last of a month stays the last of a month.
    if (question.to) days.second = Day{shift.own(Day{question.to->since_1970 + 1}).since_1970 - 1};
    return days;
}

std::int64_t value_of(const Measure& measure, const Tally& tally, std::size_t cell) {
    switch (measure.of) {
        case Measure::Of::sum:
            return tally.sum(measure.measure, cell);
        case Measure::Of::profit:
            return tally.sum(amount_measure, cell) - tally.sum(cost_measure, cell);
        case Measure::Of::records:
            return measure.measure == lines_measure ? tally.records(cell) : tally.records_with(cell);
        case Measure::Of::distinct:
            return tally.distinct(cell);
    }
    return 0;
}

Counting counting_of(std::span<const Measure* const> measures) {
    Counting counting;
    for (const Measure* measure : measures) {
        if (measure->of == Measure::Of::sum) counting.measures |= 1U << measure->measure;
        if (measure->of == Measure::Of::profit) counting.measures |= 1U << amount_measure | 1U << cost_measure;
        if (measure->of == Measure::Of::records && measure->measure == lines_measure) counting.records = true;
        if (measure->of == Measure::Of::records && measure->measure != lines_measure)
            counting.with = measure->measure, counting.measures |= 1U << measure->measure;
        if (measure->of == Measure::Of::distinct) counting.distinct = key_customer;
    }
    return counting;
}

Scanner::Scanner(const App& app, const SalesFacts& facts, const Viewer& viewer, Connection& connection, const Patience& patience,
                 const Question& question)
    : facts_(facts),
      viewer_(viewer),
      connection_(connection),
      patience_(patience),
      question_(question),
      masters_(app, viewer, connection),
      own_(scope_of(viewer, app.house.get("orders"), Action::read) == Scope::own) {}

std::vector<Condition> Scanner::conditions(const Shift& shift) {
    std::vector<Condition> conditions;
    if (own_) conditions.push_back({key_owner, [account = viewer_.account](std::int64_t owner) { return owner == account; }});
    if (question_.from || question_.to)
        conditions.push_back({key_day, [shift, from = question_.from, to = question_.to](std::int64_t key) {
                                  const Day day = shift.shown(Day{static_cast<std::int32_t>(key)});
                                  return (!from || day >= *from) && (!to || day <= *to);
                              }});
    for (const Term& term : question_.terms) conditions.push_back(condition_of(term, masters_));
    return conditions;
}

// Whose sums by month and product say it all; nothing when the facts themselves must be looked at.
std::optional<std::int64_t> Scanner::part_summed(const Shift& shift, const Counting& counting) const {
    if (counting.scattered_matters() || counting.distinct < kernel::limits::fact_keys || shift.days != 0 || !whole_months(question_))
        return std::nullopt;
    std::optional<std::int64_t> part;
    if (own_) part = viewer_.account;
    const auto covers = [&](std::size_t key) { return key == key_day || key == key_product || (key == key_owner && part); };
    for (const Term& term : question_.terms)
        if (term.dimension->key == key_owner && !term.negated && term.values.size() == 1 && !own_) part = std::stoll(term.values[0]);
    for (const Term& term : question_.terms)
        if (!covers(term.dimension->key)) return std::nullopt;
    if ((question_.rows && !covers(question_.rows->key)) || (question_.columns && !covers(question_.columns->key))) return std::nullopt;
    return part.value_or(0);
}

FactWish Scanner::wish(const Shift& shift, const Counting& counting) const {
    FactWish wish{.keys = 0, .measures = counting.measures, .sums_of = part_summed(shift, counting)};
    const auto need = [&wish](std::size_t key) { wish.keys |= 1U << key; };
    if (own_) need(key_owner);
    if (question_.from || question_.to) need(key_day);
    if (counting.scattered_matters()) need(key_order), need(key_day);
    if (counting.distinct < kernel::limits::fact_keys) need(counting.distinct);
    for (const Term& term : question_.terms) need(term.dimension->key);
    for (const Dimension* dimension : {question_.rows, question_.columns})
        if (dimension) need(dimension->key);
    if (question_.from) wish.from = Day{shift.own(*question_.from).since_1970 - most_days_lost};
    if (question_.to) wish.to = Day{shift.own(*question_.to).since_1970 + most_days_lost};
    return wish;
}

std::vector<Tally> Scanner::scan(const Shift& shift, const Counting& counting, const MakeTallies& make) {
    const std::vector<Condition> conditions = this->conditions(shift);
    std::vector<Tally> tallies;
    std::unordered_set<std::int64_t> scattered;
    std::vector<std::uint8_t> counts;
    facts_.facts().read(
        connection_, wish(shift, counting),
        [&](const std::vector<std::int64_t>& records) {
            scattered = {records.begin(), records.end()};
            tallies = make();
        },
        [&](const Chunk& chunk) {
            patience_.check();
            if (!select_facts(chunk, conditions, counts)) return;
            for (Tally& tally : tallies) tally.add(chunk, counts, scattered);
        });
    for (Tally& tally : tallies) tally.finish();
    return tallies;
}

std::string common_ledger(const SalesFacts& facts, const Question& question) {
    std::string ledger = "order.state in (";
    for (const std::string& state : facts.counted_states()) ledger += (ledger.ends_with('(') ? "" : ", ") + state;
    ledger += ')';
    if (const std::string days = ledger_of_days(question.from, question.to); !days.empty()) ledger += " and " + days;
    for (const Term& term : question.terms) ledger += " and " + ledger_of(term);
    return ledger;
}

}  // namespace sales
