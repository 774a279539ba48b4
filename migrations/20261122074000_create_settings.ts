import type { Knex } from "knex";

/** What administrators changed; a setting without a row has its default. Global: one value for the installation. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable("settings", (table) => {
    table.string("name", 100).primary();
    table.text("value").notNullable();
    table.string("changed_by", 200).notNullable();
    table.specificType("changed_at", "DATETIME(3)").notNullable();
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTable("settings");
}
