import type { Knex } from "knex";

/** For the page that lists who is locked. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable("logins", (table) => void table.index(["locked_until"], "logins_locked"));
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable("logins", (table) => void table.dropIndex(["locked_until"], "logins_locked"));
}
