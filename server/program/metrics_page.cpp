#include "program/metrics_page.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "kernel/base/metrics.h"
#include "program/version.h"

namespace program {

using namespace kernel;

namespace {

constexpr std::int64_t second = 1'000'000;

std::int64_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t all = 0, resident = 0;
    file >> all >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

std::int64_t open_files() {
    std::error_code error;
    std::int64_t count = 0;
    for (std::filesystem::directory_iterator at("/proc/self/fd", error), end; !error && at != end; at.increment(error)) ++count;
    return count;
}

std::int64_t processor_microseconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * second + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

void add_requests(MetricsText& text, const Router& router) {
    text.metric("bylaw_requests_total", "counter", "Requests answered, by route and status.");
    router.each([&](std::string_view route, const RequestFigures& figures) {
        for (std::size_t place = 0; place < RequestFigures::statuses.size(); ++place)
            if (const std::int64_t count = figures.count(place); count > 0)
                text.value(count, {{"route", route}, {"status", std::to_string(RequestFigures::statuses[place])}});
    });
    text.metric("bylaw_request_duration_seconds", "histogram", "From a request's arrival to its answer, by route.");
    router.each([&](std::string_view route, const RequestFigures& figures) {
        if (figures.any()) text.histogram(figures.durations(), second, {{"route", route}});
    });
}

void add_store(MetricsText& text, const StoreFigures& figures) {
    text.metric("bylaw_commit_duration_seconds", "histogram", "From the begin of a transaction of the writer until it is durable.");
    text.histogram(*figures.commits, second);
    text.metric("bylaw_commit_batch_size", "histogram", "Pieces of work in one transaction.").histogram(*figures.batches, 1);
    text.metric("bylaw_writer_queue", "gauge", "Pieces of work that wait for the writer.").value(figures.waiting);
    text.metric("bylaw_storage_failed", "gauge", "1 when the storage has failed and nothing is written until a restart.");
    text.value(figures.failed ? 1 : 0);
    if (figures.log_bytes)
        text.metric("bylaw_wal_bytes", "gauge", "Size of the write-ahead log of the embedded database.").value(*figures.log_bytes);
}

struct Counts {
    std::int64_t sessions = 0, imports = 0, entries = 0;
};

std::optional<Counts> counts(const App& app) {
    std::optional<Counts> found;
    app.store.read_and_wait([&](Connection& connection) {
        const auto number = [&](std::string_view sql, std::initializer_list<Argument> arguments = {}) {
            Rows rows = connection.query(sql, arguments);
            return rows.next() ? rows.integer(0) : 0;
        };
        try {
            found = Counts{number(R"(SELECT count(*) FROM "sessions" WHERE "expires_at" > $1)", {app.clock.now().microseconds}),
                           number(R"(SELECT count(*) FROM "imports" WHERE "state" IN ('checking', 'running'))"),
                           number(R"(SELECT COALESCE(sum("seq"), 0) FROM "audit_heads")")};
        } catch (const std::exception&) { found.reset(); }
    });
    return found;
}

void add_database(MetricsText& text, const App& app) {
    const auto found = counts(app);
    text.metric("bylaw_database_up", "gauge", "1 when the database answers.").value(found ? 1 : 0);
    if (!found) return;
    text.metric("bylaw_sessions", "gauge", "Sessions that have not run out.").value(found->sessions);
    text.metric("bylaw_imports_running", "gauge", "Imports being checked or run.").value(found->imports);
    text.metric("bylaw_audit_entries", "gauge", "Entries of the audit log.").value(found->entries);
}

void add_process(MetricsText& text, std::chrono::steady_clock::time_point started) {
    const auto up = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started).count();
    text.metric("bylaw_up_seconds", "gauge", "Time since the start.").value(up);
    text.metric("process_resident_memory_bytes", "gauge", "Resident memory.").value(resident_bytes());
    text.metric("process_open_fds", "gauge", "Open file descriptors.").value(open_files());
    text.metric("process_cpu_seconds_total", "counter", "Processor time used.").seconds(processor_microseconds());
}

}  // namespace

std::string metrics_page(const Watched& watched) {
    MetricsText text;
    text.metric("bylaw_build_info", "gauge", "1, with the version of the program.").value(1, {{"version", version()}});
    add_requests(text, watched.router);
    add_store(text, watched.app.store.figures());
    add_database(text, watched.app);
    text.metric("bylaw_listeners", "gauge", "Live listeners.").value(watched.hub.listeners());
    add_process(text, watched.started);
    return text.take();
}

}  // namespace program
