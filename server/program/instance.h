// One running Bylaw: the database, the declarations, the API and the server over it, put together in one place.
#pragma once
#include <memory>
#include <string>

#include "kernel/api/app.h"
#include "kernel/http/http.h"

namespace program {

struct Options {
    std::string data = "data";
    std::string key;       // the key file; empty: bylaw.key in the data directory
    std::string database;  // empty: embedded; else a PostgreSQL connection string
    std::string host = "127.0.0.1";
    int port = 8080;
    int node = 1;  // of several servers on one PostgreSQL: its number
    int threads = 2;
    std::string metrics_host;  // empty: no metrics
    int metrics_port = 0;
    int drain_seconds = 0;  // between the signal to stop and the last connection taken, for whoever sends them to see /readyz say no
    const kernel::Clock* clock = nullptr;  // another than the system's; outlives the instance
};

class Instance {
public:
    // Opens the database, brings its schema up to date and listens. Throws with a sentence for the operator.
    explicit Instance(const Options& options);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    std::uint16_t port() const;
    const std::string& operator_token() const;  // lets the command line in: known to whoever may read the data directory
    std::string setup_link();                   // of the first administrator; empty when there are accounts
    int migrations_run() const;
    const kernel::App& app() const;
    std::uint16_t metrics_port() const;  // 0: none
    void run();
    void stop_being_ready();
    void stop();  // lets requests in hand go on; called again, ends them

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace program
