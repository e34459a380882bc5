// 4.3.2: what was brought to the customer, in one go or in several, and what of it was accepted.
#pragma once
#include "chapters/sales/order.h"

namespace sales {

struct Delivery {
    static constexpr std::string_view table = "deliveries";
    kernel::Id<Delivery> id;
    std::string number;
    kernel::Link<Order> order;
    kernel::Day delivered_on;
    std::string carrier;
    std::string tracking_number;
    std::string received_by;  // at the customer's
    std::string over_reason;  // why more than ordered
    kernel::Decimal<3> quantity;
    kernel::Decimal<3> rejected;
    kernel::LongText note;
};
const kernel::Declaration& declaration(const Delivery*);

struct DeliveryLine {
    static constexpr std::string_view table = "delivery_lines";
    kernel::Id<DeliveryLine> id;
    kernel::Link<Delivery> delivery;
    kernel::Link<OrderLine> line;
    kernel::Decimal<3> accepted;
    kernel::Decimal<3> rejected;
    std::string reject_reason;
};
const kernel::Declaration& declaration(const DeliveryLine*);

}  // namespace sales
