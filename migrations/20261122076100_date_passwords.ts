import type { Knex } from "knex";

/** When the password was chosen: for those that have to be changed after a while. Null: before anybody kept it. */
export async function up(db: Knex): Promise<void> {
  await db.raw("ALTER TABLE logins ADD COLUMN password_changed_at DATETIME(3) NULL, ALGORITHM=INSTANT");
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable("logins", (table) => void table.dropColumn("password_changed_at"));
}
