import type { Knex } from "knex";

/** Which invitation a link accepts; null for those made before. No foreign key: links are global, and are swept by themselves. */
export async function up(db: Knex): Promise<void> {
  await db.raw("ALTER TABLE one_time_links ADD COLUMN invitation_id INT UNSIGNED NULL, ALGORITHM=INSTANT");
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable("one_time_links", (table) => void table.dropColumn("invitation_id"));
}
