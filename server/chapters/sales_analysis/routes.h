// 4.4: GET /api/v1/analysis and what belongs to it.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "chapters/sales_analysis/sales_facts.h"
#include "kernel/api/app.h"

namespace sales {

// The questions at work that their askers may end.
class RunningQuestions {
public:
    using Mark = std::shared_ptr<std::atomic<bool>>;
    Mark begin(std::int64_t account, const std::string& run);
    void end(std::int64_t account, const std::string& run, const Mark& mark);
    bool cancel(std::int64_t account, const std::string& run);

private:
    std::mutex mutex_;
    std::map<std::pair<std::int64_t, std::string>, Mark> running_;
};

struct AnalysisRoutes {
    const kernel::App& app;
    const SalesFacts& facts;
    RunningQuestions running = {};
};

std::vector<kernel::DescribedRoute> described_routes();
void add_analysis_routes(kernel::Router& router, AnalysisRoutes& routes);

}  // namespace sales
