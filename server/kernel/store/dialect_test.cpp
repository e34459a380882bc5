#include "kernel/store/dialect.h"

#include <gtest/gtest.h>

namespace kernel {

namespace {

struct Case {
    std::string_view ours;
    std::string_view sqlite;
    std::string_view postgres;
};

}  // namespace

TEST(DialectTest, turns_our_ddl_into_each_engines) {
    constexpr Case cases[] = {
        {"CREATE TABLE t (id ID, a BIGINT NOT NULL, b TEXT, c BYTES);",
         "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b TEXT, c BLOB) STRICT;",
         "CREATE TABLE t (id BIGINT PRIMARY KEY, a BIGINT NOT NULL, b TEXT COLLATE \"C\", c BYTEA);"},
        {"CREATE TABLE IF NOT EXISTS t (id ID)", "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY) STRICT",
         "CREATE TABLE IF NOT EXISTS t (id BIGINT PRIMARY KEY)"},
        {"CREATE TABLE \"order\" (\"TEXT\" TEXT DEFAULT 'BIGINT, it''s TEXT', CHECK (length(\"TEXT\") > (1)));",
         "CREATE TABLE \"order\" (\"TEXT\" TEXT DEFAULT 'BIGINT, it''s TEXT', CHECK (length(\"TEXT\") > (1))) STRICT;",
         "CREATE TABLE \"order\" (\"TEXT\" TEXT COLLATE \"C\" DEFAULT 'BIGINT, it''s TEXT', CHECK (length(\"TEXT\") > (1)));"},
        {"CREATE TABLE t (text TEXT, id ID, bytes BYTES) -- TEXT BYTES\n; /* ID ; */ CREATE TABLE u (a BIGINT)",
         "CREATE TABLE t (text TEXT, id INTEGER PRIMARY KEY, bytes BLOB) STRICT -- TEXT BYTES\n; /* ID ; */ CREATE TABLE u (a INTEGER) "
         "STRICT",
         "CREATE TABLE t (text TEXT COLLATE \"C\", id BIGINT PRIMARY KEY, bytes BYTEA) -- TEXT BYTES\n; /* ID ; */ CREATE TABLE u (a "
         "BIGINT)"},
        {"CREATE TABLE t (a BIGINT CHECK (CAST(a AS TEXT) <> 'ID'))", "CREATE TABLE t (a INTEGER CHECK (CAST(a AS TEXT) <> 'ID')) STRICT",
         "CREATE TABLE t (a BIGINT CHECK (CAST(a AS TEXT) <> 'ID'))"},
        {"ALTER TABLE t ADD COLUMN c TEXT; ALTER TABLE t ADD COLUMN n BIGINT NOT NULL DEFAULT 0;",
         "ALTER TABLE t ADD COLUMN c TEXT; ALTER TABLE t ADD COLUMN n INTEGER NOT NULL DEFAULT 0;",
         "ALTER TABLE t ADD COLUMN c TEXT COLLATE \"C\"; ALTER TABLE t ADD COLUMN n BIGINT NOT NULL DEFAULT 0;"},
        {"CREATE INDEX i ON t (a ASC, \"order\" DESC, b);", "CREATE INDEX i ON t (a ASC, \"order\" DESC, b);",
         "CREATE INDEX i ON t (a ASC NULLS FIRST, \"order\" DESC NULLS LAST, b);"},
        {"CREATE UNIQUE INDEX i ON t (\"ASC\" DESC) WHERE a <> 'DESC'", "CREATE UNIQUE INDEX i ON t (\"ASC\" DESC) WHERE a <> 'DESC'",
         "CREATE UNIQUE INDEX i ON t (\"ASC\" DESC NULLS LAST) WHERE a <> 'DESC'"},
        {"INSERT INTO t SELECT CAST(a AS TEXT), 'TEXT' FROM u ORDER BY a DESC; UPDATE t SET b = 'ID'",
         "INSERT INTO t SELECT CAST(a AS TEXT), 'TEXT' FROM u ORDER BY a DESC; UPDATE t SET b = 'ID'",
         "INSERT INTO t SELECT CAST(a AS TEXT), 'TEXT' FROM u ORDER BY a DESC; UPDATE t SET b = 'ID'"},
        {"CREATE VIRTUAL TABLE s USING fts5(TEXT)", "CREATE VIRTUAL TABLE s USING fts5(TEXT)", "CREATE VIRTUAL TABLE s USING fts5(TEXT)"},
        {"", "", ""},
        {"CREATE TABLE t (a TEXT DEFAULT 'open", "CREATE TABLE t (a TEXT DEFAULT 'open",
         "CREATE TABLE t (a TEXT COLLATE \"C\" DEFAULT 'open"},
    };
    for (const Case& one : cases) {
        EXPECT_EQ(for_engine(one.ours, Engine::sqlite), one.sqlite);
        EXPECT_EQ(for_engine(one.ours, Engine::postgres), one.postgres);
    }
}

}  // namespace kernel
