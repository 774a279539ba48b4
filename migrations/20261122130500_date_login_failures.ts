import type { Knex } from "knex";

/** When the first of the failures came that count now: older ones than the setting says are forgotten. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable(
    "logins",
    (table) => void table.specificType("failing_since", "DATETIME(3) NULL"),
  );
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable("logins", (table) => void table.dropColumn("failing_since"));
}
