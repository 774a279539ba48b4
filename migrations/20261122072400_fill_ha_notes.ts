import type { Knex } from "knex";

/**
 * Two more rows beside the role's own, so that one look shows all: `paused` (holder: who paused failover, '' nobody; seq grows with each
 * change) and `takeovers` (seq counts those that nobody planned).
 */
export async function up(db: Knex): Promise<void> {
  await db("ha_lease").insert([
    { name: "paused", holder: "", epoch: 0, seq: 0 },
    { name: "takeovers", holder: "", epoch: 0, seq: 0 },
  ]);
}

export async function down(db: Knex): Promise<void> {
  await db("ha_lease").whereIn("name", ["paused", "takeovers"]).delete();
}
