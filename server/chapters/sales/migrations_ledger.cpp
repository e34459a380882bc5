#include "kernel/store/migrate.h"

namespace sales {

// Columns are empty for what was there before: those orders are not followed here until somebody says so.
extern const kernel::Migration ledger_migration;
const kernel::Migration ledger_migration{40, "ledger", R"sql(
ALTER TABLE "orders" ADD COLUMN "tracking" TEXT CHECK ("tracking" IN ('here', 'elsewhere'));
ALTER TABLE "orders" ADD COLUMN "payment_due_on" BIGINT;
ALTER TABLE "orders" ADD COLUMN "due_on" BIGINT;
ALTER TABLE "orders" ADD COLUMN "on_time_in_full" TEXT CHECK ("on_time_in_full" IN ('pending', 'met', 'missed'));
ALTER TABLE "orders" ADD COLUMN "missed" BIGINT CHECK ("missed" >= 0 AND "missed" < 8);
ALTER TABLE "orders" ADD COLUMN "judged_lines" BIGINT;
ALTER TABLE "orders" ADD COLUMN "met_lines" BIGINT;
ALTER TABLE "orders" ADD COLUMN "delivered" BIGINT;
ALTER TABLE "orders" ADD COLUMN "returned" BIGINT;
ALTER TABLE "orders" ADD COLUMN "received" BIGINT;
ALTER TABLE "orders" ADD COLUMN "owed" BIGINT;
ALTER TABLE "orders" ADD COLUMN "owed_since" BIGINT;
ALTER TABLE "orders" ADD COLUMN "open_problems" BIGINT;
ALTER TABLE "order_lines" ADD COLUMN "promised_on" BIGINT;
ALTER TABLE "order_lines" ADD COLUMN "delivered" BIGINT;
ALTER TABLE "order_lines" ADD COLUMN "rejected" BIGINT;
ALTER TABLE "order_lines" ADD COLUMN "closed_short" BIGINT;
ALTER TABLE "order_lines" ADD COLUMN "returned" BIGINT;
ALTER TABLE "order_lines" ADD COLUMN "completed_on" BIGINT;
ALTER TABLE "order_lines" ADD COLUMN "on_time_in_full" TEXT CHECK ("on_time_in_full" IN ('pending', 'met', 'missed'));
ALTER TABLE "order_lines" ADD COLUMN "missed" BIGINT CHECK ("missed" >= 0 AND "missed" < 8);
CREATE TABLE "order_amendments" (
  "id" ID,
  "number" TEXT NOT NULL UNIQUE CHECK (length("number") <= 40),
  "order" BIGINT NOT NULL REFERENCES "orders" ("id"),
  "kind" TEXT NOT NULL CHECK ("kind" IN ('content', 'short_close', 'cancel')),
  "line" BIGINT REFERENCES "order_lines" ("id"),
  "reason" TEXT NOT NULL CHECK (length("reason") <= 400),
  "customer_told" TEXT NOT NULL CHECK ("customer_told" IN ('yes', 'not_yet', 'not_needed')),
  "order_version" BIGINT NOT NULL,
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "order_amendments_order" ON "order_amendments" ("order");
CREATE INDEX "order_amendments_line" ON "order_amendments" ("line");
CREATE TABLE "deliveries" (
  "id" ID,
  "number" TEXT NOT NULL UNIQUE CHECK (length("number") <= 40),
  "order" BIGINT NOT NULL REFERENCES "orders" ("id"),
  "delivered_on" BIGINT NOT NULL,
  "carrier" TEXT CHECK (length("carrier") <= 60),
  "tracking_number" TEXT CHECK (length("tracking_number") <= 60),
  "received_by" TEXT CHECK (length("received_by") <= 60),
  "over_reason" TEXT CHECK (length("over_reason") <= 400),
  "quantity" BIGINT NOT NULL,
  "rejected" BIGINT NOT NULL,
  "note" TEXT CHECK (length("note") <= 4000),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "deliveries_order" ON "deliveries" ("order");
CREATE INDEX "deliveries_delivered_on_id" ON "deliveries" ("delivered_on", "id");
CREATE TABLE "delivery_lines" (
  "id" ID,
  "delivery" BIGINT NOT NULL REFERENCES "deliveries" ("id") ON DELETE CASCADE,
  "line" BIGINT NOT NULL REFERENCES "order_lines" ("id"),
  "accepted" BIGINT NOT NULL CHECK ("accepted" >= 0) CHECK ("accepted" <= 1000000000000),
  "rejected" BIGINT NOT NULL CHECK ("rejected" >= 0) CHECK ("rejected" <= 1000000000000),
  "reject_reason" TEXT CHECK (length("reject_reason") <= 400),
  "position" BIGINT NOT NULL
);
CREATE INDEX "delivery_lines_delivery" ON "delivery_lines" ("delivery");
CREATE INDEX "delivery_lines_line" ON "delivery_lines" ("line");
CREATE TABLE "order_returns" (
  "id" ID,
  "number" TEXT NOT NULL UNIQUE CHECK (length("number") <= 40),
  "order" BIGINT NOT NULL REFERENCES "orders" ("id"),
  "line" BIGINT REFERENCES "order_lines" ("id"),
  "state" TEXT NOT NULL CHECK ("state" IN ('requested', 'accepted', 'refused')),
  "returned_on" BIGINT,
  "quantity" BIGINT CHECK ("quantity" >= 0) CHECK ("quantity" <= 1000000000000),
  "amount" BIGINT CHECK ("amount" >= 0) CHECK ("amount" <= 10000000000000),
  "reason" TEXT NOT NULL CHECK ("reason" IN ('quality', 'wrong_goods', 'damaged', 'late', 'not_wanted', 'other')),
  "decision" TEXT CHECK (length("decision") <= 400),
  "note" TEXT CHECK (length("note") <= 4000),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "order_returns_order" ON "order_returns" ("order");
CREATE INDEX "order_returns_line" ON "order_returns" ("line");
CREATE INDEX "order_returns_returned_on_id" ON "order_returns" ("returned_on", "id");
CREATE TABLE "order_problems" (
  "id" ID,
  "number" TEXT NOT NULL UNIQUE CHECK (length("number") <= 40),
  "order" BIGINT NOT NULL REFERENCES "orders" ("id"),
  "line" BIGINT REFERENCES "order_lines" ("id"),
  "state" TEXT NOT NULL CHECK ("state" IN ('open', 'resolved')),
  "cause" TEXT NOT NULL CHECK ("cause" IN ('delay', 'quality', 'shortage', 'price', 'cancellation', 'other')),
  "found_on" BIGINT NOT NULL,
  "department" TEXT CHECK (length("department") <= 60),
  "loss" BIGINT CHECK ("loss" >= 0) CHECK ("loss" <= 10000000000000),
  "detail" TEXT NOT NULL CHECK (length("detail") <= 4000),
  "customer_told_on" BIGINT,
  "told_how" TEXT CHECK (length("told_how") <= 120),
  "resolution" TEXT CHECK (length("resolution") <= 1000),
  "resolved_on" BIGINT,
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "order_problems_order" ON "order_problems" ("order");
CREATE INDEX "order_problems_line" ON "order_problems" ("line");
CREATE INDEX "order_problems_found_on_id" ON "order_problems" ("found_on", "id");
CREATE TABLE "receipts" (
  "id" ID,
  "number" TEXT NOT NULL UNIQUE CHECK (length("number") <= 40),
  "customer" BIGINT NOT NULL REFERENCES "customers" ("id"),
  "received_on" BIGINT NOT NULL,
  "amount" BIGINT NOT NULL CHECK ("amount" >= -10000000000000) CHECK ("amount" <= 10000000000000),
  "method" TEXT NOT NULL CHECK ("method" IN ('transfer', 'bill', 'cash', 'card', 'online', 'other')),
  "reference" TEXT CHECK (length("reference") <= 60),
  "allocated" BIGINT NOT NULL,
  "unallocated" BIGINT NOT NULL,
  "note" TEXT CHECK (length("note") <= 4000),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "receipts_customer" ON "receipts" ("customer");
CREATE INDEX "receipts_received_on_id" ON "receipts" ("received_on", "id");
CREATE TABLE "receipt_lines" (
  "id" ID,
  "receipt" BIGINT NOT NULL REFERENCES "receipts" ("id") ON DELETE CASCADE,
  "order" BIGINT NOT NULL REFERENCES "orders" ("id"),
  "amount" BIGINT NOT NULL CHECK ("amount" >= -10000000000000) CHECK ("amount" <= 10000000000000),
  "position" BIGINT NOT NULL
);
CREATE INDEX "receipt_lines_receipt" ON "receipt_lines" ("receipt");
CREATE INDEX "receipt_lines_order" ON "receipt_lines" ("order");
)sql"};

// What is late and what is owed are a few of many orders.
extern const kernel::Migration order_days_migration;
const kernel::Migration order_days_migration{106, "order_days", R"sql(
CREATE INDEX "orders_due_on_id" ON "orders" ("due_on", "id");
CREATE INDEX "orders_owed_since_id" ON "orders" ("owed_since", "id");
)sql"};

}  // namespace sales
