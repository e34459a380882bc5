#include "figures.h"

#include <algorithm>
#include <cstdio>

namespace bench {

double Samples::median() const {
    if (values_.empty()) return 0;
    std::vector<double> sorted = values_;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double Samples::spread() const {
    if (values_.empty() || median() == 0) return 0;
    const auto [least, most] = std::minmax_element(values_.begin(), values_.end());
    return (*most - *least) / 2 / median();
}

void Report::heading(const std::string& text) {
    std::printf("\n%s\n", text.c_str());
    std::fflush(stdout);
}

void Report::note(const std::string& text) {
    std::printf("  %s\n", text.c_str());
    std::fflush(stdout);
}

void Report::compare(const std::string& name, const std::string& unit, const Samples& figure, const Samples& limit) {
    std::printf("  %-24s %10.1f +-%2.0f %%   limit %10.1f +-%2.0f %%   %-12s %4.0f %%\n", name.c_str(), figure.median(),
                100 * figure.spread(), limit.median(), 100 * limit.spread(), unit.c_str(),
                100 * figure.median() / std::max(limit.median(), 1e-9));
    std::fflush(stdout);
}

void Report::hold(bool good, const std::string& what, double value, const char* sign, double bound, const std::string& unit) {
    (good ? passed_ : failed_)++;
    std::printf("  %s  %s: %.0f %s, bound %s %.0f\n", good ? "passed" : "FAILED", what.c_str(), value, unit.c_str(), sign, bound);
    std::fflush(stdout);
}

void Report::at_least(const std::string& what, double value, double bound, const std::string& unit) {
    hold(value >= bound, what, value, ">=", bound, unit);
}

void Report::below(const std::string& what, double value, double bound, const std::string& unit) {
    hold(value < bound, what, value, "<", bound, unit);
}

void Report::missed(const std::string& what, const std::string& why) {
    ++failed_;
    std::printf("  FAILED  %s: not measured: %s\n", what.c_str(), why.c_str());
    std::fflush(stdout);
}

}  // namespace bench
