#include "kernel/store/migrate.h"

namespace sales {

// What was recorded of whole orders before is shared out in full where all was given back, and is the first line's otherwise; from the next
// change of the order on it is shared as order_shares.h says.
extern const kernel::Migration shares_migration;
const kernel::Migration shares_migration{104, "shares", R"sql(
ALTER TABLE "orders" ADD COLUMN "problem_loss" BIGINT;
ALTER TABLE "order_lines" ADD COLUMN "returned_amount" BIGINT;
ALTER TABLE "order_lines" ADD COLUMN "problem_loss" BIGINT;
UPDATE "order_lines" SET "returned_amount" = (SELECT sum(r."amount") FROM "order_returns" r
  WHERE r."line" = "order_lines"."id" AND r."state" = 'accepted' AND r."archived_at" IS NULL);
UPDATE "order_lines" SET "returned_amount" = "amount",
  "returned" = (SELECT CASE WHEN o."tracking" = 'here' THEN "order_lines"."delivered" ELSE "order_lines"."quantity" END
    FROM "orders" o WHERE o."id" = "order_lines"."order")
  WHERE "order" IN (SELECT o."id" FROM "orders" o WHERE o."returned" = o."revenue" AND o."returned" <> 0);
UPDATE "order_lines" SET "returned_amount" = COALESCE("returned_amount", 0) + (SELECT sum(r."amount") FROM "order_returns" r
  WHERE r."order" = "order_lines"."order" AND r."line" IS NULL AND r."state" = 'accepted' AND r."archived_at" IS NULL)
  WHERE "id" IN (SELECT min(l."id") FROM "order_lines" l WHERE l."order" IN (SELECT r."order" FROM "order_returns" r
      JOIN "orders" o ON o."id" = r."order" WHERE r."line" IS NULL AND r."state" = 'accepted' AND r."archived_at" IS NULL
      AND o."returned" <> o."revenue") GROUP BY l."order");
UPDATE "orders" SET "problem_loss" = (SELECT sum(p."loss") FROM "order_problems" p
  WHERE p."order" = "orders"."id" AND p."archived_at" IS NULL);
UPDATE "order_lines" SET "problem_loss" = (SELECT sum(p."loss") FROM "order_problems" p
  WHERE p."line" = "order_lines"."id" AND p."archived_at" IS NULL);
UPDATE "order_lines" SET "problem_loss" = COALESCE("problem_loss", 0) + (SELECT sum(p."loss") FROM "order_problems" p
  WHERE p."order" = "order_lines"."order" AND p."line" IS NULL AND p."archived_at" IS NULL)
  WHERE "id" IN (SELECT min(l."id") FROM "order_lines" l WHERE l."order" IN (SELECT p."order" FROM "order_problems" p
      WHERE p."line" IS NULL AND p."loss" IS NOT NULL AND p."archived_at" IS NULL) GROUP BY l."order");
)sql"};

}  // namespace sales
