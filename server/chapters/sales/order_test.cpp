#include "chapters/sales/order.h"

#include <gtest/gtest.h>

#include "kernel/base/number.h"

namespace sales {

namespace {

std::int64_t units(const char* text, int scale) { return *kernel::parse_decimal(text, scale, kernel::Excess::refuse); }

OrderLine line(const char* quantity, const char* price, const char* discount) {
    OrderLine made;
    made.quantity.units = units(quantity, 3);
    made.price.units = units(price, 6);
    made.discount.units = units(discount, 4);
    return made;
}

TEST(OrderLine, clause_4_3_1_amount_is_quantity_times_price_less_discount_rounded_half_up_to_the_fen) {
    struct Case {
        const char *quantity, *price, *discount, *amount;
    };
    for (const Case& c : {Case{"2", "74.53", "0.2", "119.25"}, Case{"1", "0.005", "0", "0.01"}, Case{"1", "0.004999", "0", "0.00"},
                          Case{"3", "33.335", "0", "100.01"}, Case{"-1", "0.005", "0", "-0.01"}, Case{"0.001", "5", "0", "0.01"},
                          Case{"1000000000", "1", "1", "0.00"}, Case{"9", "2.8", "0.1", "22.68"}}) {
        OrderLine made = line(c.quantity, c.price, c.discount);
        ASSERT_TRUE(settle_amount(made, false, true).ok());
        EXPECT_EQ(kernel::format_decimal(made.amount.fen, 2, kernel::Zeros::keep), c.amount) << c.quantity << " x " << c.price;
    }
}

TEST(OrderLine, clause_4_3_1_price_follows_from_an_amount_so_that_the_equation_holds) {
    for (const char* amount : {"119.25", "0.01", "-39.78", "99999999.99", "0.00"}) {
        for (const char* quantity : {"1", "3", "7", "0.333", "9999"}) {
            OrderLine made = line(quantity, "0", "0.15");
            made.amount.fen = units(amount, 2);
            ASSERT_TRUE(settle_amount(made, true, false).ok()) << amount << " for " << quantity;
            OrderLine again = made;
            ASSERT_TRUE(settle_amount(again, false, true).ok());
            EXPECT_EQ(again.amount, made.amount) << amount << " for " << quantity;
        }
    }
}

TEST(OrderLine, clause_4_3_1_refuses_an_amount_that_is_not_what_its_parts_make) {
    OrderLine made = line("2", "10", "0");
    made.amount.fen = 2001;
    const auto refused = settle_amount(made, true, true);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.problem().fields[0].key, "problem.order.amount");
    EXPECT_EQ(refused.problem().fields[0].clause, "4.3.1");
    made.amount.fen = 2000;
    EXPECT_TRUE(settle_amount(made, true, true).ok());
}

TEST(OrderLine, clause_4_3_1_refuses_an_amount_for_nothing_and_numbers_past_all_bounds) {
    OrderLine nothing = line("0", "0", "0");
    nothing.amount.fen = 1;
    EXPECT_FALSE(settle_amount(nothing, true, false).ok());
    OrderLine given_away = line("5", "0", "1");
    given_away.amount.fen = 1;
    EXPECT_FALSE(settle_amount(given_away, true, false).ok());
    OrderLine huge = line("1000000000", "1000000000", "0");
    EXPECT_FALSE(settle_amount(huge, false, true).ok());
}

}  // namespace

}  // namespace sales
