#include "kernel/store/migrate.h"

namespace sales {

extern const kernel::Migration migration;
const kernel::Migration migration{20, "sales", R"sql(
CREATE TABLE "categories" (
  "id" ID,
  "name" TEXT NOT NULL CHECK (length("name") <= 60),
  "parent" BIGINT REFERENCES "categories" ("id"),
  "path" TEXT NOT NULL CHECK (length("path") <= 400),
  "full_name" TEXT NOT NULL UNIQUE CHECK (length("full_name") <= 800),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "categories_parent" ON "categories" ("parent");
CREATE TABLE "products" (
  "id" ID,
  "code" TEXT UNIQUE CHECK (length("code") <= 40),
  "name" TEXT NOT NULL CHECK (length("name") <= 200),
  "kind" TEXT NOT NULL CHECK ("kind" IN ('goods', 'service')),
  "category" BIGINT REFERENCES "categories" ("id"),
  "unit" TEXT CHECK (length("unit") <= 20),
  "price" BIGINT CHECK ("price" >= 0) CHECK ("price" <= 1000000000000000),
  "cost" BIGINT CHECK ("cost" >= 0) CHECK ("cost" <= 1000000000000000),
  "note" TEXT CHECK (length("note") <= 4000),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "products_category" ON "products" ("category");
CREATE INDEX "products_name_id" ON "products" ("name", "id");
CREATE TABLE "orders" (
  "id" ID,
  "number" TEXT NOT NULL UNIQUE CHECK (length("number") <= 40),
  "customer" BIGINT NOT NULL REFERENCES "customers" ("id"),
  "ordered_on" BIGINT NOT NULL,
  "state" TEXT NOT NULL CHECK ("state" IN ('draft', 'confirmed', 'delivered', 'closed', 'cancelled')),
  "owner" BIGINT REFERENCES "accounts" ("id"),
  "shipping" TEXT CHECK (length("shipping") <= 60),
  "revenue" BIGINT NOT NULL,
  "cost" BIGINT NOT NULL,
  "profit" BIGINT NOT NULL,
  "quantity" BIGINT NOT NULL,
  "note" TEXT CHECK (length("note") <= 4000),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "orders_customer" ON "orders" ("customer");
CREATE INDEX "orders_ordered_on_id" ON "orders" ("ordered_on", "id");
CREATE INDEX "orders_owner_ordered_on_id" ON "orders" ("owner", "ordered_on", "id");
CREATE TABLE "order_lines" (
  "id" ID,
  "order" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE CASCADE,
  "product" BIGINT NOT NULL REFERENCES "products" ("id"),
  "quantity" BIGINT NOT NULL CHECK ("quantity" >= -1000000000000) CHECK ("quantity" <= 1000000000000),
  "price" BIGINT NOT NULL CHECK ("price" <= 1000000000000000),
  "discount" BIGINT NOT NULL CHECK ("discount" >= 0) CHECK ("discount" <= 10000),
  "amount" BIGINT NOT NULL CHECK ("amount" >= -10000000000000) CHECK ("amount" <= 10000000000000),
  "cost" BIGINT NOT NULL CHECK ("cost" >= -10000000000000) CHECK ("cost" <= 10000000000000),
  "profit" BIGINT NOT NULL CHECK ("profit" >= -20000000000000) CHECK ("profit" <= 20000000000000),
  "region" BIGINT REFERENCES "regions" ("id"),
  "delivery_on" BIGINT,
  "note" TEXT CHECK (length("note") <= 400),
  "position" BIGINT NOT NULL
);
CREATE INDEX "order_lines_order" ON "order_lines" ("order");
CREATE INDEX "order_lines_product" ON "order_lines" ("product");
CREATE INDEX "order_lines_region" ON "order_lines" ("region");
)sql"};

}  // namespace sales
