// Measures the executable beside it: every figure together with its limit, in the same run. bin/bench builds and starts this.
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "data.h"
#include "figures.h"
#include "import_file.h"
#include "kernel/base/hash.h"
#include "list_limit.h"

namespace {

constexpr std::int64_t orders = 1'000'000, small_orders = 5000;
constexpr int usage_error = 2;

int run(const std::string& self, const std::vector<std::string>& words) {
    bench::Setting setting;
    setting.self = self;
    setting.bylaw = std::filesystem::path(self).replace_filename("bylaw");
    setting.data = words[0];
    std::set<std::string> chosen(words.begin() + 1, words.end());
    setting.quick = chosen.erase("quick") > 0;
    if (chosen.empty()) chosen = {"lists", "orders", "start", "imports", "pages", "live", "analysis", "search"};
    setting.order_book = setting.data + "/order_book";
    setting.small_book = setting.data + "/small_book";
    std::filesystem::create_directories(setting.data);
    const auto only = [&](const char* what) { return chosen == std::set<std::string>{what}; };
    if (!only("live") && !only("analysis") && !only("search")) bench::make_order_book(setting.order_book, orders, setting.bylaw);
    if (!only("search")) bench::make_order_book(setting.small_book, small_orders, setting.bylaw);

    bench::Report report;
    if (chosen.erase("lists")) bench::measure_lists(setting, report);
    if (chosen.erase("orders")) bench::measure_orders(setting, report);
    if (chosen.erase("start")) bench::measure_start(setting, report);
    if (chosen.erase("imports")) bench::measure_imports(setting, report);
    if (chosen.erase("pages")) bench::measure_pages(setting, report);
    if (chosen.erase("live")) bench::measure_live(setting, report);
    if (chosen.erase("analysis")) bench::measure_analysis(setting, report);
    if (chosen.erase("search")) bench::measure_search(setting, report);
    if (!chosen.empty()) return usage_error;
    std::printf("\n%d passed, %d failed\n", report.passed(), report.failed());
    return report.failed() == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> words(arguments + 1, arguments + count);
    try {
        kernel::ready_cryptography();
        const std::string self = std::filesystem::read_symlink("/proc/self/exe");
        int result = usage_error;
        if (words.size() == 2 && words[0] == "list-limit")
            result = bench::serve_list_limit(words[1], 2);
        else if (words.size() == 2 && words[0] == "import-file")
            result = (bench::make_import_file(words[1]), 0);
        else if (!words.empty())
            result = run(self, words);
        if (result == usage_error)
            std::fputs(
                "bylaw_bench DATA [quick] [lists] [orders] [start] [imports] [pages] [live] [analysis] [search]\nbylaw_bench list-limit "
                "DIRECTORY\nbylaw_bench "
                "import-file "
                "FILE\n",
                stderr);
        return result;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bylaw_bench: %s\n", error.what());
        return 1;
    }
}
