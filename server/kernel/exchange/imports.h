// Files on their way to being records: uploaded, mapped, checked, run. Each is a row of the database, so that it outlives the process,
// shows how far it has come, can be cancelled, and is done by one node only.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "kernel/exchange/import_json.h"
#include "kernel/exchange/import_store.h"
#include "kernel/exchange/limits.h"

namespace kernel {

struct ImportProgress {
    std::int64_t rows = 0, bytes = 0, of_bytes = 0;
};

class Imports {
public:
    struct Parts {
        const House& house;
        const Policy& policy;
        const Messages& messages;
        const HeaderWords& words;
        const Clock& clock;
        IdMaker& ids;
        Store& store;
        Records& records;
        std::uint8_t node = 1;
    };
    explicit Imports(const Parts& parts) : parts_(parts) {}
    ~Imports() { stop(); }
    Imports(const Imports&) = delete;
    Imports& operator=(const Imports&) = delete;

    // The worker: takes up what was interrupted, then what is asked for. A run at stop() goes on at the next start().
    void start();
    void stop();

    // Uploading: the row, then pieces of limits::import_chunk_bytes, then finish(), which reads the file's head and may take some time.
    Result<std::int64_t> create(Transaction& transaction, const Viewer& viewer, std::string_view record, std::string_view name);
    Result<Done> may_create(const Viewer& viewer, std::string_view record) const;
    void finish(const Viewer& viewer, std::int64_t id, std::int64_t size);
    void abandon(std::int64_t id);

    // Whoever may not see an import hears that there is none.
    Result<std::string> get(Connection& connection, const Viewer& viewer, std::int64_t id);
    std::string list(Connection& connection, const Viewer& viewer);
    Result<std::string> problems(Connection& connection, const Viewer& viewer, std::int64_t id, std::string_view cursor);
    Result<std::string> problems_csv(Connection& connection, const Viewer& viewer, std::int64_t id);
    Result<Done> change(Transaction& transaction, const Viewer& viewer, std::int64_t id, const ImportChange& change);
    // Queues the work; tell() when the transaction is durable.
    Result<Done> ask(Transaction& transaction, const Viewer& viewer, std::int64_t id, ImportMode mode);
    void tell();
    // Queues taking back what a run made, as far as nobody has gone on from it; tell() when the transaction is durable.
    Result<Done> undo(Transaction& transaction, const Viewer& viewer, std::int64_t id);
    // At once for a run of this node, at its next batch; `write` is queued for the others.
    Result<std::function<bool(Transaction&)>> cancel(Connection& connection, const Viewer& viewer, std::int64_t id);

    // The whole way on this thread, for the command line. `progress` may be empty; false from it cancels.
    struct FileImport {
        std::string record;
        std::string path;
        std::optional<Mapping> mapping;  // by path; else as suggested
        ImportMode mode = ImportMode::all;
        Conflicts conflicts = Conflicts::reject;
        std::function<bool(const ImportProgress&)> progress;
    };
    // The import's id, whatever became of it: its row says. A problem when it could not even begin.
    Result<std::int64_t> import_file(const Viewer& viewer, const FileImport& file);

private:
    friend class ImportRun;
    struct Job {
        std::atomic<std::int64_t> rows{0}, bytes{0};
        std::atomic<bool> cancelled{false};
        std::function<bool(const ImportProgress&)> progress;
    };

    void work();
    bool work_once();
    void execute(std::int64_t id, std::function<bool(const ImportProgress&)> progress);
    Result<ImportRow> visible(Connection& connection, const Viewer& viewer, std::int64_t id) const;
    bool sees(const Viewer& viewer, const ImportRow& row) const;
    void show_progress(ImportRow& row);
    std::string headers_key(const std::vector<std::string>& headers) const;
    Result<std::int64_t> store_file(const Viewer& viewer, const FileImport& file);
    void read_head(const Viewer& viewer, ImportRow& row);

    const Parts parts_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> stopping_{false};
    bool asked_ = false;
    std::map<std::int64_t, std::shared_ptr<Job>> jobs_;
    std::thread thread_;
};

}  // namespace kernel
