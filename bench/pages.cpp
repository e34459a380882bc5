// What a person waits for: the ledger of a demo's branch on a first visit in Chromium (pages.mjs).
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "figures.h"
#include "kernel/access/demo.h"
#include "process.h"

namespace bench {

void measure_pages(const Setting& setting, Report& report) {
    report.heading("The ledger of the demo on a first visit in Chromium, nothing cached, nothing throttled");
    const std::string data = setting.data + "/demo", log = setting.data + "/pages.log";
    if (!std::filesystem::exists(data + "/bylaw.db") && run_to_end({setting.bylaw, "demo", "--data", data}, log) != 0)
        throw std::runtime_error("no demo: see " + log);
    const ServerProcess server({setting.bylaw, "serve", "--data", data, "--listen", "127.0.0.1:0"});
    const std::string address = "http://127.0.0.1:" + std::to_string(server.port());
    const std::string rounds = std::to_string(2 * setting.rounds() + 1);
    if (run_to_end({"node", "bench/pages.mjs", address, "manager", std::string(kernel::demo_password), rounds}, log) != 0)
        return report.missed("first visit", "see " + log);
    Samples paint, rows, bare;
    std::ifstream said(log);
    for (double painted = 0, shown = 0, least = 0; said >> painted >> shown >> least;) {
        paint.add(painted);
        rows.add(shown);
        bare.add(least);
    }
    report.compare("first paint after", "ms", paint, bare);
    report.compare("rows visible after", "ms", rows, bare);
    report.below("first paint", paint.median(), 800, "ms");
    report.below("rows visible", rows.median(), 1200, "ms");
}

}  // namespace bench
