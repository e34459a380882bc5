#include "kernel/access/migrations.h"

namespace kernel {

// Of passwords, sessions, tokens and one-time links only digests are kept, and of the logins that were tried and failed likewise: people
// type their password there.
const Migration access_migration{1, "accounts", R"sql(CREATE TABLE "accounts" (
  "id" ID,
  "login" TEXT NOT NULL UNIQUE CHECK (length("login") <= 64),
  "name" TEXT NOT NULL CHECK (length("name") <= 80),
  "role" TEXT NOT NULL CHECK ("role" IN ('administrator', 'manager', 'salesperson', 'observer')),
  "locale" TEXT NOT NULL CHECK ("locale" IN ('zh-Hant', 'zh-Hans', 'en')),
  "active" BIGINT NOT NULL CHECK ("active" IN (0, 1)),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE TABLE "credentials" (
  "account" BIGINT NOT NULL UNIQUE REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "password_hash" TEXT NOT NULL,
  "changed_at" BIGINT NOT NULL
);
CREATE TABLE "sessions" (
  "token_digest" BYTES NOT NULL UNIQUE,
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "created_at" BIGINT NOT NULL,
  "seen_at" BIGINT NOT NULL,
  "expires_at" BIGINT NOT NULL,
  "remote" TEXT NOT NULL
);
CREATE INDEX "sessions_account" ON "sessions" ("account");
CREATE INDEX "sessions_expires_at" ON "sessions" ("expires_at");
CREATE TABLE "tokens" (
  "id" ID,
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "name" TEXT NOT NULL CHECK (length("name") <= 80),
  "token_digest" BYTES NOT NULL UNIQUE,
  "created_at" BIGINT NOT NULL,
  "expires_on" BIGINT,
  "used_at" BIGINT
);
CREATE INDEX "tokens_account" ON "tokens" ("account");
CREATE TABLE "sign_in_failures" (
  "login_digest" BYTES NOT NULL UNIQUE,
  "count" BIGINT NOT NULL,
  "locked_until" BIGINT NOT NULL,
  "last_at" BIGINT NOT NULL
);
CREATE INDEX "sign_in_failures_last_at" ON "sign_in_failures" ("last_at");
CREATE TABLE "setup" (
  "token_digest" BYTES NOT NULL UNIQUE,
  "created_at" BIGINT NOT NULL
);
)sql"};

const Migration demo_migration{90, "demo", R"sql(
CREATE TABLE "demo_accounts" (
  "account" BIGINT NOT NULL PRIMARY KEY REFERENCES "accounts" ("id")
);
)sql"};

}  // namespace kernel
