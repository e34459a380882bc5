#include "demo/demo.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <stdexcept>

#include "demo/clients.h"
#include "kernel/access/demo.h"
#include "kernel/base/number.h"

namespace demo {

using namespace kernel;

namespace {

struct Position {
    std::string_view login, name;
    RoleName role;
};
constexpr std::array<Position, 8> positions{{{"admin", "沈立言", RoleName::administrator},
                                             {"manager", "周啟明", RoleName::manager},
                                             {"sales1", "陳曉芸", RoleName::salesperson},
                                             {"sales2", "吳志遠", RoleName::salesperson},
                                             {"sales3", "林佳慧", RoleName::salesperson},
                                             {"sales4", "許文博", RoleName::salesperson},
                                             {"sales5", "何雨晴", RoleName::salesperson},
                                             {"observer", "方怡", RoleName::observer}}};
constexpr std::size_t manager = 1, first_seller = 2;

// Orders of a month against the average, January first: quiet at Spring Festival, a rush before the year ends.
constexpr std::array<int, 12> season_percent{78, 52, 108, 100, 106, 112, 90, 94, 112, 98, 118, 132};
constexpr int orders_a_workday = 9;

class Story {
public:
    Story(Office& office, Day last_day) : office_(office), last_day_(last_day) {
        const CalendarDate end = calendar_date(last_day);
        const int month = end.year * 12 + end.month - 1 - months;
        first_day_ = *day_from(month / 12, month % 12 + 1, 1);
        days_ = last_day.since_1970 - first_day_.since_1970 + 1;
    }

    void open();
    int days() const { return days_; }
    void live(int day);

private:
    struct Due {
        std::size_t seller;
        std::int64_t customer, order;
        std::string_view what;
        std::int64_t about = 0;  // the problem to resolve, the return to accept
    };

    Day date(int day) const { return Day{first_day_.since_1970 + day}; }
    std::string text(int day) const { return format_day(date(day)); }
    bool is_weekend(int day) const { return ((date(day).since_1970 + 3) % 7) >= 5; }  // 1970-01-01 was a Thursday
    int days_to_end(int day) const { return days_ - 1 - day; }
    const Viewer& seller(int number) const { return people_[first_seller + static_cast<std::size_t>(number)]; }

    void meet_new_clients(int day);
    int orders_on(int day);
    const Client& somebody(int day);
    const Product& something(int day);
    boost::json::object line(const Client& client, int day, int& lead_days, int& promised);
    void take_order(int day, int minute);
    void do_what_is_due(int day);
    void pay(int day, const Due& due);
    void go_wrong(int day, int delivery, bool is_late, Due due);
    void report_problem(int day, const Due& due);
    void take_back(int day, const Due& due);

    Office& office_;
    Day last_day_, first_day_;
    int days_ = 0;
    Dice dice_{20'240'101};
    std::vector<Viewer> people_;
    std::vector<City> cities_;
    std::vector<Product> products_;
    std::vector<ClientFile> files_;
    std::size_t met_ = 0;
    std::vector<Client> clients_;
    std::map<int, std::vector<Due>> due_;
};

void Story::open() {
    const auto hash = office_.app().accounts.hash_new_password(demo_password, "demo");
    if (!hash) throw std::runtime_error("the demo's password: " + hash.problem().key);
    office_.at(first_day_, 8 * 60);
    office_.work([&] {
        for (const Position& position : positions) {
            const std::string_view role = choices<RoleName>[static_cast<std::size_t>(position.role)].name;
            people_.push_back(office_.person(office_.hire(position.login, position.name, position.role, *hash), role));
        }
        cities_ = draw_the_map(office_, people_[manager]);
        products_ = stock_the_shelves(office_, people_[manager]);
    });
    files_ = client_files(dice_, cities_, days_);
}

void Story::live(int day) {
    office_.at(date(day), 8 * 60 + 30);
    office_.work([&] {
        do_what_is_due(day);
        meet_new_clients(day);
        const int orders = orders_on(day);
        for (int n = 0; n < orders; ++n) take_order(day, 9 * 60 + n * 8 * 60 / orders + dice_.below(8));
    });
}

void Story::meet_new_clients(int day) {
    for (; met_ < files_.size() && files_[met_].client.first_day <= day; ++met_) {
        auto& [content, client] = files_[met_];
        client.id = office_.make(seller(client.seller), "customers", boost::json::parse(content).as_object());
        clients_.push_back(client);
    }
}

int Story::orders_on(int day) {
    const int season = season_percent[static_cast<std::size_t>(calendar_date(date(day)).month - 1)];
    const int growth = 85 + 30 * day / days_;  // percent
    int wanted = orders_a_workday * season * growth / 100 + dice_.between(-150, 150);
    if (is_weekend(day)) wanted /= 8;
    return std::max(0, wanted / 100 + (dice_.chance(wanted % 100) ? 1 : 0));
}

const Client& Story::somebody(int day) {
    for (;;) {
        const Client& client = dice_.one_of(clients_);
        if (client.last_day >= day && dice_.below(24) < client.weight) return client;
    }
}

const Product& Story::something(int day) {
    for (;;) {
        const Product& product = dice_.one_of(products_);
        int popularity = product.popularity;
        if (product.line == gateways)
            popularity = days_to_end(day) > 300 ? 0 : 6 + (300 - days_to_end(day)) / 8;  // good news: new, and wanted
        if (dice_.below(48) < popularity) return product;
    }
}

boost::json::object Story::line(const Client& client, int day, int& lead_days, int& promised) {
    const Product& product = something(day);
    const int quantity = std::max(1, product.usual_quantity * dice_.between(30, 220) / 100);
    int discount = client.discount_percent + (dice_.chance(30) ? dice_.between(1, 5) : 0);
    if (product.line == gear_motors && days_to_end(day) < 120) discount += dice_.between(12, 24);          // bad news: a price war
    if (dice_.chance(2)) discount += 35;                                                                   // and now and then a mistake
    const bool is_scarce = product.line == inverters && days_to_end(day) > 210 && days_to_end(day) < 270;  // a supplier in trouble
    lead_days = product.is_service ? dice_.between(10, 35) : dice_.between(4, 18);
    promised = lead_days;
    if (is_scarce) lead_days += dice_.between(10, 30);
    boost::json::object made{{"product", std::to_string(product.id)},
                             {"quantity", std::to_string(quantity)},
                             {"region", std::to_string(client.city)},
                             {"delivery_on", text(day + promised)}};
    if (discount > 0) made["discount"] = "0." + std::string(discount < 10 ? "0" : "") + std::to_string(discount);
    return made;
}

void Story::take_order(int day, int minute) {
    office_.at(date(day), minute);
    const Client& client = somebody(day);
    boost::json::array lines;
    int ready = 0, promised = 0;
    for (int n = 1 + std::min(dice_.below(4), dice_.below(5)); n > 0; --n) {
        int lead = 0, said = 0;
        lines.push_back(line(client, day, lead, said));
        ready = std::max(ready, lead);
        promised = std::max(promised, said);
    }
    Due due{.seller = static_cast<std::size_t>(client.seller), .customer = client.id, .order = 0, .what = "cancel"};
    due.order = office_.make(seller(client.seller), "orders",
                             {{"customer", std::to_string(client.id)},
                              {"ordered_on", text(day)},
                              {"shipping", dice_.chance(70) ? "陸運" : "自提"},
                              {"lines", std::move(lines)}});
    auto plan = [&](int on, std::string_view what) {
        due.what = what;
        due_[on].push_back(due);
    };
    if (dice_.chance(4)) return plan(day + dice_.between(1, 6), "cancel");
    plan(day + dice_.below(3), "confirm");
    const int delivery = day + std::max(ready, 3) + dice_.between(0, 4);
    plan(delivery, "deliver");
    go_wrong(day, delivery, ready > promised, due);
    // Most pay in a month or two, some after reminders, a few not yet.
    const int paid = delivery + (dice_.chance(12) ? dice_.between(80, 300) : dice_.between(15, 60));
    plan(paid, "pay");
    plan(paid, "close");
}

// 4.3.2, 4.3.3: what is late, short or faulty is recorded while it lasts, and some of what was delivered comes back.
void Story::go_wrong(int day, int delivery, bool is_late, Due due) {
    if (dice_.chance(is_late ? 45 : 3)) {
        due.what = is_late ? "late" : "problem";
        due_[std::min(delivery - 1, day + 4)].push_back(due);
    }
    if (dice_.chance(3)) {
        due.what = "return";
        due_[delivery + dice_.between(2, 9)].push_back(due);
    }
}

void Story::report_problem(int day, const Due& due) {
    struct Kind {
        std::string_view cause, department, detail;
    };
    static constexpr std::array<Kind, 4> kinds{{{"shortage", "物流部", "到貨數量少於訂單，需補發"},
                                                {"quality", "生產部", "客戶反映部分產品外觀有瑕疵"},
                                                {"price", "經營部", "客戶對結算單價提出異議"},
                                                {"other", "物流部", "送貨單據不齊，客戶暫不簽收"}}};
    static constexpr Kind late{"delay", "採購部", "供應商延期交貨，預計晚於承諾日期"};
    const bool is_late = due.what == "late";
    const Kind& kind = is_late ? late : kinds[static_cast<std::size_t>(dice_.below(4))];
    boost::json::object content{{"order", std::to_string(due.order)},
                                {"cause", kind.cause},
                                {"found_on", text(day)},
                                {"department", kind.department},
                                {"detail", kind.detail}};
    if (dice_.chance(80)) content["customer_told_on"] = text(day), content["told_how"] = "電話";
    if (dice_.chance(35)) content["loss"] = std::to_string(dice_.between(2, 60) * 100) + ".00";
    Due resolved = due;
    resolved.what = "resolve";
    resolved.about = office_.make(people_[first_seller + due.seller], "order_problems", content);
    due_[day + dice_.between(3, is_late ? 25 : 12)].push_back(resolved);
}

void Story::take_back(int day, const Due& due) {
    static constexpr std::array<std::string_view, 4> reasons{"quality", "wrong_goods", "damaged", "not_wanted"};
    const std::int64_t pieces = std::max<std::int64_t>(office_.number("orders", due.order, "quantity") / 1000, 1);  // of Decimal<3>
    Due accepted = due;
    accepted.what = "accept";
    accepted.about = office_.make(people_[first_seller + due.seller], "order_returns",
                                  {{"order", std::to_string(due.order)},
                                   {"returned_on", text(day)},
                                   {"quantity", std::to_string(std::max<std::int64_t>(pieces * dice_.between(5, 30) / 100, 1))},
                                   {"reason", reasons[static_cast<std::size_t>(dice_.below(4))]}});
    due_[day + dice_.between(1, 4)].push_back(accepted);
}

void Story::do_what_is_due(int day) {
    for (auto today = due_.begin(); today != due_.end() && today->first <= day; today = due_.erase(today))
        for (const Due& due : today->second) {
            const Viewer& seller = people_[first_seller + due.seller];
            if (due.what == "pay")
                pay(day, due);
            else if (due.what == "late" || due.what == "problem")
                report_problem(day, due);
            else if (due.what == "return")
                take_back(day, due);
            else if (due.what == "accept")
                office_.move(people_[manager], "order_returns", due.about, "accept", "");
            else if (due.what == "resolve")
                office_.move(seller, "order_problems", due.about, "resolve", R"({"resolution":"已與客戶商定並處理完畢"})");
            else
                office_.move(seller, "orders", due.order, due.what,
                             due.what == "cancel" ? R"({"reason":"客戶項目暫緩，取消訂單","customer_told":"yes"})" : "");
        }
}

void Story::pay(int day, const Due& due) {
    const std::int64_t owed = office_.number("orders", due.order, "owed");
    if (owed <= 0) return;
    const std::string amount = format_decimal(owed, 2, Zeros::keep);
    office_.make(people_[manager], "receipts",
                 {{"customer", std::to_string(due.customer)},
                  {"received_on", text(day)},
                  {"amount", amount},
                  {"lines", {{{"order", std::to_string(due.order)}, {"amount", amount}}}}});
}

}  // namespace

bool is_empty(const App& app) {
    bool found = false;
    app.store.read_and_wait([&](Connection& connection) { found = app.accounts.setup_needed(connection); });
    return found;
}

void furnish(const App& app, FixedClock& clock, Day last_day, const std::function<void(int percent)>& progress) {
    if (!is_empty(app))
        throw std::runtime_error("there are accounts in this database already; give the demo a directory of its own with --data");
    Office office(app, clock);
    Story story(office, last_day);
    story.open();
    for (int day = 0; day < story.days(); ++day) {
        story.live(day);
        if (day % 30 == 0) progress(day * 100 / story.days());
    }
}

}  // namespace demo
