#include "chapters/sales_analysis/ageing.h"

#include <algorithm>
#include <array>
#include <map>

#include "kernel/base/time.h"

namespace sales {

using namespace kernel;

namespace {

struct Age {
    std::string_view name;
    std::optional<int> least, most;  // days since it was due
};
constexpr std::array<Age, 5> ages{{{"not_due", {}, -1}, {"to_30", 0, 30}, {"to_60", 31, 60}, {"to_90", 61, 90}, {"over_90", 91, {}}}};
using Owed = std::array<std::int64_t, ages.size()>;
using OwedBy = std::map<std::int64_t, Owed>;  // by customer or salesperson; 0: nobody's

// Of orders, not of their lines.
const Dimension by[] = {{"customer", Dimension::Of::link, key_customer, 0, "customers", "customer"},
                        {"salesperson", Dimension::Of::link, key_owner, 0, "accounts", "owner"}};
const Dimension by_age{"age", Dimension::Of::link, key_day, 0, "orders", "owed_since"};
const Measure owed_measure{"owed", Measure::Of::sum, 0, "", 2, ""};

OwedBy read(const App& app, const Viewer& viewer, Connection& connection, const Dimension& rows, Day today) {
    Sql sql("SELECT o." + quoted(rows.path) + ", CASE");
    for (std::size_t i = 0; i + 1 < ages.size(); ++i) {
        sql << R"( WHEN o."owed_since" >= )";
        sql.bind(std::int64_t{today.since_1970 - *ages[i].most}) << " THEN " << std::to_string(i);
    }
    sql << " ELSE " << std::to_string(ages.size() - 1) << R"( END, sum(o."owed") FROM "orders" o WHERE o."owed_since" IS NOT NULL)"
        << R"( AND o."archived_at" IS NULL AND )";
    append_scope(sql, viewer, app.house.get("orders"), Action::read, "o");
    sql << " GROUP BY 1, 2";
    OwedBy owed;
    Rows found = sql.query(connection);
    while (found.next()) owed[found.integer(0)][static_cast<std::size_t>(found.integer(1))] += found.integer(2);
    return owed;
}

std::int64_t whole(const Owed& owed) {
    std::int64_t sum = 0;
    for (const std::int64_t one : owed) sum += one;
    return sum;
}

Heading heading_of(const Age& age, Day today, const Masters& masters) {
    const auto day = [today](const std::optional<int>& days) { return days ? format_day(Day{today.since_1970 - *days}) : std::string(); };
    return {.name = std::string(age.name),
            .title = masters.label("analysis.age." + std::string(age.name)),
            .ledger = "owed_since in " + day(age.most) + ".." + day(age.least)};
}

void add_row(Layer& layer, const Owed& owed) {
    layer.rows.push_back({whole(owed)});
    auto& cells = layer.cells.emplace_back();
    for (const std::int64_t one : owed) cells.push_back({one});
}

void add(Owed& to, const Owed& owed) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += owed[i];
}

}  // namespace

const Dimension* ageing_rows(std::string_view name) {
    const auto found = std::ranges::find(by, name, &Dimension::name);
    return found == std::end(by) ? nullptr : found;
}

bool may_ask_ageing(const House& house, const Viewer& viewer) {
    const RecordType& orders = house.get("orders");
    return may(viewer, orders, Action::read) && may_read(viewer, orders.fields[orders.place("owed")]) &&
           may_read(viewer, orders.fields[orders.place("owed_since")]);
}

Report ageing(const App& app, const Viewer& viewer, Connection& connection, const Dimension& rows, int limit) {
    const Day today = app.clock.today();
    Report report;
    report.question = {.rows = &rows, .columns = &by_age, .measures = {&owed_measure}, .limit = limit};
    report.record = "orders";
    report.ledger = "owed_since is not empty";
    report.owed_on = today;

    const OwedBy owed = read(app, viewer, connection, rows, today);
    std::vector<std::pair<std::int64_t, std::int64_t>> most;  // the most first
    for (const auto& [id, of_id] : owed) most.emplace_back(-whole(of_id), id);
    std::ranges::sort(most);
    const std::size_t shown = std::min(most.size(), static_cast<std::size_t>(limit));
    report.rows_left_out = most.size() - shown;

    Masters masters(app, viewer, connection);
    std::vector<std::int64_t> ids;
    Owed total{}, others{};
    for (std::size_t n = 0; n < most.size(); ++n) {
        const Owed& of_id = owed.at(most[n].second);
        add(total, of_id);
        if (n >= shown) add(others, of_id);
        if (n < shown) ids.push_back(most[n].second), add_row(report.current, of_id);
    }
    const Grouping grouping(rows, masters);
    report.rows = headings_of(grouping, ids, report.rows_left_out > 0);
    if (report.rows_left_out > 0) add_row(report.current, others);
    for (const Age& age : ages) report.columns.push_back(heading_of(age, today, masters));
    for (const std::int64_t one : total) report.current.columns.push_back({one});
    report.current.total = {whole(total)};
    return report;
}

}  // namespace sales
