// 2.1: the people who may sign in. A record like any other; what proves who somebody is (passwords, sessions, tokens) is in accounts.h.
#pragma once
#include <string>
#include <string_view>

#include "kernel/record/describe.h"
#include "kernel/store/store.h"

namespace kernel {

// The names are those of regulation/roles.json. The least of them comes first into being: nobody becomes an administrator by omission.
enum class RoleName : std::uint8_t { administrator, manager, salesperson, observer };
template <>
inline constexpr Choice choices<RoleName>[] = {
    {"administrator", Tone::danger}, {"manager", Tone::info}, {"salesperson", Tone::success}, {"observer", Tone::neutral}};

enum class LocaleName : std::uint8_t { zh_hant, zh_hans, en };
template <>
inline constexpr Choice choices<LocaleName>[] = {{"zh-Hant"}, {"zh-Hans"}, {"en"}};

struct Account {
    static constexpr std::string_view table = "accounts";
    Id<Account> id;
    std::string login;  // kept in lower case, so that no two people are told apart by case alone
    std::string name;
    RoleName role = RoleName::observer;
    LocaleName locale = LocaleName::zh_hant;
    bool active = true;
};

const Declaration& declaration(const Account*);

bool is_login(std::string_view lower_case);

// 2.1, 9.2: somebody is always left who answers for the accounts; one who has no password cannot. Asked by the declaration itself whenever
// an account is changed or archived (which makes it inactive).
Result<Done> keeps_an_administrator(Connection& connection, Id<Account> account, std::string_view new_role, bool new_active);

}  // namespace kernel
