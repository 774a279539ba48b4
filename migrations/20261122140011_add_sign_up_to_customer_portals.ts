import type { Knex } from "knex";

/** Who may sign up by themselves, as JSON; null: nobody. */
export async function up(db: Knex): Promise<void> {
  await db.raw("ALTER TABLE customer_portals ADD COLUMN sign_up TEXT NULL, ALGORITHM=INSTANT");
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable("customer_portals", (table) => void table.dropColumn("sign_up"));
}
