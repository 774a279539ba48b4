import type { Knex } from "knex";

/** What happened to the role and to redundancy, for people: history, page, mails to operators. Global: one per installation. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable("ha_events", (table) => {
    table.bigIncrements("id");
    table.specificType("at", "DATETIME(3)").notNullable();
    table.string("kind", 30).notNullable();
    table.string("from_node", 32).notNullable();
    table.string("to_node", 32).notNullable();
    table.bigInteger("epoch").notNullable();
    table.integer("duration_ms");
    table.string("reason", 500).notNullable();
    table.specificType("mailed_at", "DATETIME(3)");
    table.index(["mailed_at", "id"]);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTable("ha_events");
}
