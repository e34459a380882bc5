// While it lives, every query on the connection sees the database as it stood at the first of them. It holds up the cleaning of the
// database (the log of the embedded engine grows), so it is for checks and copies, not for requests.
#pragma once
#include "kernel/store/store.h"

namespace kernel {

class Snapshot {
public:
    explicit Snapshot(Connection& connection) : connection_(connection) {
        if (connection.engine() == Engine::postgres) {
            connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            connection.query("SET LOCAL idle_in_transaction_session_timeout = 0");
        } else {
            connection.query("BEGIN");
        }
    }
    ~Snapshot() {
        try {
            connection_.query("COMMIT");
        } catch (...) {
            return;  // whoever reads next finds out
        }
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Connection& connection_;
};

}  // namespace kernel
