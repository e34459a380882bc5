// The demo's customers: made-up companies with files that look kept, some of them new, some lost.
#pragma once
#include <string>
#include <vector>

#include "demo/dice.h"
#include "demo/goods.h"

namespace demo {

struct Client {
    std::int64_t id = 0;
    int seller = 0;
    std::int64_t city = 0;
    int weight = 1;            // how often it orders
    int discount_percent = 0;  // its usual
    int first_day = 0;         // of the story; before it nobody knows the company
    int last_day = 0;          // after it nothing more is heard
};

// What its file says. The story enters it on the day on which the company is first met.
struct ClientFile {
    std::string content;  // JSON, as the API takes it
    Client client;
};
// In the order of their first day, over a story of `days`.
std::vector<ClientFile> client_files(Dice& dice, const std::vector<City>& cities, int days);

}  // namespace demo
