#include "program/instance.h"

#include <filesystem>
#include <thread>

#include "chapters/sales_analysis/routes.h"
#include "kernel/api/app.h"
#include "kernel/api/backup_routes.h"
#include "kernel/api/bulk_routes.h"
#include "kernel/api/comment_routes.h"
#include "kernel/api/event_routes.h"
#include "kernel/api/file_routes.h"
#include "kernel/api/import_routes.h"
#include "kernel/api/job_routes.h"
#include "kernel/api/merge_routes.h"
#include "kernel/api/operator_routes.h"
#include "kernel/api/session_routes.h"
#include "kernel/api/view_routes.h"
#include "kernel/base/json.h"
#include "kernel/store/directory_lock.h"
#include "program/house.h"
#include "program/metrics_page.h"
#include "program/place.h"
#include "program/version.h"

namespace program {

using namespace kernel;

namespace {

constexpr int drain_ms = 20'000;  // for requests in hand when the server stops

}  // namespace

struct Instance::Parts {
    explicit Parts(const Options& options)
        : master(master_key(options, true)),
          clock(options.clock ? *options.clock : system_clock),
          policy((open_house(house), house), embedded_text("regulation/roles.json")),
          lock(options.database.empty() ? nullptr : std::make_unique<DirectoryLock>(options.data)),
          store(open_store(store_options(options, master))),
          migrated(migrate(*store, house.migrations())),
          ids(clock, static_cast<std::uint8_t>(options.node)),
          audit(clock, audit_key(master), static_cast<std::uint8_t>(options.node)),
          accounts(policy, clock, ids, accounts_key(master)),
          records(house, clock, ids, audit),
          chinese(embedded_text("chinese/variants.txt"), embedded_text("chinese/readings.txt"), embedded_text("chinese/words.txt")),
          search(house, chinese, *store),
          sales_facts(house, *store),
          app{house, policy, messages, clock, ids, *store, accounts, records, search, sales::described_routes()},
          views(records, ids),
          comments(records, policy, ids),
          jobs({policy, messages, clock, ids, *store, records, static_cast<std::uint8_t>(options.node)}),
          exports(jobs),
          bulk(jobs),
          files(records, ids),
          file_routes{app, files},
          merges(records, ids, messages),
          words(embedded_text("locales/headers.json")),
          imports({house, policy, messages, words, clock, ids, *store, records, static_cast<std::uint8_t>(options.node)}),
          import_routes{app, imports},
          backups(*store, audit, clock,
                  {std::filesystem::absolute(options.data).string() + "/backups", std::string(version()), backup_key(master)}),
          hub(house, *store),
          analysis_routes{app, sales_facts},
          front(app, router, {random_token(), policy.role("administrator")}) {
        add_messages(messages);
        records.follow(search);
        records.find_with(search);
        search.start();
        records.follow(sales_facts);
        sales_facts.fill();
        accounts.on_event([this](Transaction& transaction, std::string_view action, std::int64_t account, std::string_view detail) {
            std::string changes = "[]";
            if (!detail.empty()) {
                changes = "[[\"detail\",null,";
                append_json_string(changes, detail);
                changes += "]]";
            }
            audit.append(transaction, {{account, std::string(action), "accounts", account, 0, changes}});
            if (action == "account_made") search.reread(transaction, house.get("accounts"), account);
        });
        add_session_routes(router, {accounts, *store, house.get("accounts"), false});
        add_schema_routes(router, app);
        add_backup_routes(router, backups);
        add_import_routes(router, import_routes);
        add_search_routes(router, app);
        add_view_routes(router, app, views);
        add_comment_routes(router, app, comments);
        add_file_routes(router, file_routes);
        add_merge_routes(router, app, merges);
        add_event_routes(router, {front, hub});
        add_operator_routes(router, app, [this](Connection& connection) { return sales_facts.verify(connection); });
        sales::add_analysis_routes(router, analysis_routes);
        add_job_routes(router, {app, jobs, exports});
        add_bulk_routes(router, app, jobs, bulk);
        add_record_routes(router, app);
        server = std::make_unique<http::Server>(
            http::ServerOptions{
                .host = options.host, .port = static_cast<std::uint16_t>(options.port), .threads = options.threads, .drain_ms = drain_ms},
            http::Server::Callbacks{
                [this](http::Request&& request, const http::Respond& respond) { front.handle(std::move(request), respond); },
                [this](const http::Request& head, const http::Respond& respond) { return upload(head, respond); },
                [this](int status, std::string_view key) { return front.refuse(status, key); }});
        if (!options.metrics_host.empty()) open_metrics(options);
    }

    // A listener of its own: who may scrape is decided by where it listens.
    void open_metrics(const Options& options) {
        const auto answer = [](int status, std::string type, std::string body) {
            return http::Response{.status = status,
                                  .content_type = std::move(type),
                                  .headers = {},
                                  .body = std::move(body),
                                  .keep = {},
                                  .body_view = {},
                                  .stream = {}};
        };
        metrics = std::make_unique<http::Server>(
            http::ServerOptions{
                .host = options.metrics_host, .port = static_cast<std::uint16_t>(options.metrics_port), .threads = 1, .connections = 64},
            http::Server::Callbacks{[this, answer](http::Request&& request, const http::Respond& respond) {
                                        if (request.path != "/metrics") return respond(answer(404, "text/plain", "not found\n"));
                                        respond(answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics_page(watched)));
                                    },
                                    {},
                                    [answer](int status, std::string_view) { return answer(status, "text/plain", "refused\n"); }});
    }

    // A file is taken piece by piece, once it is known who sends it.
    std::shared_ptr<http::Upload> upload(const http::Request& head, const http::Respond& respond) {
        const bool is_import = is_import_upload(head);
        if (!is_import && !is_file_upload(head)) return nullptr;
        std::shared_ptr<http::Upload> taken;
        store->read_and_wait([&](Connection& connection) {
            const CallPtr call = front.admit_upload(head, respond, connection);
            if (call) taken = is_import ? open_upload(import_routes, call) : open_file_upload(file_routes, call, connection);
        });
        return taken;
    }

    Key master;
    SystemClock system_clock;
    const Clock& clock;
    House house;
    Policy policy;
    Messages messages;
    std::unique_ptr<DirectoryLock> lock;  // the embedded store has its own: two servers of one node number would write one audit chain
    std::unique_ptr<Store> store;
    int migrated;
    IdMaker ids;
    AuditLog audit;
    Accounts accounts;
    Records records;
    Chinese chinese;
    SearchIndex search;
    sales::SalesFacts sales_facts;
    App app;
    Views views;
    Comments comments;
    Jobs jobs;
    Exports exports;
    Bulk bulk;
    Files files;
    FileRoutes file_routes;
    Merges merges;
    HeaderWords words;
    Imports imports;
    ImportRoutes import_routes;
    Backups backups;
    Hub hub;
    sales::AnalysisRoutes analysis_routes;
    Router router;
    Front front;
    const Watched watched{app, router, hub};
    std::unique_ptr<http::Server> server;
    std::unique_ptr<http::Server> metrics;
};

Instance::Instance(const Options& options) {
    ready_cryptography();
    parts_ = std::make_unique<Parts>(options);
}
Instance::~Instance() = default;

std::uint16_t Instance::port() const { return parts_->server->port(); }
const std::string& Instance::operator_token() const { return parts_->front.operator_token(); }
int Instance::migrations_run() const { return parts_->migrated; }
const App& Instance::app() const { return parts_->app; }
void Instance::run() {
    parts_->imports.start();
    parts_->jobs.start();
    parts_->store->write_and_wait([this](Transaction& transaction) {
        parts_->files.forget_unfinished(transaction);
        return true;
    });
    parts_->hub.start();
    std::thread metrics;
    if (parts_->metrics) metrics = std::thread([this] { parts_->metrics->run(); });
    parts_->server->run();
    parts_->hub.stop();
    parts_->jobs.stop();
    parts_->imports.stop();
    if (parts_->metrics) parts_->metrics->stop();
    if (metrics.joinable()) metrics.join();
}
void Instance::stop_being_ready() { parts_->front.stop_being_ready(); }
void Instance::stop() { parts_->server->stop(); }
std::uint16_t Instance::metrics_port() const { return parts_->metrics ? parts_->metrics->port() : 0; }

std::string Instance::setup_link() {
    std::string token;
    parts_->store->write_and_wait([&](Transaction& transaction) {
        token = parts_->accounts.make_setup_token(transaction);
        return !token.empty();
    });
    return token.empty() ? std::string() : "/setup#" + token;
}

}  // namespace program
