import type { Knex } from "knex";

/** Runs of backups. `slot`: the moment of the schedule, which only one node takes; for a node's logs, its one row. Global: one per installation. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable("backups", (table) => {
    table.bigIncrements("id");
    table.string("slot", 60).unique();
    table.string("node", 32).notNullable();
    table.enum("kind", ["full", "log"]).notNullable();
    table.enum("state", ["running", "done", "failed"]).notNullable();
    table.specificType("started_at", "DATETIME(3)").notNullable();
    table.specificType("finished_at", "DATETIME(3)");
    table.string("file", 500);
    table.bigInteger("bytes");
    table.string("detail", 500);
    table.index(["kind", "state", "id"]);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTable("backups");
}
