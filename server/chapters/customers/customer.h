// 3.4.1: the customer's file and the people one speaks with.
#pragma once
#include "chapters/customers/region.h"
#include "kernel/access/account.h"

namespace customers {

enum class Level : std::uint8_t { ordinary, important, key };  // 3.4.3: key customers have one dedicated owner
enum class Size : std::uint8_t { micro, small, medium, large };
enum class Source : std::uint8_t { campaign, referral, visit, online, exhibition, other };

struct Customer {
    static constexpr std::string_view table = "customers";
    kernel::Id<Customer> id;
    std::string code;
    std::string name;
    std::string credit_code;
    std::string segment;
    std::string industry;
    kernel::Link<Region> region;
    std::string address;
    std::string phone;
    std::string email;
    Level level = Level::ordinary;
    std::optional<Size> size;
    std::optional<Source> source;
    kernel::LongText preferences;
    kernel::Link<kernel::Account> owner;
    kernel::LongText note;
};
const kernel::Declaration& declaration(const Customer*);

struct Contact {
    static constexpr std::string_view table = "contacts";
    kernel::Id<Contact> id;
    kernel::Link<Customer> customer;
    std::string name;
    std::string position_title;
    std::string phone;
    std::string email;
    bool decides = false;
    std::string note;
};
const kernel::Declaration& declaration(const Contact*);

}  // namespace customers

template <>
inline constexpr kernel::Choice kernel::choices<customers::Level>[] = {
    {"ordinary", Tone::neutral}, {"important", Tone::info}, {"key", Tone::warning}};
template <>
inline constexpr kernel::Choice kernel::choices<customers::Size>[] = {{"micro"}, {"small"}, {"medium"}, {"large"}};
template <>
inline constexpr kernel::Choice kernel::choices<customers::Source>[] = {{"campaign"}, {"referral"},   {"visit"},
                                                                        {"online"},   {"exhibition"}, {"other"}};
