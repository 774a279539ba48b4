import type { Knex } from "knex";

/** When a session was used last, to the minute: for the idle limit and for its owner's list. Null until this version has seen it. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable(
    "sessions",
    (table) => void table.specificType("last_active_at", "DATETIME(3) NULL"),
  );
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable("sessions", (table) => void table.dropColumn("last_active_at"));
}
