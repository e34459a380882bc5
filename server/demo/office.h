// The hands of the demo: acts as one of its people through the record layer, and ends with a clear error when that refuses.
#pragma once
#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "kernel/api/app.h"

namespace demo {

class Office {
public:
    Office(const kernel::App& app, kernel::FixedClock& clock) : app_(app), clock_(clock) {}

    // The clock: at this minute of this day at the branch. Never backwards.
    void at(kernel::Day day, int minute);

    // Everything inside is one piece of work: durable together.
    void work(const std::function<void()>& what);

    std::int64_t hire(std::string_view login, std::string_view name, kernel::RoleName role, const std::string& password_hash);
    kernel::Viewer person(std::int64_t account, std::string_view role) const;

    // Inside work() only.
    std::int64_t make(const kernel::Viewer& by, std::string_view record, const boost::json::object& content);
    void move(const kernel::Viewer& by, std::string_view record, std::int64_t id, std::string_view move, std::string_view told = {});
    // How a number stands now; 0 when it is empty.
    std::int64_t number(std::string_view record, std::int64_t id, std::string_view field);

    const kernel::App& app() const { return app_; }

private:
    [[noreturn]] static void fail(std::string_view record, const kernel::Problem& problem);

    const kernel::App& app_;
    kernel::FixedClock& clock_;
    kernel::Transaction* transaction_ = nullptr;
};

}  // namespace demo
