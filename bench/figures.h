// What is printed: each figure beside its limit, and what is held against a bound.
#pragma once
#include <string>
#include <vector>

namespace bench {

struct Setting {
    std::string self;        // this program, which also serves as the limit of lists
    std::string bylaw;       // the executable under measurement
    std::string data;        // where the data is kept between runs
    std::string order_book;  // … with the million orders in it
    std::string small_book;  // … and with as many orders as a department makes in a few years
    bool quick = false;
    int rounds() const { return quick ? 2 : 5; }
    double seconds() const { return quick ? 1 : 2; }
};

class Samples {
public:
    void add(double value) { values_.push_back(value); }
    double median() const;
    double spread() const;  // half of the way from the least to the most, as a share of the median

private:
    std::vector<double> values_;
};

class Report {
public:
    void heading(const std::string& text);
    void note(const std::string& text);
    // The figure, its limit and what it is of it.
    void compare(const std::string& name, const std::string& unit, const Samples& figure, const Samples& limit);
    void at_least(const std::string& what, double value, double bound, const std::string& unit);
    void below(const std::string& what, double value, double bound, const std::string& unit);
    void missed(const std::string& what, const std::string& why);
    int passed() const { return passed_; }
    int failed() const { return failed_; }

private:
    void hold(bool good, const std::string& what, double value, const char* sign, double bound, const std::string& unit);
    int passed_ = 0, failed_ = 0;
};

void measure_lists(const Setting& setting, Report& report);
void measure_orders(const Setting& setting, Report& report);
void measure_start(const Setting& setting, Report& report);
void measure_imports(const Setting& setting, Report& report);
void measure_analysis(const Setting& setting, Report& report);
void measure_live(const Setting& setting, Report& report);
void measure_pages(const Setting& setting, Report& report);
void measure_search(const Setting& setting, Report& report);

}  // namespace bench
