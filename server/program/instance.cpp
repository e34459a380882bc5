#include "program/instance.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "kernel/api/app.h"
#include "kernel/api/import_routes.h"
#include "kernel/api/operator_routes.h"
#include "kernel/api/session_routes.h"
#include "kernel/api/view_routes.h"
#include "kernel/base/json.h"
#include "program/house.h"

namespace program {

using namespace kernel;

namespace {

// The data directory belongs to one user: nobody else reads what is in it.
void make_directory(const std::string& path) {
    if (std::filesystem::create_directories(path)) ::chmod(path.c_str(), 0700);
    if (!std::filesystem::is_directory(path)) throw std::runtime_error("not a directory: " + path);
}

StoreOptions store_options(const Options& options, const Key& master) {
    const Key page_key = derived_key(master, 1, "pagekey1");
    StoreOptions made;
    made.engine = options.database.empty() ? Engine::sqlite : Engine::postgres;
    made.data_directory = options.data;
    made.key.assign(reinterpret_cast<const char*>(page_key.data()), page_key.size());
    made.connection_string = options.database;
    return made;
}

Key master_key(const Options& options) {
    make_directory(options.data);
    const std::string path = options.key.empty() ? options.data + "/bylaw.key" : options.key;
    // A new key beside an old database could not open it: better to say that the key is missing.
    const bool is_new = !std::filesystem::exists(options.data + "/bylaw.db");
    return key_from_file(path, is_new);
}

}  // namespace

struct Instance::Parts {
    explicit Parts(const Options& options)
        : master(master_key(options)),
          clock(options.clock ? *options.clock : system_clock),
          policy((open_house(house), house), embedded_text("regulation/roles.json")),
          store(open_store(store_options(options, master))),
          migrated(migrate(*store, house.migrations())),
          ids(clock, static_cast<std::uint8_t>(options.node)),
          audit(clock, derived_key(master, 2, "auditlog"), static_cast<std::uint8_t>(options.node)),
          accounts(policy, clock, ids, derived_key(master, 3, "accounts")),
          records(house, clock, ids, audit),
          app{house, policy, messages, clock, ids, *store, accounts, records},
          views(records, ids),
          words(embedded_text("locales/headers.json")),
          imports({house, policy, messages, words, clock, ids, *store, records, static_cast<std::uint8_t>(options.node)}),
          import_routes{app, imports},
          front(app, router, {random_token(), policy.role("administrator")}) {
        add_messages(messages);
        accounts.on_event([this](Transaction& transaction, std::string_view action, std::int64_t account, std::string_view detail) {
            std::string changes = "[]";
            if (!detail.empty()) {
                changes = "[[\"detail\",null,";
                append_json_string(changes, detail);
                changes += "]]";
            }
            audit.append(transaction, {{account, std::string(action), "accounts", account, 0, changes}});
        });
        add_session_routes(router, {accounts, *store, house.get("accounts"), false});
        add_schema_routes(router, app);
        add_operator_routes(router, app);
        add_import_routes(router, import_routes);
        add_view_routes(router, app, views);
        add_record_routes(router, app);
        server = std::make_unique<http::Server>(
            http::ServerOptions{.host = options.host, .port = static_cast<std::uint16_t>(options.port), .threads = options.threads},
            http::Server::Callbacks{
                [this](http::Request&& request, const http::Respond& respond) { front.handle(std::move(request), respond); },
                [this](const http::Request& head, const http::Respond& respond) { return upload(head, respond); },
                [this](int status, std::string_view key) { return front.refuse(status, key); }});
    }

    // An import's file is taken piece by piece, once it is known who sends it.
    std::shared_ptr<http::Upload> upload(const http::Request& head, const http::Respond& respond) {
        if (!is_import_upload(head)) return nullptr;
        CallPtr call;
        store->read_and_wait([&](Connection& connection) { call = front.admit_upload(head, respond, connection); });
        return call ? open_upload(import_routes, call) : nullptr;
    }

    Key master;
    SystemClock system_clock;
    const Clock& clock;
    House house;
    Policy policy;
    Messages messages;
    std::unique_ptr<Store> store;
    int migrated;
    IdMaker ids;
    AuditLog audit;
    Accounts accounts;
    Records records;
    App app;
    Views views;
    HeaderWords words;
    Imports imports;
    ImportRoutes import_routes;
    Router router;
    Front front;
    std::unique_ptr<http::Server> server;
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
    parts_->server->run();
    parts_->imports.stop();
}
void Instance::stop() { parts_->server->stop(); }

std::string Instance::setup_link() {
    std::string token;
    parts_->store->write_and_wait([&](Transaction& transaction) {
        token = parts_->accounts.make_setup_token(transaction);
        return !token.empty();
    });
    return token.empty() ? std::string() : "/setup#" + token;
}

}  // namespace program
