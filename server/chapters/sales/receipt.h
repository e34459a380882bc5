// 4.3: money that came in from a customer, and which orders it pays: one receipt for several orders, one order by several receipts. Money
// paid back is a receipt below nothing.
#pragma once
#include "chapters/sales/order.h"

namespace sales {

enum class PaymentMethod : std::uint8_t { transfer, bill, cash, card, online, other };

struct Receipt {
    static constexpr std::string_view table = "receipts";
    kernel::Id<Receipt> id;
    std::string number;
    kernel::Link<customers::Customer> customer;
    kernel::Day received_on;
    kernel::Money amount;
    PaymentMethod method = PaymentMethod::transfer;
    std::string reference;  // the bank's
    kernel::Money allocated;
    kernel::Money unallocated;
    kernel::LongText note;
};
const kernel::Declaration& declaration(const Receipt*);

struct ReceiptLine {
    static constexpr std::string_view table = "receipt_lines";
    kernel::Id<ReceiptLine> id;
    kernel::Link<Receipt> receipt;
    kernel::Link<Order> order;
    kernel::Money amount;
};
const kernel::Declaration& declaration(const ReceiptLine*);

}  // namespace sales

template <>
inline constexpr kernel::Choice kernel::choices<sales::PaymentMethod>[] = {{"transfer"}, {"bill"},   {"cash"},
                                                                           {"card"},     {"online"}, {"other"}};
