#include "kernel/base/metrics.h"

#include <gtest/gtest.h>

namespace kernel {

TEST(MetricsTest, writes_counters_and_gauges_with_their_labels_escaped) {
    MetricsText text;
    text.metric("bylaw_things_total", "counter", "Things.").value(3).value(4, {{"route", "GET /a\"b\\c\nd"}, {"status", "200"}});
    text.metric("bylaw_age_seconds", "gauge", "Age.").seconds(1'250'000).seconds(60'000'001);
    EXPECT_EQ(text.take(),
              "# HELP bylaw_things_total Things.\n# TYPE bylaw_things_total counter\nbylaw_things_total 3\n"
              "bylaw_things_total{route=\"GET /a\\\"b\\\\c\\nd\",status=\"200\"} 4\n"
              "# HELP bylaw_age_seconds Age.\n# TYPE bylaw_age_seconds gauge\nbylaw_age_seconds 1.25\nbylaw_age_seconds 60.000001\n");
}

TEST(MetricsTest, counts_a_histogram_upwards_to_infinity) {
    Histogram<3> histogram({500, 1'000, 2'500'000});
    for (const std::int64_t value : {1, 500, 501, 2'500'000, 2'500'001}) histogram.add(value);
    MetricsText text;
    text.metric("t", "histogram", "T.").histogram(histogram, 1'000'000, {{"a", "b"}});
    EXPECT_EQ(text.take(),
              "# HELP t T.\n# TYPE t histogram\nt_bucket{a=\"b\",le=\"0.0005\"} 2\nt_bucket{a=\"b\",le=\"0.001\"} 3\n"
              "t_bucket{a=\"b\",le=\"2.5\"} 4\nt_bucket{a=\"b\",le=\"+Inf\"} 5\nt_sum{a=\"b\"} 5.001003\nt_count{a=\"b\"} 5\n");
}

}  // namespace kernel
