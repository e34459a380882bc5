#include "kernel/store/migrate.h"

#include <algorithm>
#include <map>

#include "kernel/base/hash.h"
#include "kernel/base/text.h"
#include "kernel/store/dialect.h"

namespace kernel {

namespace {

struct Applied {
    std::string name;
    std::string digest;
};

std::string digest_of(const Migration& migration) {
    const Digest bytes = digest(std::string(migration.sql) + std::string(migration.sqlite) + std::string(migration.postgres));
    return hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

// Until the transaction ends no other node migrates. A long index build elsewhere is waited for.
void take_turn(Transaction& transaction) {
    if (transaction.engine() != Engine::postgres) return;
    transaction.script(
        "SET LOCAL lock_timeout = '10min'; SET LOCAL statement_timeout = 0; "
        "SELECT pg_advisory_xact_lock(hashtext('bylaw schema_migrations'))");
}

std::map<std::int64_t, Applied> applied_migrations(Connection& connection) {
    std::map<std::int64_t, Applied> applied;
    Rows rows = connection.query("SELECT number, name, digest FROM schema_migrations");
    while (rows.next()) applied[rows.integer(0)] = {std::string(rows.text(1)), std::string(rows.text(2))};
    return applied;
}

[[noreturn]] void refuse(const std::string& what, const std::string& remedy) { throw DatabaseError(what + ": " + remedy, false); }

void check(const std::map<std::int64_t, Applied>& applied, std::span<const Migration> migrations) {
    for (const auto& [applied_number, migration] : applied) {
        const std::int64_t number = applied_number;  // a lambda may not capture a structured binding in C++20 as clang reads it
        const std::string title = std::to_string(number) + " (" + migration.name + ")";
        const auto known = std::find_if(migrations.begin(), migrations.end(), [&](const Migration& one) { return one.number == number; });
        if (known == migrations.end())
            refuse("the database has migration " + title + ", which this program does not know",
                   "start the newer program that made it, or restore the backup taken before the upgrade");
        if (digest_of(*known) != migration.digest)
            refuse("migration " + title + " has been changed since it ran on this database",
                   "put its text back as it was and write the change as a new migration");
    }
    const std::int64_t newest = applied.empty() ? 0 : applied.rbegin()->first;
    for (const Migration& migration : migrations)
        if (migration.number < newest && !applied.contains(migration.number))
            refuse(
                "migration " + std::to_string(migration.number) + " (" + std::string(migration.name) + ") has not run, but later ones have",
                "give it a number after " + std::to_string(newest));
}

void check_order(std::span<const Migration> migrations) {
    int last = 0;
    for (const Migration& migration : migrations) {
        if (migration.number <= last)
            refuse("migration " + std::to_string(migration.number) + " is out of order", "number them upwards from 1");
        last = migration.number;
    }
}

}  // namespace

int migrate(Store& store, std::span<const Migration> migrations) {
    check_order(migrations);
    store.write_and_wait([&](Transaction& transaction) {
        take_turn(transaction);
        transaction.script(for_engine(schema_migrations_table, transaction.engine()));
        check(applied_migrations(transaction), migrations);
        return true;
    });
    int ran = 0;
    for (const Migration& migration : migrations) {
        const bool now = store.write_and_wait([&](Transaction& transaction) {
            take_turn(transaction);
            if (applied_migrations(transaction).contains(migration.number)) return false;
            if (!migration.sql.empty()) transaction.script(for_engine(migration.sql, transaction.engine()));
            const std::string_view own = transaction.engine() == Engine::sqlite ? migration.sqlite : migration.postgres;
            if (!own.empty()) transaction.script(own);
            transaction.execute("INSERT INTO schema_migrations (number, name, digest) VALUES ($1, $2, $3)",
                                {migration.number, migration.name, std::string_view(digest_of(migration))});
            return true;
        });
        ran += now ? 1 : 0;
    }
    return ran;
}

}  // namespace kernel
