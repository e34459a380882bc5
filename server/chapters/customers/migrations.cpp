#include "kernel/store/migrate.h"

namespace customers {

extern const kernel::Migration migration;
const kernel::Migration migration{10, "customers", R"sql(
CREATE TABLE "regions" (
  "id" ID,
  "name" TEXT NOT NULL CHECK (length("name") <= 60),
  "parent" BIGINT REFERENCES "regions" ("id"),
  "code" TEXT UNIQUE CHECK (length("code") <= 12),
  "path" TEXT NOT NULL CHECK (length("path") <= 400),
  "full_name" TEXT NOT NULL UNIQUE CHECK (length("full_name") <= 800),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "regions_parent" ON "regions" ("parent");
CREATE TABLE "customers" (
  "id" ID,
  "code" TEXT UNIQUE CHECK (length("code") <= 40),
  "name" TEXT NOT NULL CHECK (length("name") <= 120),
  "credit_code" TEXT UNIQUE CHECK (length("credit_code") <= 18),
  "segment" TEXT CHECK (length("segment") <= 60),
  "industry" TEXT CHECK (length("industry") <= 60),
  "region" BIGINT REFERENCES "regions" ("id"),
  "address" TEXT CHECK (length("address") <= 200),
  "phone" TEXT CHECK (length("phone") <= 32),
  "email" TEXT CHECK (length("email") <= 120),
  "level" TEXT NOT NULL CHECK ("level" IN ('ordinary', 'important', 'key')),
  "size" TEXT CHECK ("size" IN ('micro', 'small', 'medium', 'large')),
  "source" TEXT CHECK ("source" IN ('campaign', 'referral', 'visit', 'online', 'exhibition', 'other')),
  "preferences" TEXT CHECK (length("preferences") <= 4000),
  "owner" BIGINT REFERENCES "accounts" ("id"),
  "note" TEXT CHECK (length("note") <= 4000),
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "created_by" BIGINT REFERENCES "accounts" ("id"),
  "updated_at" BIGINT NOT NULL,
  "archived_at" BIGINT
);
CREATE INDEX "customers_region" ON "customers" ("region");
CREATE INDEX "customers_name_id" ON "customers" ("name", "id");
CREATE INDEX "customers_owner_name_id" ON "customers" ("owner", "name", "id");
CREATE TABLE "contacts" (
  "id" ID,
  "customer" BIGINT NOT NULL REFERENCES "customers" ("id") ON DELETE CASCADE,
  "name" TEXT NOT NULL CHECK (length("name") <= 60),
  "position_title" TEXT CHECK (length("position_title") <= 60),
  "phone" TEXT CHECK (length("phone") <= 32),
  "email" TEXT CHECK (length("email") <= 120),
  "decides" BIGINT NOT NULL CHECK ("decides" IN (0, 1)),
  "note" TEXT CHECK (length("note") <= 400),
  "position" BIGINT NOT NULL
);
CREATE INDEX "contacts_customer" ON "contacts" ("customer");
)sql"};

extern const kernel::Migration region_manager_migration;
const kernel::Migration region_manager_migration{103, "region_manager", R"sql(
ALTER TABLE "regions" ADD COLUMN "manager" TEXT CHECK (length("manager") <= 60);
)sql"};

}  // namespace customers
