#include "chapters/sales_analysis/classes.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "kernel/base/number.h"

namespace sales {

using namespace kernel;

namespace {

constexpr std::string_view clause = "4.4";
constexpr std::int64_t whole_permille = 1000;

// What is known of one group before it is put into a class.
struct Member {
    std::int64_t group = 0;
    std::size_t of_class = 0;
    Figures figures;
};

using Stats = std::map<std::int64_t, Figures>;  // by group

class Classifier {
public:
    Classifier(Scanner& scanner, Classified& made) : scanner_(scanner), made_(made), grouping_(*made.question.rows, scanner.masters()) {}

    void abc();
    void rfm(Day today);
    void flow();
    void show(const SalesFacts& facts);

private:
    Stats stats(const Shift& shift, const Counting& counting, const std::function<Figures(const Tally&, std::size_t)>& figures);
    void count(std::initializer_list<std::string_view> classes);

    Scanner& scanner_;
    Classified& made_;
    Grouping grouping_;
    std::vector<Member> members_;
};

Stats Classifier::stats(const Shift& shift, const Counting& counting, const std::function<Figures(const Tally&, std::size_t)>& figures) {
    const std::vector<Tally> tallies = scanner_.scan(shift, counting, [&] {
        std::vector<Tally> one;
        one.push_back(std::move(Tally(counting, key_day).by(Side(grouping_.cut([shift](Day day) { return shift.shown(day); })))));
        return one;
    });
    Stats stats;
    const auto& groups = tallies[0].side(0).groups();
    for (std::size_t n = 0; n < groups.size(); ++n)
        if (tallies[0].sum(lines_measure, n) != 0) stats[groups[n]] = figures(tallies[0], n);
    return stats;
}

void Classifier::count(std::initializer_list<std::string_view> classes) {
    for (const std::string_view name : classes) made_.classes.push_back({name});
    for (const Member& member : members_) {
        ++made_.classes[member.of_class].count;
        made_.classes[member.of_class].value += member.figures[0];
    }
}

// The most first; an item belongs to A as long as those before it make less than 80 % of the whole, to B as long as less than 95 %.
void Classifier::abc() {
    const Measure& measure = *made_.question.measures.front();
    made_.columns = {{measure.name, measure.scale}, {"share", 1}, {"cumulative", 1}};
    const Counting counting = counting_of(made_.question.measures);
    std::int64_t whole = 0;
    for (auto& [group, figures] :
         stats({}, counting, [&](const Tally&tally, std::size_t n) { return Figures{value_of(measure, tally, n)}; })) {
        members_.push_back({group, 0, figures});
        whole += std::max<std::int64_t>(figures[0], 0);
    }
    std::ranges::stable_sort(members_, std::greater{}, [](const Member& member) { return member.figures[0]; });
    std::int64_t before = 0;
    const auto permille = [whole](std::int64_t part) { return whole == 0 ? 0 : multiply_divide(part, whole_permille, whole).value_or(0); };
    for (Member& member : members_) {
        const bool adds = member.figures[0] > 0;
        member.of_class = !adds || permille(before) >= limits::abc_b_permille ? 2 : permille(before) >= limits::abc_a_permille ? 1 : 0;
        before += adds ? member.figures[0] : 0;
        member.figures.push_back(permille(member.figures[0]));
        member.figures.push_back(permille(before));
    }
    count({"a", "b", "c"});
}

void Classifier::rfm(Day today) {
    made_.columns = {{"revenue", 2}, {"orders", 0}, {"recency_days", 0}, {"last_day", 0, true}, {"r", 0}, {"f", 0}, {"m", 0}};
    const Counting counting{.measures = 1U << lines_measure | 1U << amount_measure, .records = true, .days = true};
    const Day end = made_.question.to && *made_.question.to < today ? *made_.question.to : today;
    std::array<std::vector<std::int64_t>, 3> scored;
    for (auto& [group, figures] : stats({}, counting, [&](const Tally&tally, std::size_t n) {
             const std::int64_t last = tally.last_day(n);
             return Figures{tally.sum(amount_measure, n), tally.records(n), std::max<std::int64_t>(end.since_1970 - last, 0), last};
         })) {
        scored[0].push_back(-figures[2]);
        scored[1].push_back(figures[1]);
        scored[2].push_back(figures[0]);
        members_.push_back({group, 0, figures});
    }
    const std::array scores{quintiles(scored[0]), quintiles(scored[1]), quintiles(scored[2])};
    for (std::size_t n = 0; n < members_.size(); ++n) {
        std::size_t lows = 0;  // bits: recency, frequency, money
        for (std::size_t i = 0; i < scores.size(); ++i) {
            members_[n].figures.push_back(scores[i][n]);
            if (scores[i][n] < limits::rfm_high) lows |= std::size_t{4} >> i;
        }
        // High money first, then lately seen: champions, promising, dormant …
        static constexpr std::array<std::size_t, 8> class_of_lows{0, 4, 1, 5, 2, 6, 3, 7};
        members_[n].of_class = class_of_lows[lows];
    }
    std::ranges::stable_sort(members_, std::greater{}, [](const Member& member) { return member.figures[0]; });
    count({"key_valued", "key_developed", "key_kept", "key_regained", "general_valued", "general_developed", "general_kept",
           "general_regained"});
}

// New: the first order ever lies in this stretch. Kept: ordered in the stretch before too. Back: ordered earlier, not in the stretch
// before. Lost: ordered in the stretch before, not in this one.
void Classifier::flow() {
    made_.columns = {{"revenue", 2}, {"orders", 0}, {"previous_revenue", 2}, {"first_day", 0, true}, {"last_day", 0, true}};
    const Shift shift = shift_to_previous(made_.question);
    std::tie(made_.previous_from, made_.previous_to) = own_days(made_.question, shift);
    const Counting money{.measures = 1U << lines_measure | 1U << amount_measure, .records = true};
    const auto figures = [](const Tally& tally, std::size_t n) { return Figures{tally.sum(amount_measure, n), tally.records(n)}; };
    const Stats now = stats({}, money, figures), before = stats(shift, money, figures);
    const std::optional<Day> from = std::exchange(made_.question.from, std::nullopt);
    const Stats ever = stats({}, {.measures = 1, .days = true}, [](const Tally& tally, std::size_t n) {
        return Figures{tally.first_day(n), tally.last_day(n)};
    });
    made_.question.from = from;
    for (const auto& [group, days] : ever) {
        const auto in_this = now.find(group), in_previous = before.find(group);
        if (in_this == now.end() && in_previous == before.end()) continue;
        Member member{.group = group, .of_class = 0, .figures = {0, 0, 0, days[0], days[1]}};
        if (in_this != now.end()) std::ranges::copy(in_this->second, member.figures.begin());
        if (in_previous != before.end()) member.figures[2] = in_previous->second[0];
        member.of_class = in_this == now.end() ? 3 : in_previous != before.end() ? 1 : days[0] >= from->since_1970 ? 0 : 2;
        members_.push_back(std::move(member));
    }
    std::ranges::stable_sort(members_, std::greater{}, [](const Member& member) { return std::max(member.figures[0], member.figures[2]); });
    count({"new", "kept", "back", "lost"});
    made_.classes[3].value = std::accumulate(members_.begin(), members_.end(), std::int64_t{0}, [](std::int64_t sum, const Member& member) {
        return member.of_class == 3 ? sum + member.figures[2] : sum;
    });
}

void Classifier::show(const SalesFacts& facts) {
    const std::size_t shown = std::min(members_.size(), static_cast<std::size_t>(made_.question.limit));
    made_.left_out = members_.size() - shown;
    std::vector<std::int64_t> groups;
    for (std::size_t n = 0; n < shown; ++n) groups.push_back(members_[n].group);
    const auto titles = grouping_.titles(groups);
    for (std::size_t n = 0; n < shown; ++n) {
        const auto title = titles.find(members_[n].group);
        made_.items.push_back({{grouping_.name(members_[n].group), title == titles.end() ? std::string() : title->second,
                                grouping_.ledger(members_[n].group), false},
                               members_[n].of_class,
                               std::move(members_[n].figures)});
    }
    Question all = made_.question;
    if (made_.previous_from) all.from = made_.previous_from;  // the lost ones' lines are there
    made_.ledger = common_ledger(facts, all);
}

}  // namespace

std::optional<Classing> classing_named(std::string_view name) {
    if (name == "abc") return Classing::abc;
    if (name == "rfm") return Classing::rfm;
    if (name == "flow") return Classing::flow;
    return std::nullopt;
}

std::vector<int> quintiles(std::span<const std::int64_t> values) {
    std::vector<std::int64_t> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    std::vector<int> scores;
    for (const std::int64_t value : values) {
        const auto below = std::ranges::lower_bound(sorted, value) - sorted.begin();
        scores.push_back(1 + static_cast<int>(below * limits::rfm_scores / std::max<std::ptrdiff_t>(std::ssize(sorted), 1)));
    }
    return scores;
}

Result<Classified> classify(const App& app, const SalesFacts& facts, const Viewer& viewer, Connection& connection, Question question,
                            Classing classing, Day today, const Patience& patience) {
    const bool of_customers = classing != Classing::abc;
    if (!question.rows || (of_customers && question.rows->name != "customer") || question.columns)
        return Problem{.code = Code::invalid, .key = "problem.analysis.class_rows", .arguments = {}, .clause = std::string(clause)};
    if (classing == Classing::flow && (!question.from || !question.to))
        return Problem{.code = Code::invalid, .key = "problem.analysis.flow_days", .arguments = {}, .clause = std::string(clause)};
    Classified made;
    made.question = std::move(question);
    made.classing = classing;
    Scanner scanner(app, facts, viewer, connection, patience, made.question);
    Classifier classifier(scanner, made);
    if (classing == Classing::abc) classifier.abc();
    if (classing == Classing::rfm) classifier.rfm(today);
    if (classing == Classing::flow) classifier.flow();
    classifier.show(facts);
    return made;
}

}  // namespace sales
