// The order book that everything is measured on: 1,000,000 orders of 10 salespersons, the same in every run, kept between runs.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

inline constexpr int salespersons = 10;
inline constexpr int customers = 2000;
inline constexpr int products = 1500;
inline constexpr int first_day = 19723;  // 2024-01-01
inline constexpr int days = 1000;

struct Salesperson {
    std::int64_t account = 0;
    std::string token;
    std::vector<std::int64_t> customers;
};
struct Known {  // what requests name
    std::vector<Salesperson> salespersons;
    std::vector<std::int64_t> products;
    std::vector<std::int64_t> regions;
};

// Makes `directory` unless it holds this very data, by the server `bylaw` for what a start makes of it. Prints its progress.
void make_order_book(const std::string& directory, std::int64_t orders, const std::string& bylaw);
Known known_of(const std::string& directory);

// A copy to write into; what was there before goes.
void copy_order_book(const std::string& from, const std::string& to);
void remove_order_book(const std::string& directory);

}  // namespace bench
