import type { Knex } from "knex";

/** The role's row: compare-and-set only, no times in it (clocks of two servers differ). `holder`: a node, '' free, '>b' handed to b. Global: one per installation. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable("ha_lease", (table) => {
    table.string("name", 30).primary();
    table.string("holder", 32).notNullable();
    table.bigInteger("epoch").notNullable();
    table.bigInteger("seq").notNullable();
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTable("ha_lease");
}
