import type { Knex } from "knex";

/** Every batch of background work writes this row with its term; a takeover writes the next term into it. Global: one per installation. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable("ha_fence", (table) => {
    table.integer("id").primary();
    table.bigInteger("epoch").notNullable();
    table.bigInteger("n").notNullable();
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTable("ha_fence");
}
