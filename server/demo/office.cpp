#include "demo/office.h"

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

namespace demo {

using namespace kernel;

namespace {

constexpr std::int64_t minute_us = 60'000'000, day_us = 24 * 60 * minute_us, branch_ahead_of_utc_us = 8 * 60 * minute_us;

}  // namespace

void Office::at(Day day, int minute) {
    const std::int64_t wanted = day.since_1970 * day_us + minute * minute_us - branch_ahead_of_utc_us;
    clock_.set(Instant{std::max(wanted, clock_.now().microseconds + 1)});
}

void Office::work(const std::function<void()>& what) {
    app_.store.write_and_wait([&](Transaction& transaction) {
        transaction_ = &transaction;
        what();
        transaction_ = nullptr;
        return true;
    });
}

std::int64_t Office::hire(std::string_view login, std::string_view name, RoleName role, const std::string& password_hash) {
    const auto account = app_.accounts.add_account(
        *transaction_, {.login = std::string(login), .name = std::string(name), .role = role, .locale = LocaleName::zh_hant});
    if (!account) fail("accounts", account.problem());
    if (const auto set = app_.accounts.set_password(*transaction_, *account, password_hash, "demo"); !set) fail("accounts", set.problem());
    app_.accounts.show_in_demo(*transaction_, *account);
    return *account;
}

Viewer Office::person(std::int64_t account, std::string_view role) const {
    return {.account = account, .name = {}, .role = app_.policy.role(role)};
}

std::int64_t Office::make(const Viewer& by, std::string_view record, const boost::json::object& content) {
    const RecordType& type = app_.house.get(record);
    auto draft = app_.records.draft(by, type, boost::json::serialize(content), Records::Purpose::create);
    if (!draft) fail(record, draft.problem());
    const auto made = app_.records.create(*transaction_, by, type, std::move(*draft));
    if (!made) fail(record, made.problem());
    return made->id;
}

void Office::move(const Viewer& by, std::string_view record, std::int64_t id, std::string_view move, std::string_view told) {
    const RecordType& type = app_.house.get(record);
    const auto moved = app_.records.move(*transaction_, by, type, id, number(record, id, "version"), move, told);
    if (!moved) fail(record, moved.problem());
}

std::int64_t Office::number(std::string_view record, std::int64_t id, std::string_view field) {
    const RecordType& type = app_.house.get(record);
    const auto whole = app_.records.whole_of(*transaction_, type, id);
    if (!whole) throw std::runtime_error("the demo's " + std::string(record) + ": one that was made is gone");
    return integer_of(whole->record.values[type.place(field)]);
}

void Office::fail(std::string_view record, const Problem& problem) {
    std::string what = "the demo's " + std::string(record) + ": " + problem.key;
    for (const FieldProblem& field : problem.fields) what += ", " + field.field + ' ' + field.key;
    throw std::runtime_error(what);
}

}  // namespace demo
